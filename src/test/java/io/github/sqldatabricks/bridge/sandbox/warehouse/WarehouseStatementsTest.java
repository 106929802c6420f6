package io.github.sqldatabricks.bridge.sandbox.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The unmodified driver against the local warehouse. Catches statements that run but say a wrong count, errors without
 * their SQLSTATE, parameters that lose their type, and SQL of the bridge's users that the local engine would not take.
 */
class WarehouseStatementsTest {

    @TempDir
    static Path root;

    private static LocalWarehouse local;

    @BeforeAll
    static void start() throws IOException {
        local = new LocalWarehouse(root);
        local.warehouse().createSchema("bridge", "events");
    }

    @AfterAll
    static void stop() {
        local.close();
    }

    @Test
    void theEventsTableOfTheContractTakesItsSampleInsert() throws SQLException {
        local.update("""
                CREATE TABLE bridge.events.bridge_events (
                  event_id STRING NOT NULL, operation STRING NOT NULL, source_table STRING, target_table STRING NOT NULL,
                  primary_keys ARRAY<STRING>, priority INT, status STRING, rows_expected BIGINT, rows_affected BIGINT,
                  discrepancy BIGINT, warning STRING, error_message STRING, retry_count INT, max_retries INT,
                  filter_conditions STRING, metadata STRING, created_at TIMESTAMP, processed_at TIMESTAMP) USING DELTA
                """);

        int inserted = local.update("""
                INSERT INTO bridge.events.bridge_events (event_id, operation, source_table, target_table, primary_keys)
                VALUES (uuid(), 'INSERT', 'catalog.schema.source', 'dbo.target', array('id'))
                """);

        assertThat(inserted).isEqualTo(1);
        assertThat(local.rows(
                        "SELECT operation, primary_keys, status, length(event_id) FROM bridge.events.bridge_events"))
                .containsExactly("INSERT|[\"id\"]|null|36");
    }

    @Test
    void changesSayHowManyRowsTheyTouched() throws SQLException {
        assertThat(local.update(
                        "CREATE OR REPLACE TABLE main.default.counted (id INT, name STRING) TBLPROPERTIES ('a' = 'b')"))
                .isZero();
        assertThat(local.update("INSERT INTO main.default.counted VALUES (1, 'a'), (2, 'b'), (3, \"c\")"))
                .isEqualTo(3);
        assertThat(local.update("UPDATE main.default.counted SET name = 'x' WHERE id < 3"))
                .isEqualTo(2);
        assertThat(local.update(
                        "MERGE INTO main.default.counted AS t USING (SELECT 3 AS id, 'm' AS name UNION ALL SELECT 4, 'n')"
                                + " AS s ON t.id = s.id WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *"))
                .isEqualTo(2);
        assertThat(local.update("DELETE FROM main.default.counted WHERE id = 1"))
                .isEqualTo(1);
        assertThat(local.rows("SELECT id, name FROM main.default.counted ORDER BY id"))
                .containsExactly("2|x", "3|m", "4|n");
    }

