package io.github.sqldatabricks.bridge.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sqldatabricks.bridge.cli.client.ServiceClient;
import io.github.sqldatabricks.bridge.extraction.ExtractionConfig;
import io.github.sqldatabricks.bridge.extraction.TemplateCheck;
import io.github.sqldatabricks.bridge.extraction.TemplateLibrary;
import io.github.sqldatabricks.bridge.extraction.TemplateLibrary.CountrySummary;
import io.github.sqldatabricks.bridge.extraction.TemplateLibrary.ShownParameter;
import io.github.sqldatabricks.bridge.extraction.TemplateLibrary.TemplateSummary;
import io.github.sqldatabricks.bridge.extraction.input.ParameterText;
import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.model.ParameterValue;
import io.github.sqldatabricks.bridge.model.TextTable;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The commands that look at query templates and parameter files only, local ones or those of a running service; they start none. */
final class TemplateCommands {

    private TemplateCommands() {}

    /** What they have in common: where the files are, and the form of the result. */
    abstract static class TemplateCommand implements Callable<Integer> {

        @Mixin
        private TemplateOptions templates = new TemplateOptions();

        @Mixin
        private OutputOptions output = new OutputOptions();

        @Spec
        private CommandSpec specification;

        final TemplateLibrary library() {
            return TemplateOptions.library(templates.settings());
        }

        final ExtractionConfig config() {
            return LocalConfiguration.read(ExtractionConfig.class, templates.settings());
        }

        final Optional<String> queriesPath() {
            return templates.queriesPath();
        }

        final Optional<String> configPath() {
            return templates.configPath();
        }

        final void print(String text, Object json) {
            output.print(specification, text, json);
        }
    }

    /** A command that a running service can answer from its own files, too. */
    abstract static class ListCommand extends TemplateCommand {

        @Option(
                names = "--url",
                paramLabel = "URL",
                description = "Asks the service at this URL for its own; its token comes from BRIDGE_TOKEN. Folders are"
                        + " below the configured ones then.")
        private String url;

        @Override
        public final Integer call() {
            if (url == null) {
                local();
            } else {
                remote(ServiceClient.at(url));
            }
            return CommandLine.ExitCode.OK;
        }

        /** Prints what the local files have. */
        abstract void local();

        /** Prints what the service has, in the same columns. */
        abstract void remote(ServiceClient client);
    }

    /** A path with those of the parameters that have values. */
    private static String asked(String path, Map<String, Optional<String>> parameters) {
        return parameters.entrySet().stream()
                .filter(parameter -> parameter.getValue().isPresent())
                .map(parameter -> parameter.getKey() + "="
                        + URLEncoder.encode(parameter.getValue().orElseThrow(), StandardCharsets.UTF_8))
                .sorted()
                .collect(Collectors.collectingAndThen(
                        Collectors.joining("&"), query -> query.isEmpty() ? path : path + "?" + query));
    }

    private static String text(JsonNode of, String field) {
        return of.path(field).asText("-");
    }

    /** {@code bridge list-queries}: the templates and what they need. */
    @Command(name = "list-queries", description = "Lists the query templates and their parameters.")
    static final class ListQueries extends ListCommand {

        private static final String[] COLUMNS = {"query", "parameters", "description"};

        @Option(
                names = "--country",
                description = "Also the templates of this country, which win over the common ones.")
        private String country;

        @Override
        void remote(ServiceClient client) {
            JsonNode found = client.get(
                    asked("queries", Map.of("country", Optional.ofNullable(country), "queries_path", queriesPath())));
            TextTable table = new TextTable(COLUMNS);
            found.forEach(one -> table.row(
                    text(one, "query_name"),
                    StreamSupport.stream(one.path("parameters").spliterator(), false)
                            .map(parameter -> text(parameter, "name"))
                            .collect(Collectors.joining(", ")),
                    one.hasNonNull("problem")
                            ? "BROKEN: " + text(one, "problem")
                            : one.hasNonNull("disabled")
                                    ? "DISABLED: " + text(one, "disabled")
                                    : text(one, "description")));
            print(table.render(), found);
        }

        @Override
        void local() {
            List<TemplateSummary> found = library()
                    .templates(Optional.empty(), Optional.ofNullable(country).map(Country::new));
            print(table(found).render(), found.stream().map(ListQueries::wire).toList());
        }

