package io.github.sqldatabricks.bridge.sandbox.warehouse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * JDBC's DatabaseMetaData over the SHOW commands. Catches column names that the driver does not read, patterns taken
 * literally, and DuckDB's own catalogs or types that show through.
 */
class WarehouseMetadataTest {

    @TempDir
    static Path root;

    private static LocalWarehouse local;
    private static Connection connection;
    private static DatabaseMetaData metadata;

    @BeforeAll
    static void start() throws IOException, SQLException {
        local = new LocalWarehouse(root);
        local.warehouse().createSchema("bridge", "events");
        local.update(
                "CREATE TABLE bridge.events.jobs_done (id BIGINT NOT NULL, price DECIMAL(12, 4), tags ARRAY<STRING>)");
        local.update("CREATE VIEW bridge.events.jobs_view AS SELECT id FROM bridge.events.jobs_done");
        connection = local.connect();
        metadata = connection.getMetaData();
    }

    @AfterAll
    static void stop() throws SQLException {
        connection.close();
        local.close();
    }

    private static List<String> texts(ResultSet rows, String... columns) throws SQLException {
        List<String> texts = new ArrayList<>();
        while (rows.next()) {
            List<String> row = new ArrayList<>();
            for (String column : columns) {
                row.add(rows.getString(column));
            }
            texts.add(String.join("|", row));
        }
        return texts;
    }

    @Test
    void catalogsAreThoseThatWereMade() throws SQLException {
        assertThat(texts(metadata.getCatalogs(), "TABLE_CAT")).containsExactly("bridge", "main");
    }

    @Test
    void schemasAreThoseOfTheCatalog() throws SQLException {
        assertThat(texts(metadata.getSchemas("bridge", "%"), "TABLE_SCHEM"))
                .contains("default", "events")
                .doesNotContain("main", "pg_catalog");
        assertThat(texts(metadata.getSchemas("bridge", "eve%"), "TABLE_SCHEM")).containsExactly("events");
    }

    @Test
    void tablesAndViewsAreFoundByPattern() throws SQLException {
        assertThat(texts(
                        metadata.getTables("bridge", "events", "jobs%", null),
                        "TABLE_CAT",
                        "TABLE_SCHEM",
                        "TABLE_NAME",
                        "TABLE_TYPE"))
                .containsExactly("bridge|events|jobs_done|TABLE", "bridge|events|jobs_view|VIEW");
        assertThat(texts(metadata.getTables("bridge", "events", "other%", null), "TABLE_NAME"))
                .isEmpty();
    }

    @Test
    void columnsHaveTheirTypesAndOrder() throws SQLException {
        assertThat(texts(
                        metadata.getColumns("bridge", "events", "jobs\\_done", "%"),
                        "COLUMN_NAME",
                        "TYPE_NAME",
                        "IS_NULLABLE"))
                .containsExactly("id|BIGINT|NO", "price|DECIMAL|YES", "tags|ARRAY<STRING>|YES");
        try (ResultSet columns = metadata.getColumns("bridge", "events", "jobs_done", "price")) {
            assertThat(columns.next()).isTrue();
            assertThat(columns.getInt("DATA_TYPE")).isEqualTo(Types.DECIMAL);
            assertThat(columns.getInt("DECIMAL_DIGITS")).isEqualTo(4);
            assertThat(columns.next()).isFalse();
        }
    }

    @Test
    void keysAreUnknownButNoError() throws SQLException {
        assertThat(texts(metadata.getPrimaryKeys("bridge", "events", "jobs_done"), "COLUMN_NAME"))
                .isEmpty();
    }

    @Test
    void theCatalogMainIsShownUnderItsOwnName() throws SQLException {
        local.update("CREATE TABLE main.default.in_main (id INT)");

        assertThat(texts(metadata.getColumns("main", "default", "in_main", "%"), "TABLE_CAT", "COLUMN_NAME"))
                .containsExactly("main|id");
    }
}
