package io.github.sqldatabricks.bridge.databricks.events;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sqldatabricks.bridge.databricks.DatabricksStatements;
import io.github.sqldatabricks.bridge.databricks.events.EventsTableSql.Shape;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.UnityTable;
import io.github.sqldatabricks.bridge.sync.EventDraft;
import io.github.sqldatabricks.bridge.sync.EventInbox;
import io.github.sqldatabricks.bridge.sync.EventReport;
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

/** {@link EventInbox} on a Delta table. The table's shape is looked up once, and again after a failure. */
public final class DatabricksEventInbox implements EventInbox {

    /** Far more than any message has; a row of the table should not grow without bound. */
    private static final int MAX_CHARACTERS = 4000;

    private final DatabricksStatements statements;
    private final UnityTable table;
    private final EventsTableSql sql;
    private volatile Shape known;

    public DatabricksEventInbox(DatabricksStatements statements, UnityTable table) {
        this.statements = statements;
        this.table = table;
        this.sql = new EventsTableSql(table);
    }

    @Override
    public PendingRows pending(int limit) {
        return withShape(shape -> {
            List<Map<String, String>> rows =
                    statements.query("Reading " + table, sql.pending(shape, limit), DatabricksEventInbox::texts);
            return read(rows, new EventRowReader(shape));
        });
    }

    @Override
    public Set<String> unfinished() {
        return Set.copyOf(statements.query("Reading ids of " + table, sql.unfinished(), row -> row.getString(1)));
    }

    @Override
    public void report(List<EventReport> reports) {
        // A MERGE takes one source row for each target row.
        Map<String, EventReport> last = new LinkedHashMap<>();
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

    private void report(Collection<EventReport> reports) {
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
            shape = EventsTable.shape(statements, table);
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
    private static String json(Collection<EventReport> reports) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        reports.forEach(report -> array.add(json(report)));
        return array.toString();
    }

    private static ObjectNode json(EventReport report) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("event_id", report.eventId());
        json.put("pending_only", report.pendingOnly());
        json.put("status", report.status().text());
        json.put("rows_affected", boxed(report.rowsAffected()));
        json.put("discrepancy", boxed(report.discrepancy()));
        json.put(
                "warning", report.warning().map(DatabricksEventInbox::shortened).orElse(null));
        json.put(
                "error_message",
                report.errorMessage().map(DatabricksEventInbox::shortened).orElse(null));
        json.put("retry_count", report.retryCount().orElse(0));
        json.put(
                "processed_at",
                report.processedAt().map(DatabricksEventInbox::micros).orElse(null));
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
}
