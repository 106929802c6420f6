package io.github.sqldatabricks.bridge.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sqldatabricks.bridge.extraction.ExtractionPlanner;
import io.github.sqldatabricks.bridge.extraction.ExtractionRequest;
import io.github.sqldatabricks.bridge.extraction.PlannedQuery;
import io.github.sqldatabricks.bridge.extraction.input.ParameterText;
import io.github.sqldatabricks.bridge.model.TextTable;
import java.util.Map;
import java.util.TreeMap;

/** What an extraction would do, as text and for programs: planned by this process, or by a service. */
final class ExtractionPlanReport {

    private static final ObjectMapper JSON = new ObjectMapper();

    private ExtractionPlanReport() {}

    /** What is known without SQL Server, Databricks and a service; names as in the REST API. */
    static JsonNode plan(ExtractionPlanner planner, ExtractionRequest request) {
        return JSON.valueToTree(OutputOptions.fields(
                "country", request.country().code(),
                "destination", planner.destination(request).value(),
                "queries",
                        planner.plan(request).stream()
                                .map(query -> wire(planner, request, query))
                                .toList()));
    }

    private static Map<String, Object> wire(ExtractionPlanner planner, ExtractionRequest request, PlannedQuery query) {
        Map<String, Object> fields = OutputOptions.fields(
                "query_name", query.query().name().value(),
                "template_sha256", query.templateSha256(),
                "parameters", new TreeMap<>(query.maskedParameters()),
                "folder", query.folder().value(),
                "load_target",
                        query.load().map(load -> load.target().toString()).orElse(null),
                "load_mode", query.load().map(load -> load.mode().text()).orElse(null));
        planner.shown(request, query).ifPresent(shown -> {
            fields.put("sql", shown.sql());
            fields.put(
                    "values",
                    shown.parameters().stream().map(ParameterText::shown).toList());
        });
        return fields;
    }

    /** A table of the queries; then why some would be refused, and each statement with its values. */
    static String text(JsonNode plan) {
        TextTable table = new TextTable("query", "folder", "there", "parameters");
        plan.path("queries")
                .forEach(query ->
                        table.row(text(query, "query_name"), text(query, "folder"), there(query), parameters(query)));
        StringBuilder text = new StringBuilder(table.render());
        plan.path("queries").forEach(query -> addDetails(text, query));
        return text.toString();
    }

    private static String there(JsonNode query) {
        if (query.path("busy").asBoolean()) {
            return "another job writes there";
        }
        return text(query, "output");
    }

    private static String parameters(JsonNode query) {
        StringBuilder text = new StringBuilder();
        query.path("parameters")
                .properties()
                .forEach(parameter -> text.append(text.isEmpty() ? "" : ", ")
                        .append(parameter.getKey())
                        .append('=')
                        .append(parameter.getValue().asText()));
        return text.toString();
    }

    private static void addDetails(StringBuilder text, JsonNode query) {
        addReason(text, query, "refusal");
        addReason(text, query, "output_reason");
        if (query.hasNonNull("sql")) {
            text.append("\n\n-- ").append(text(query, "query_name"));
            query.path("values")
                    .forEach(value -> text.append("\n-- ? = ").append(OutputOptions.printable(value.asText())));
            text.append('\n')
                    .append(OutputOptions.printableLines(query.path("sql").asText())
                            .stripTrailing());
        }
    }

    private static void addReason(StringBuilder text, JsonNode query, String field) {
        if (query.hasNonNull(field)) {
            text.append('\n').append(text(query, "query_name")).append(": ").append(text(query, field));
        }
    }

    private static String text(JsonNode of, String field) {
        return OutputOptions.printable(of.path(field).asText("-"));
    }
}
