package io.github.sqldatabricks.bridge.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;

/**
 * What the bridge's changes by key are compared with: one prepared statement for each row, sent in batches, all in one
 * transaction.
 */
enum RowByRow {
    UPDATE("UPDATE {table} SET customer_id = ?, status = ?, total_price = ?, ordered_on = ?, changed_at = ?,"
            + " priority = ?, note = ? WHERE order_id = ?"),
    UPSERT("UPDATE {table} SET customer_id = ?, status = ?, total_price = ?, ordered_on = ?, changed_at = ?,"
            + " priority = ?, note = ? WHERE order_id = ?; IF @@ROWCOUNT = 0 INSERT INTO {table} (customer_id, status,"
            + " total_price, ordered_on, changed_at, priority, note, order_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"),
    DELETE("DELETE FROM {table} WHERE order_id = ?");

    private static final int BATCH_ROWS = 1_000;
    private static final int COLUMNS = 8;
    private static final int TIMESTAMP = 5;

    private final String sql;

    RowByRow(String sql) {
        this.sql = sql;
    }

    /** @param batched whether many statements share a request; otherwise each is sent and answered alone */
    long[] run(OrderRows rows, OrderTable table, boolean batched) throws SQLException {
        try (Connection connection = Settings.connect();
                PreparedStatement statement = connection.prepareStatement(sql.replace("{table}", table.toString()))) {
            connection.setAutoCommit(false);
            OrderValues values = new OrderValues(rows);
            for (int done = 1; values.next(); done++) {
                bind(statement, values.row());
                if (!batched) {
                    statement.execute();
                } else {
                    statement.addBatch();
                }
                if (batched && (done % BATCH_ROWS == 0 || done == rows.rows())) {
                    statement.executeBatch();
                }
            }
            connection.commit();
        }
        return new long[] {rows.rows(), 0};
    }

    private void bind(PreparedStatement statement, Object... row) throws SQLException {
        if (this == DELETE) {
            statement.setObject(1, row[0]);
            return;
        }
        bindAll(statement, row, 0);
        if (this == UPSERT) {
            bindAll(statement, row, COLUMNS);
        }
    }

    private static void bindAll(PreparedStatement statement, Object[] row, int offset) throws SQLException {
        for (int column = 1; column < COLUMNS; column++) {
            if (column == TIMESTAMP) {
                statement.setObject(offset + column, row[column], Types.TIMESTAMP);
            } else {
                statement.setObject(offset + column, row[column]);
            }
        }
        statement.setObject(offset + COLUMNS, row[0]);
    }
}
