package io.github.sqldatabricks.bridge.databricks.events;

import io.github.sqldatabricks.bridge.model.UnityTable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** All statements about the events table, in Databricks SQL. Names are the only thing that is not bound. */
final class EventsTableSql {

    /** What is read, in the order of the result. */
    static final List<String> READ = List.of(
            "event_id",
            "operation",
            "source_table",
            "target_table",
            "primary_keys",
            "priority",
            "rows_expected",
            "filter_conditions",
            "metadata",
            "created_at",
            "max_retries");

    /** What is written, with its type in the report. */
    private static final Map<String, String> WRITTEN = Map.of(
            "status", "STRING",
            "rows_affected", "BIGINT",
            "discrepancy", "BIGINT",
            "warning", "STRING",
            "error_message", "STRING",
            "retry_count", "INT",
            "processed_at", "BIGINT");

    private static final String REPORT =
            "ARRAY<STRUCT<event_id: STRING, pending_only: BOOLEAN, " + columnsOf(WRITTEN) + ">>";

    private final UnityTable table;

    EventsTableSql(UnityTable table) {
        this.table = table;
    }

    private static String columnsOf(Map<String, String> columns) {
        return columns.entrySet().stream()
                .map(column -> column.getKey() + ": " + column.getValue())
                .sorted()
                .collect(Collectors.joining(", "));
    }

    String describe() {
        return "DESCRIBE TABLE " + table.quoted();
    }

    /** The rows that nobody has taken up, the highest priority first, then the oldest; one without a time is old. */
    String pending(Shape shape, int limit) {
        String columns = READ.stream()
                .map(column -> shape.asText(column) + " AS " + column + "_text")
                .collect(Collectors.joining(", "));
        String priority = shape.has("priority") ? "coalesce(try_cast(priority AS BIGINT), 0) DESC, " : "";
        String created = shape.has("created_at") ? "created_at ASC NULLS FIRST, " : "";
        return "SELECT " + columns + " FROM " + table.quoted() + " WHERE lower(coalesce(status, 'pending')) = 'pending'"
                + " ORDER BY " + priority + created + "event_id LIMIT " + limit;
    }

    /** The ids of the rows that are pending or processing. */
    String unfinished() {
        return "SELECT DISTINCT event_id FROM " + table.quoted() + " WHERE event_id IS NOT NULL"
                + " AND lower(coalesce(status, 'pending')) IN ('pending', 'processing')";
    }

    /** Takes one parameter: the reports as a JSON array. */
    String report(Shape shape) {
        String assignments = WRITTEN.keySet().stream()
                .filter(shape::has)
                .sorted()
                .map(column -> column + " = " + value(shape, column))
                .collect(Collectors.joining(", "));
        return "MERGE INTO " + table.quoted() + " AS e USING (SELECT inline(from_json(?, '" + REPORT + "'))) AS s"
                + " ON e.event_id = s.event_id"
                + " AND (NOT s.pending_only OR lower(coalesce(e.status, 'pending')) = 'pending')"
                + " WHEN MATCHED THEN UPDATE SET " + assignments;
    }

    /** For pending rows without an id, which no MERGE finds: all of them lack the same. */
    String reportUnnamed(Shape shape) {
        String reason = shape.has("error_message")
                ? ", error_message = 'Expected an event_id, but the row has none. Nothing was changed; insert it again with"
                        + " one, such as uuid().'"
                : "";
        String ended = shape.isTime("processed_at") ? ", processed_at = current_timestamp()" : "";
        return "UPDATE " + table.quoted() + " SET status = 'failed'" + reason + ended
                + " WHERE coalesce(trim(event_id), '') = '' AND lower(coalesce(status, 'pending')) = 'pending'";
    }

    private static String value(Shape shape, String column) {
        return shape.isTime(column) ? "timestamp_micros(s." + column + ")" : "s." + column;
    }

    String createSchema() {
        return "CREATE SCHEMA IF NOT EXISTS " + UnityTable.quote(table.catalog()) + "."
                + UnityTable.quote(table.schema());
    }

    /**
     * Defaults need a table feature (docs.databricks.com, "Enable column defaults"); deletion vectors let statuses be
     * written without rewriting files.
     */
    String create() {
        return "CREATE TABLE IF NOT EXISTS " + table.quoted() + " (\n"
                + "  event_id STRING NOT NULL,\n"
                + "  operation STRING NOT NULL,\n"
                + "  source_table STRING,\n"
                + "  target_table STRING NOT NULL,\n"
                + "  primary_keys ARRAY<STRING>,\n"
                + "  priority INT DEFAULT 0,\n"
                + "  status STRING DEFAULT 'pending',\n"
                + "  rows_expected BIGINT,\n"
                + "  rows_affected BIGINT,\n"
                + "  discrepancy BIGINT,\n"
                + "  warning STRING,\n"
                + "  error_message STRING,\n"
                + "  retry_count INT DEFAULT 0,\n"
                + "  max_retries INT,\n"
                + "  filter_conditions STRING,\n"
                + "  metadata STRING,\n"
                + "  created_at TIMESTAMP DEFAULT current_timestamp(),\n"
                + "  processed_at TIMESTAMP\n"
                + ") USING DELTA TBLPROPERTIES (\n"
                + "  'delta.feature.allowColumnDefaults' = 'supported',\n"
                + "  'delta.enableDeletionVectors' = 'true'\n"
                + ")";
    }

    /**
     * The columns that an events table has; installations differ.
     *
     * @param types the type as DESCRIBE gives it, by column, both in lower case
     */
    record Shape(Map<String, String> types) {

        private static final String TEXT = "string";

        Shape {
            Map<String, String> lower = new LinkedHashMap<>();
            types.forEach((name, type) -> lower.put(name.toLowerCase(Locale.ROOT), type.toLowerCase(Locale.ROOT)));
            types = Collections.unmodifiableMap(lower);
        }

        boolean has(String column) {
            return types.containsKey(column);
        }

        /** The column as text, JSON where it is nested, microseconds since 1970 where it is a time; null when it is missing. */
        String asText(String column) {
            String type = types.get(column);
            if (type == null) {
                return "CAST(NULL AS STRING)";
            }
            if (type.equals(TEXT)) {
                return column;
            }
            if (isNested(type)) {
                return "to_json(" + column + ")";
            }
            if (type.startsWith("timestamp")) {
                return "CAST(unix_micros(CAST(" + column + " AS TIMESTAMP)) AS STRING)";
            }
            return "CAST(" + column + " AS STRING)";
        }

        /** Whether the column holds times that {@link #asText} gives as microseconds. */
        boolean isTime(String column) {
            return Optional.ofNullable(types.get(column))
                    .filter(type -> type.startsWith("timestamp"))
                    .isPresent();
        }

        private static boolean isNested(String type) {
            return type.startsWith("array")
                    || type.startsWith("map")
                    || type.startsWith("struct")
                    || type.equals("variant");
        }
    }
}
