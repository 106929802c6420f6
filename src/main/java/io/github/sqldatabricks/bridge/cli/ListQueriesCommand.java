package io.github.sqldatabricks.bridge.cli;

import io.github.sqldatabricks.bridge.extraction.TemplateLibrary.TemplateSummary;
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

/** {@code bridge list-queries}: the templates and what they need. */
@Command(name = "list-queries", description = "Lists the query templates and their parameters.")
final class ListQueriesCommand implements Callable<Integer> {

    @Mixin
    private TemplateOptions templates = new TemplateOptions();

    @Option(names = "--country", description = "Also the templates of this country, which win over the common ones.")
    private String country;

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Spec
    private CommandSpec specification;

    @Override
    public Integer call() {
        List<TemplateSummary> found = LocalPlanning.library(templates.settings())
                .templates(Optional.empty(), Optional.ofNullable(country).map(Country::new));
        output.print(
                specification,
                table(found).render(),
                found.stream().map(ListQueriesCommand::wire).toList());
        return 0;
    }

    private static TextTable table(List<TemplateSummary> found) {
        TextTable table = new TextTable("query", "parameters", "description");
        found.forEach(
                template -> table.row(template.name(), String.join(", ", template.parameters()), shown(template)));
        return table;
    }

    private static String shown(TemplateSummary template) {
        return template.problem()
                .map(problem -> "BROKEN: " + problem)
                .or(() -> template.disabled().map(reason -> "DISABLED: " + reason))
                .orElse(template.description());
    }

    private static Map<String, Object> wire(TemplateSummary template) {
        return OutputOptions.fields(
                "query", template.name(),
                "parameters", template.parameters(),
                "description", template.description(),
                "disabled", template.disabled().orElse(null),
                "error", template.problem().orElse(null));
    }
}
