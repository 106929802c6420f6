package io.github.sqldatabricks.bridge.cli;

import io.github.sqldatabricks.bridge.extraction.TemplateLibrary.ShownParameter;
import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.model.TextTable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bridge show-params}: the parameters that hold for a country; secrets are masked. */
@Command(name = "show-params", description = "Shows a country's parameters and where each value came from.")
final class ShowParamsCommand implements Callable<Integer> {

    @Mixin
    private TemplateOptions templates = new TemplateOptions();

    @Option(names = "--country", required = true, description = "The country, such as bolivia.")
    private String country;

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Spec
    private CommandSpec specification;

    @Override
    public Integer call() {
        List<ShownParameter> shown = LocalPlanning.library(templates.settings())
                .parameters(Optional.empty(), new Country(country), Map.of(), Optional.empty());
        TextTable table = new TextTable("parameter", "value", "from");
        shown.forEach(parameter -> table.row(parameter.name(), parameter.value(), parameter.origin()));
        output.print(
                specification,
                table.render(),
                shown.stream().map(ShowParamsCommand::wire).toList());
        return 0;
    }

    private static Map<String, Object> wire(ShownParameter parameter) {
        return OutputOptions.fields(
                "parameter", parameter.name(), "value", parameter.value(), "from", parameter.origin());
    }
}
