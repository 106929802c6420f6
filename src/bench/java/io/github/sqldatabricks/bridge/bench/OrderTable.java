package io.github.sqldatabricks.bridge.bench;

import io.github.sqldatabricks.bridge.model.SqlServerTable;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A table for {@link OrderRows}, made anew and dropped at the end. */
final class OrderTable implements AutoCloseable {

    private final String name;

    OrderTable(String name) throws SQLException {
        this.name = "dbo." + name;
        recreate();
    }

    /** Empty again, and without what a server leaves behind of deleted rows. */
    void recreate() throws SQLException {
        execute("DROP TABLE IF EXISTS " + name);
        execute("CREATE TABLE " + name + " (order_id bigint NOT NULL PRIMARY KEY, customer_id int NOT NULL,"
                + " status varchar(1) NOT NULL, total_price decimal(15,2) NOT NULL, ordered_on date NOT NULL,"
                + " changed_at datetime2(6) NOT NULL, priority varchar(15) NOT NULL, note varchar(100) NULL)");
    }

    /** What the server needs at least to write all rows anew, with nothing sent, joined or checked. */
    void updateAll() throws SQLException {
        execute("UPDATE " + name + " SET customer_id = customer_id + 1, status = status, total_price = total_price + 1,"
                + " ordered_on = ordered_on, changed_at = changed_at, priority = priority, note = note");
    }

    /** What the server needs at least to delete all rows. */
    void deleteAll() throws SQLException {
        execute("DELETE FROM " + name);
    }

    SqlServerTable name() {
        return SqlServerTable.parse(name);
    }

    @Override
    public String toString() {
        return name;
    }

    /** How many rows there are, and something that differs when a value does. */
    String content() throws SQLException {
        try (Connection connection = Settings.connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT COUNT_BIG(*), SUM(CAST(customer_id AS bigint)), SUM(total_price),"
                        + " MIN(ordered_on), MAX(ordered_on), MIN(changed_at), MAX(changed_at), SUM(LEN(priority)),"
                        + " SUM(LEN(note)), MAX(note), MIN(status) FROM " + name)) {
            result.next();
            StringBuilder content = new StringBuilder();
            for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                content.append(result.getString(i)).append(' ');
            }
            return content.toString();
        }
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = Settings.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        execute("DROP TABLE IF EXISTS " + name);
    }
}
