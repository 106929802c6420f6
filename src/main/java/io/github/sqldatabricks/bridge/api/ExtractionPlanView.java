package io.github.sqldatabricks.bridge.api;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.github.sqldatabricks.bridge.access.Principal;
import io.github.sqldatabricks.bridge.access.QueryTables.TablesRead;
import io.github.sqldatabricks.bridge.extraction.input.ParameterText;
import io.github.sqldatabricks.bridge.extraction.template.PartitionBy;
import io.github.sqldatabricks.bridge.job.ExtractionPreview.Preview;
import io.github.sqldatabricks.bridge.job.JobStore.Writer;
import io.github.sqldatabricks.bridge.load.LoadSettings;
import io.github.sqldatabricks.bridge.model.Column;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.VolumePath;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What an extraction would do, over the wire. */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@Schema(name = "ExtractionPlan")
public record ExtractionPlanView(
        @Schema(description = "Whether a job would be made of it now")
        boolean accepted,

        String country,
        @Schema(description = "Where the output would go") String destination,

        @Schema(description = "In the order in which they would run")
        List<Query> queries) {

    static ExtractionPlanView of(String country, VolumePath destination, List<Query> queries) {
        return new ExtractionPlanView(
                queries.stream().allMatch(Query::wouldRun), country, destination.value(), queries);
    }

    /** One query. Of one that the caller may not run, only its tables and folder are told. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @Schema(name = "PlannedQuery")
    public record Query(
            String queryName,

            @Schema(description = "SHA-256 of the template's text, in hexadecimal")
            String templateSha256,

            @Schema(description = "Whether the caller may run it")
            boolean allowed,

            @Schema(nullable = true, description = "Why it may not")
            String refusal,

            @Schema(nullable = true, description = "Tables that it reads; null when it is not understood")
            List<String> tables,

            @Schema(nullable = true, description = "Why its tables are not known")
            String tablesUnknown,

            @Schema(
                    nullable = true,
                    description = "The T-SQL that would run, with ? for each value; null when the caller may not run"
                            + " it, or a secret is a part of a name")
            String sql,

            @Schema(description = "The values of the markers as text, in order; secrets masked")
            List<String> values,

            @Schema(description = "What the template uses, as text; secrets masked")
            Map<String, String> parameters,

            @Schema(description = "Where its output would go")
            String folder,

            @Schema(
                    description =
                            "What would become of what is there: new (nothing is there), replaced, skipped (the query would"
                                    + " be), refused (the request would be), or unknown",
                    enumeration = {"new", "replaced", "skipped", "refused", "unknown"})
            String output,

            @Schema(nullable = true, description = "Why it is refused or unknown")
            String outputReason,

            @Schema(nullable = true, description = "Rows that are expected; null when nobody knows")
            Long estimatedRows,

            @Schema(
                    description =
                            "Whether an unfinished job writes into the folder, so that the request would be refused")
            boolean busy,

            @Schema(nullable = true, description = "That job, when the caller may see it")
            String busyJob,

            @Schema(nullable = true, description = "The Delta table that its rows would be loaded into")
            String loadTarget,

            @Schema(nullable = true, description = "How they would be loaded")
            String loadMode,

            @Schema(
                    nullable = true,
                    description = "How its rows would be divided among several readers; null when one would read them")
            String partition,

            @Schema(nullable = true, description = "Its columns as SQL Server tells them; only with describe=true")
            List<ColumnView> columns,

            @Schema(nullable = true, description = "Why its columns can't be told")
            String columnsUnknown) {

        private boolean wouldRun() {
            return allowed && !busy && !output.equals("refused");
        }

        static Query of(Preview preview, Principal principal, Columns columns) {
            boolean allowed = preview.refusal().isEmpty();
            Optional<LoadSettings> load = preview.planned().load().filter(settings -> allowed);
            return new Query(
                    preview.planned().query().name().value(),
                    preview.planned().templateSha256(),
                    allowed,
                    preview.refusal().orElse(null),
                    tables(preview.tables()),
                    preview.tables() instanceof TablesRead.NotUnderstood unknown ? unknown.reason() : null,
                    allowed ? preview.statement().map(found -> found.sql()).orElse(null) : null,
                    allowed ? values(preview) : List.of(),
                    allowed ? new TreeMap<>(preview.planned().maskedParameters()) : Map.of(),
                    preview.planned().folder().value(),
                    preview.output().fate().text(),
                    preview.output().reason().orElse(null),
                    preview.output().rows().isPresent()
                            ? preview.output().rows().getAsLong()
                            : null,
                    preview.writer().isPresent(),
                    preview.writer()
                            .filter(writer ->
                                    principal.admin() || writer.owner().equals(principal.name()))
                            .map(Writer::job)
                            .map(Object::toString)
                            .orElse(null),
                    load.map(settings -> settings.target().toString()).orElse(null),
                    load.map(settings -> settings.mode().text()).orElse(null),
                    preview.planned().partition().map(PartitionBy::text).orElse(null),
                    columns.known(),
                    columns.problem());
        }

        private static List<String> values(Preview preview) {
            return preview.statement()
                    .map(found -> found.parameters().stream()
                            .map(ParameterText::shown)
                            .toList())
                    .orElse(List.of());
        }

        /** Null when they are not known. */
        static List<String> tables(TablesRead read) {
            return read instanceof TablesRead.Known known
                    ? known.tables().stream().map(Object::toString).toList()
                    : null;
        }
    }

    /**
     * What is known of a query's columns.
     *
     * @param known null when nobody asked, or the database did not tell
     * @param problem null when nobody asked, or the database told
     */
    record Columns(List<ColumnView> known, String problem) {
        static final Columns NOT_ASKED = new Columns(null, null);
    }

    /** A column of a query, over the wire. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @Schema(name = "PlannedColumn")
    public record ColumnView(
            String name,

            @Schema(description = "As SQL Server names it, such as datetime2(7)")
            String sourceType,

            @Schema(description = "As Databricks reads it from the files")
            String type,

            boolean nullable) {

        private static String type(ColumnType type) {
            return type instanceof ColumnType.Decimal decimal
                    ? type.kind().databricksName() + "(" + decimal.precision() + "," + decimal.scale() + ")"
                    : type.kind().databricksName();
        }

        static ColumnView of(Column column) {
            return new ColumnView(column.name(), column.sourceType(), type(column.type()), column.nullable());
        }
    }
}