    @Test
    void aFailedStatementSaysWhyAndWithWhichState() {
        assertThatThrownBy(() -> local.rows("SELECT * FROM main.default.nothing_here"))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42P01"))
                .hasMessageContaining("[TABLE_OR_VIEW_NOT_FOUND]")
                .hasMessageContaining("nothing_here");
        assertThatThrownBy(() -> local.rows("SELEC 1"))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42601"));
        assertThatThrownBy(() -> local.rows("SELECT CAST(v AS INT) FROM (VALUES ('1'), ('x')) AS t(v)"))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("22018"))
                .hasMessageContaining("CAST_INVALID_INPUT");
    }

    @Test
    void parametersKeepTheirTypesAndAreNeverReadAsSql() throws SQLException {
        try (Connection connection = local.connect();
                PreparedStatement statement =
                        connection.prepareStatement("SELECT ? + 1, ?, ?, ?, 'what?' || ?, ? IS NULL, typeof(?)")) {
            statement.setInt(1, 41);
            statement.setString(2, "it's \\ \"x\"; DROP TABLE t --");
            statement.setBigDecimal(3, new java.math.BigDecimal("12.50"));
            statement.setBoolean(4, true);
            statement.setString(5, "!");
            statement.setNull(6, java.sql.Types.VARCHAR);
            statement.setLong(7, 1L << 40);
            try (ResultSet result = statement.executeQuery()) {
                assertThat(LocalWarehouse.texts(result))
                        .containsExactly("42|it's \\ \"x\"; DROP TABLE t --|12.50|true|what?!|true|BIGINT");
            }
        }
    }

    @Test
    void literalsAreReadAsDatabricksReadsThem() throws SQLException {
        assertThat(local.rows("SELECT \"double\", 'it\\'s', 'tab\\tx', r'raw\\n', 'a -- b', 'it''s' -- end\n /* c */;"))
                .containsExactly("double|it's|tab\tx|raw\\n|a -- b|it's");
    }

    @Test
    void theSessionRemembersItsCatalogAndSchema() throws SQLException {
        try (Connection connection = local.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA IF NOT EXISTS bridge.other");
            connection.setCatalog("bridge");
            connection.setSchema("other");
            statement.execute("CREATE TABLE remembered (`order` INT)");
            statement.execute("INSERT INTO bridge.other.remembered VALUES (7)");
            try (ResultSet result =
                    statement.executeQuery("SELECT `order`, current_catalog(), current_schema() FROM remembered")) {
                assertThat(LocalWarehouse.texts(result)).containsExactly("7|bridge|other");
            }
        }
    }

    @Test
    void theSessionRemembersItsTimeZone() throws SQLException {
        try (Connection connection = local.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SET TIME ZONE 'Asia/Tokyo'");
            try (ResultSet result =
                    statement.executeQuery("SELECT hour(TIMESTAMP '2024-01-01 00:00:00Z'), current_timezone(),"
                            + " unix_micros(TIMESTAMP '1970-01-01 09:00:00')")) {
                assertThat(LocalWarehouse.texts(result)).containsExactly("9|Asia/Tokyo|0");
            }
            assertThatThrownBy(() -> statement.execute("SET TIME ZONE 'Middle/Earth'"))
                    .isInstanceOf(SQLException.class);
        }
        assertThat(local.rows("SELECT current_timezone()")).containsExactly("UTC");
    }

    @Test
    void catalogsComeAndGo() throws SQLException {
        local.update("CREATE CATALOG IF NOT EXISTS passing");
        local.update("CREATE TABLE passing.default.t AS SELECT 1 AS one");
        assertThat(local.rows("SHOW CATALOGS LIKE 'pass*'")).containsExactly("passing");
        assertThat(local.rows("SHOW TABLES IN passing.default")).containsExactly("default|t|false||passing|TABLE|");

        local.update("DROP CATALOG passing CASCADE");
        assertThat(local.rows("SHOW CATALOGS LIKE 'pass*'")).isEmpty();
    }

    @Test
    void aSecondStatementAfterASemicolonIsRefused() throws SQLException {
        local.update("CREATE OR REPLACE TABLE main.default.kept AS SELECT 1 AS one");

        assertThatThrownBy(() -> local.update("SELECT 1; DROP TABLE main.default.kept"))
                .isInstanceOf(SQLException.class);
        assertThat(local.rows("SELECT one FROM main.default.kept")).containsExactly("1");
    }

    @Test
    void statementsOfSeveralConnectionsRunAtOnce() {
        List<CompletableFuture<List<String>>> queries = IntStream.range(0, 12)
                .mapToObj(number -> CompletableFuture.supplyAsync(() -> sum(number)))
                .toList();

        assertThat(queries)
                .extracting(CompletableFuture::join)
                .allSatisfy(rows -> assertThat(rows).containsExactly("499999500000"));
    }

    private static List<String> sum(int number) {
        try {
            return local.rows("SELECT sum(i) FROM range(1000000) AS r(i) WHERE i <> -" + (number + 1));
        } catch (SQLException e) {
            throw new CompletionException(e);
        }
    }

    @Test
    void anUnknownSchemaFailsTheStatementAndNotTheServer() throws SQLException {
        try (Connection connection = local.connect();
                Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute("USE SCHEMA nowhere")).hasMessageContaining("SCHEMA_NOT_FOUND");
            assertThat(LocalWarehouse.texts(statement.executeQuery("SELECT 1"))).containsExactly("1");
        }
    }

    @Test
    void describeGivesDatabricksNames() throws SQLException {
        local.update(
                "CREATE OR REPLACE TABLE main.default.described (id BIGINT, tags ARRAY<STRING>, m MAP<STRING, INT>,"
                        + " s STRUCT<a: INT, b: ARRAY<TIMESTAMP>>, t TIMESTAMP, n TIMESTAMP_NTZ, d DECIMAL(38, 6), b BINARY)");

        assertThat(local.rows("DESCRIBE TABLE main.default.described"))
                .containsExactly(
                        "id|bigint|null",
                        "tags|array<string>|null",
                        "m|map<string, int>|null",
                        "s|struct<a: int, b: array<timestamp>>|null",
                        "t|timestamp|null",
                        "n|timestamp_ntz|null",
                        "d|decimal(38,6)|null",
                        "b|binary|null");
    }
}