        private static TextTable table(List<TemplateSummary> found) {
            TextTable table = new TextTable(COLUMNS);
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

    /** {@code bridge check}: plans everything, for continuous integration. */
    @Command(
            name = "check",
            description =
                    "Plans every template for every country, and prints one line for each problem; exit code 1 when there"
                            + " is one. Neither SQL Server nor Databricks is asked.")
    static final class Check extends TemplateCommand {

        @Option(
                names = {"-p", "--param"},
                paramLabel = "NAME=VALUE",
                description = "A parameter that requests always give, so that it is not missing; repeatable.")
        private Map<String, String> parameters = Map.of();

        @Override
        public Integer call() {
            Map<String, ParameterValue> given = new HashMap<>();
            parameters.forEach((name, text) -> given.put(name, ParameterText.parse(text)));
            TemplateCheck.Result result = TemplateCheck.of(config(), given);
            print(text(result), wire(result));
            return result.findings().isEmpty() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
        }

        private static String text(TemplateCheck.Result result) {
            String summary = result.planned() + " templates of " + result.countries() + " countries planned, "
                    + result.findings().size() + (result.findings().size() == 1 ? " problem" : " problems");
            return Stream.concat(result.findings().stream().map(Check::line), Stream.of(summary))
                    .collect(Collectors.joining(System.lineSeparator()));
        }

        private static String line(TemplateCheck.Finding finding) {
            String where = Stream.of(finding.country(), finding.what())
                    .filter(part -> !part.isEmpty())
                    .collect(Collectors.joining("/"));
            return where + ": " + OutputOptions.printable(finding.problem().replaceAll("\\R", " "));
        }

        private static Map<String, Object> wire(TemplateCheck.Result result) {
            return OutputOptions.fields(
                    "countries", result.countries(),
                    "planned", result.planned(),
                    "problems",
                            result.findings().stream()
                                    .map(finding -> OutputOptions.fields(
                                            "country", finding.country(),
                                            "what", finding.what(),
                                            "problem", finding.problem()))
                                    .toList());
        }
    }

    /** {@code bridge list-countries}: the countries and servers that templates and parameter files know. */
    @Command(
            name = "list-countries",
            description = "Lists the countries and servers that have templates or a parameter file of their own.")
    static final class ListCountries extends ListCommand {

        private static final String[] COLUMNS = {"name", "kind", "own templates", "parameter file"};

        @Override
        void remote(ServiceClient client) {
            JsonNode found = client.get("countries");
            TextTable table = new TextTable(COLUMNS);
            found.forEach(one -> table.row(
                    text(one, "code"),
                    text(one, "kind"),
                    text(one, "own_templates"),
                    one.path("parameter_file").asBoolean() ? "yes" : "no"));
            print(table.render(), found);
        }

        @Override
        void local() {
            List<CountrySummary> found = library().countries(Optional.empty(), Optional.empty());
            TextTable table = new TextTable(COLUMNS);
            found.forEach(country -> table.row(
                    country.name(),
                    kind(country),
                    Integer.toString(country.templates()),
                    country.parameterFile() ? "yes" : "no"));
            print(table.render(), found.stream().map(ListCountries::wire).toList());
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

    /** {@code bridge show-params}: the parameters that hold for a country; secrets are masked. */
    @Command(name = "show-params", description = "Shows a country's parameters and where each value came from.")
    static final class ShowParams extends ListCommand {

        private static final String[] COLUMNS = {"parameter", "value", "from"};

        @Option(names = "--country", required = true, description = "The country, such as bolivia.")
        private String country;

        @Override
        void remote(ServiceClient client) {
            JsonNode shown = client.get(asked(
                    "parameters",
                    Map.of(
                            "country", Optional.of(country),
                            "config_path", configPath(),
                            "queries_path", queriesPath())));
            TextTable table = new TextTable(COLUMNS);
            shown.forEach(one -> table.row(text(one, "name"), text(one, "value"), text(one, "origin")));
            print(table.render(), shown);
        }

        @Override
        void local() {
            List<ShownParameter> shown =
                    library().parameters(Optional.empty(), new Country(country), Map.of(), Optional.empty());
            TextTable table = new TextTable(COLUMNS);
            shown.forEach(parameter -> table.row(parameter.name(), parameter.value(), parameter.origin()));
            print(table.render(), shown.stream().map(ShowParams::wire).toList());
        }

        private static Map<String, Object> wire(ShownParameter parameter) {
            return OutputOptions.fields(
                    "parameter", parameter.name(), "value", parameter.value(), "from", parameter.origin());
        }
    }
}
