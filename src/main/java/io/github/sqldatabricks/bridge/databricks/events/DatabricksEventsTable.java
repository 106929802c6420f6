package io.github.sqldatabricks.bridge.databricks.events;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sqldatabricks.bridge.databricks.DatabricksStatements;
import io.github.sqldatabricks.bridge.databricks.events.EventsTableSql.Shape;
import io.github.sqldatabricks.bridge.event.EventsTable;
import io.github.sqldatabricks.bridge.event.EventsTable.StatusReport;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.UnityTable;
import io.github.sqldatabricks.bridge.sync.EventDraft;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The events table as a Delta table: reads its rows and writes statuses for event sync ({@link EventsTable}), makes and checks it
 * for the command line ({@link EventsTable.Setup}). Its shape is looked up once, and again after a failure. Thread-safe.
 */
public final class DatabricksEventsTable implements EventsTable, EventsTable.Setup {

    /** Far more than any message has; a row of the table should not grow without bound. */
    private static final int MAX_CHARACTERS = 4000;

    /** Without these nothing works. */
    private static final List<String> NEEDED = List.of("event_id", "operation", "target_table", "status");

    /** Without these something can't be said. */
    private static final List<String> WANTED = List.of(
            "source_table",
            "primary_keys",
            "priority",
            "rows_expected",
            "rows_affected",
            "discrepancy",
            "warning",
            "error_message",
            "retry_count",
            "max_retries",
            "filter_conditions",
            "metadata",
            "created_at",
            "processed_at");

    private final DatabricksStatements statements;
    private final UnityTable table;
    private final EventsTableSql sql;
    private volatile Shape known;

    public DatabricksEventsTable(DatabricksStatements statements, UnityTable table) {
        this.statements = statements;
        this.table = table;
        this.sql = new EventsTableSql(table);
    }

    @Override
    public PendingRows pending(int limit) {
        return withShape(shape -> {
            List<Map<String, String>> rows =
                    statements.query("Reading " + table, sql.pending(shape, limit), DatabricksEventsTable::texts);
            return read(rows, new EventRowReader(shape));
        });
    }

    @Override
    public Set<String> unfinished() {
        return Set.copyOf(statements.query("Reading ids of " + table, sql.unfinished(), row -> row.getString(1)));
    }

    @Override
    public void report(List<StatusReport> reports) {
        // A MERGE takes one source row for each target row.
        Map<String, StatusReport> last = new LinkedHashMap<>();
        reports.forEach(report -> last.put(report.eventId().isBlank() ? "" : report.eventId(), report));
        boolean unnamed = last.remove("") != null;
        if (!last.isEmpty()) {
            report(last.values());
        }
        if (unnamed) {
            withShape(shape -> {
                statements.run("Answering rows without event_id in " + table, sql.reportUnnamed(shape));
                return null;
            });
        }
    }

    private void report(Collection<StatusReport> reports) {
        withShape(shape -> {
            statements.run("Writing statuses into " + table, sql.report(shape), json(reports));
            return null;
        });
    }

    private static PendingRows read(List<Map<String, String>> rows, EventRowReader reader) {
        List<EventDraft> drafts = new ArrayList<>();
        List<MalformedRow> malformed = new ArrayList<>();
        for (Map<String, String> row : rows) {
            try {
                drafts.add(reader.read(row));
            } catch (BridgeException.InvalidRequest e) {
                malformed.add(new MalformedRow(row.getOrDefault("event_id", ""), e.error(), e.getMessage()));
            }
        }
        return new PendingRows(drafts, malformed);
    }

    private static Map<String, String> texts(ResultSet row) throws SQLException {
        Map<String, String> texts = new HashMap<>();
        for (int i = 0; i < EventsTableSql.READ.size(); i++) {
            String text = row.getString(i + 1);
            if (text != null) {
                texts.put(EventsTableSql.READ.get(i), text);
            }
        }
        return texts;
    }

    /** What is done with a table of a certain shape. */
    @FunctionalInterface
    private interface Work<R> {
        R with(Shape shape);
    }

    private <R> R withShape(Work<R> work) {
        Shape shape = known;
        if (shape == null) {
            shape = describe();
            known = shape;
        }
        try {
            return work.with(shape);
        } catch (BridgeException e) {
            // The table may have been altered.
            known = null;
            throw e;
        }
    }

    /** Reports as the JSON array that the MERGE takes; every field is there, null where there is no value. */
    private static String json(Collection<StatusReport> reports) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        reports.forEach(report -> array.add(json(report)));
        return array.toString();
    }

    private static ObjectNode json(StatusReport report) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("event_id", report.eventId());
        json.put("pending_only", report.pendingOnly());
        json.put("status", report.status().text());
        json.put("rows_affected", boxed(report.rowsAffected()));
        json.put("discrepancy", boxed(report.discrepancy()));
        json.put(
                "warning",
                report.warning().map(DatabricksEventsTable::shortened).orElse(null));
        json.put(
                "error_message",
                report.errorMessage().map(DatabricksEventsTable::shortened).orElse(null));
        json.put("retry_count", report.retryCount().orElse(0));
        json.put(
                "processed_at",
                report.processedAt().map(DatabricksEventsTable::micros).orElse(null));
        return json;
    }

    private static Long boxed(OptionalLong value) {
        return value.isPresent() ? value.getAsLong() : null;
    }

    private static Long micros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }

    private static String shortened(String text) {
        return text.length() <= MAX_CHARACTERS ? text : text.substring(0, MAX_CHARACTERS) + "...";
    }

    /** The statements that make an events table, in their order. */
    public static List<String> statements(UnityTable table) {
        EventsTableSql sql = new EventsTableSql(table);
        return List.of(sql.createSchema(), sql.create());
    }

    @Override
    public String ddl() {
        return String.join(";" + System.lineSeparator(), statements(table)) + ";";
    }

    @Override
    public void create() {
        statements(table).forEach(statement -> statements.run("Creating " + table, statement));
    }

    @Override
    public Findings check() {
        Shape shape = describe();
        return new Findings(missing(shape, NEEDED), missing(shape, WANTED));
    }

    private static List<String> missing(Shape shape, List<String> columns) {
        return columns.stream().filter(column -> !shape.has(column)).toList();
    }

    /** @throws BridgeException.RemotePermanent ({@code events-table-invalid}) when it can't be an events table */
    private Shape describe() {
        List<String[]> rows = statements.query(
                "Describing " + table, sql.describe(), row -> new String[] {row.getString(1), row.getString(2)});
        Map<String, String> types = new LinkedHashMap<>();
        for (String[] row : columns(rows)) {
            types.put(row[0], row[1]);
        }
        Shape shape = new Shape(types);
        List<String> missing = missing(shape, NEEDED);
        if (!missing.isEmpty()) {
            throw new BridgeException.RemotePermanent(
                    ErrorCode.EVENTS_TABLE_INVALID,
                    "Expected " + table + " to be an events table, but it has no column " + String.join(", ", missing)
                            + ". 'bridge events-table create --print' shows what one looks like.");
        }
        return shape;
    }

    /** Behind the columns DESCRIBE tells of partitions and clustering, after a line that begins with '#' or is empty. */
    private static List<String[]> columns(List<String[]> rows) {
        List<String[]> columns = new ArrayList<>();
        for (String[] row : rows) {
            if (row[0] == null || row[0].isBlank() || row[0].startsWith("#")) {
                break;
            }
            columns.add(row);
        }
        return columns;
    }
}
