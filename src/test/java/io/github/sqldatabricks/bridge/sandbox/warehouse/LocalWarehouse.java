package io.github.sqldatabricks.bridge.sandbox.warehouse;

import com.databricks.client.jdbc.Driver;
import io.github.sqldatabricks.bridge.sandbox.workspace.SandboxWorkspace;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** A workspace with a warehouse on a free port, and connections of the unmodified driver to it. */
final class LocalWarehouse implements AutoCloseable {

    private final Warehouse warehouse;
    private final SandboxWorkspace workspace;

    LocalWarehouse(Path root) throws IOException {
        this.warehouse = new Warehouse(root);
        this.workspace = SandboxWorkspace.start(root, 0, List.of(new StatementsEndpoint(warehouse)));
    }

    Warehouse warehouse() {
        return warehouse;
    }

    SandboxWorkspace workspace() {
        return workspace;
    }

    Connection connect() throws SQLException {
        return connect(new Properties());
    }

    Connection connect(Properties others) throws SQLException {
        Properties properties = new Properties();
        properties.putAll(others);
        properties.setProperty("UID", "token");
        properties.setProperty("PWD", workspace.logins().personalToken());
        return new Driver()
                .connect(
                        "jdbc:databricks://127.0.0.1:" + workspace.uri().getPort()
                                + "/default;ssl=0;AuthMech=3;httpPath=/sql/1.0/warehouses/sandbox;ConnCatalog=main;"
                                + "usethriftclient=0;UseBoundedSeaApi=1;EnableTelemetry=0;TIMEZONE=UTC",
                        properties);
    }

    /** All rows of a query, each as the texts of its values joined by a bar. */
    List<String> rows(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            return texts(result);
        }
    }

    static List<String> texts(ResultSet result) throws SQLException {
        List<String> rows = new ArrayList<>();
        while (result.next()) {
            List<String> row = new ArrayList<>();
            for (int index = 1; index <= result.getMetaData().getColumnCount(); index++) {
                row.add(String.valueOf(result.getString(index)));
            }
            rows.add(String.join("|", row));
        }
        return rows;
    }

    /** What the statement changed; -1 for a statement that changes no rows. */
    int update(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        }
    }

    @Override
    public void close() {
        workspace.close();
        warehouse.close();
    }
}
