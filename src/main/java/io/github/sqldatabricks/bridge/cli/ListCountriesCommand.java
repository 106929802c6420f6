package io.github.sqldatabricks.bridge.cli;

import io.github.sqldatabricks.bridge.extraction.TemplateLibrary.CountrySummary;
import io.github.sqldatabricks.bridge.model.TextTable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code bridge list-countries}: the countries and servers that templates and parameter files know. */
@Command(
        name = "list-countries",
        description = "Lists the countries and servers that have templates or a parameter file of their own.")
final class ListCountriesCommand implements Callable<Integer> {

    @Mixin
    private TemplateOptions templates = new TemplateOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Spec
    private CommandSpec specification;

    @Override
    public Integer call() {
        List<CountrySummary> found =
                LocalPlanning.library(templates.settings()).countries(Optional.empty(), Optional.empty());
        TextTable table = new TextTable("name", "kind", "own templates", "parameter file");
        found.forEach(country -> table.row(
                country.name(),
                kind(country),
                Integer.toString(country.templates()),
                country.parameterFile() ? "yes" : "no"));
        output.print(
                specification,
                table.render(),
                found.stream().map(ListCountriesCommand::wire).toList());
        return 0;
    }

    private static String kind(CountrySummary country) {
        return country.server() ? "server" : "country";
    }

    private static Map<String, Object> wire(CountrySummary country) {
        return OutputOptions.fields(
                "name", country.name(),
                "kind", kind(country),
                "own_templates", country.templates(),
                "parameter_file", country.parameterFile());
    }
}
