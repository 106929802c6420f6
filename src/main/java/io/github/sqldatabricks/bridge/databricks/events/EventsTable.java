package io.github.sqldatabricks.bridge.databricks.events;

import io.github.sqldatabricks.bridge.databricks.DatabricksStatements;
import io.github.sqldatabricks.bridge.databricks.events.EventsTableSql.Shape;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.UnityTable;
import io.github.sqldatabricks.bridge.sync.EventsTableSetup;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes and checks the events table. */
public final class EventsTable implements EventsTableSetup {

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

    public EventsTable(DatabricksStatements statements, UnityTable table) {
        this.statements = statements;
        this.table = table;
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
        Shape shape = shape(statements, table);
        return new Findings(missing(shape, NEEDED), missing(shape, WANTED));
    }

    private static List<String> missing(Shape shape, List<String> columns) {
        return columns.stream().filter(column -> !shape.has(column)).toList();
    }

    /** @throws BridgeException.RemotePermanent ({@code events-table-invalid}) when it can't be an events table */
    static Shape shape(DatabricksStatements statements, UnityTable table) {
        List<String[]> rows = statements.query("Describing " + table, new EventsTableSql(table).describe(), row ->
                new String[] {row.getString(1), row.getString(2)});
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
