package io.github.sqldatabricks.bridge.sandbox.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Databricks SQL that DuckDB says otherwise, through the unmodified driver. Catches numbers that silently become a DOUBLE, literals
 * and commands that a Databricks user knows and the sandbox does not, and statements that reach this machine's files.
 */
class WarehouseDialectTest {

    @TempDir
    static Path root;

    private static LocalWarehouse local;

    @BeforeAll
    static void start() throws IOException {
        local = new LocalWarehouse(root);
    }

    @AfterAll
    static void stop() {
        local.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "typeof(X'00FF'), hex(X'00FF'), hex(x'F'); BLOB|00FF|0F",
                "7.0D, typeof(7.0D), typeof(7L), typeof(1.5BD), typeof(7S), typeof(1e3); 7.0|DOUBLE|BIGINT|DECIMAL(2,1)|SMALLINT|DOUBLE",
                "99999999999999999999999999999999999999; 99999999999999999999999999999999999999",
                "0.99999999999999999999999999999999999999; 0.99999999999999999999999999999999999999",
                "12345678901234567890.123456789; 12345678901234567890.123456789",
                "unix_micros(timestamp_seconds(1.5)), unix_micros(timestamp_seconds(-1)); 1500000|-1000000",
                "unix_micros(TIMESTAMP '2026-01-01 00:00:00' + make_dt_interval(1, 2, 3, 4.5)); 1767319384500000",
                "(SELECT sum(id) FROM range(1, 10)), (SELECT count(id) FROM range(3)); 45|3"
            })
    void aLiteralOrFunctionIsWhatDatabricksSays(String expressions, String expected) throws SQLException {
        assertThat(local.rows("SELECT " + expressions)).containsExactly(expected);
    }

    @Test
    void aNumberOfTooManyDigitsIsRefusedAndNotRounded() {
        assertThatThrownBy(() -> local.rows("SELECT 1" + "0".repeat(38)))
                .hasMessageContaining("NUMERIC_VALUE_OUT_OF_RANGE");
        assertThatThrownBy(() -> local.rows("SELECT X'0G'")).hasMessageContaining("hexadecimal");
    }

    @Test
    void aRenamedTableKeepsItsRowsAndItsDefinition() throws SQLException {
        local.update("CREATE TABLE main.default.before (id BIGINT COMMENT 'key')");
        local.update("INSERT INTO main.default.before VALUES (1)");
        local.update("ALTER TABLE main.default.before RENAME TO main.default.after");
        assertThat(local.rows("SELECT id FROM main.default.after")).containsExactly("1");
        assertThat(local.rows("DESCRIBE HISTORY main.default.after")).hasSize(2);
        assertThatThrownBy(() -> local.rows("SELECT id FROM main.default.before"))
                .isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> local.update("ALTER TABLE main.default.after RENAME TO main.other.after"))
                .hasMessageContaining("within its schema");
    }

    @Test
    void volumesAreMadeShownAndDropped() throws SQLException {
        local.update("CREATE VOLUME main.default.inbox");
        local.update("CREATE VOLUME IF NOT EXISTS main.default.inbox");
        assertThatThrownBy(() -> local.update("CREATE VOLUME main.default.inbox"))
                .hasMessageContaining("already exists");
        assertThat(local.rows("SHOW VOLUMES IN main.default")).contains("default|inbox");
        assertThat(root.resolve("Volumes/main/default/inbox")).isDirectory();
        local.update("DROP VOLUME main.default.inbox");
        assertThat(local.rows("SHOW VOLUMES")).doesNotContain("default|inbox");
        assertThatThrownBy(() -> local.update("DROP VOLUME main.default.inbox")).hasMessageContaining("does not exist");
        assertThatThrownBy(() -> local.update("DROP VOLUME `..`.`..`.`..`")).isInstanceOf(SQLException.class);
    }

    @Test
    void noNameOfAVolumeLeadsOutsideOfTheVolumes() throws SQLException, IOException {
        Path home = Files.createDirectories(root.resolve("home/private"));
        Path file = Files.writeString(home.resolve("letter.txt"), "dear");
        for (String catalog : new String[] {root.resolve("home").toString(), "..", "../home", "home/../../home"}) {
            assertThatThrownBy(() -> local.update("DROP VOLUME `" + catalog + "`.`home`.`private`"))
                    .isInstanceOf(SQLException.class);
            assertThatThrownBy(() -> local.update("DROP VOLUME `" + catalog + "`.`private`.`x`"))
                    .isInstanceOf(SQLException.class);
            assertThatThrownBy(() -> local.rows("SHOW VOLUMES IN `" + catalog + "`.`home`"))
                    .isInstanceOf(SQLException.class);
        }
        // As many names as a volume's folder has, but others.
        Path twin = Files.createDirectories(root.resolve("twins/a/b/c"));
        String parent = twin.getParent().getParent().toString();
        assertThatThrownBy(() -> local.update("DROP VOLUME `" + parent + "`.`b`.`c`"))
                .isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> local.update("CREATE VOLUME `" + parent + "`.`b`.`d`"))
                .isInstanceOf(SQLException.class);
        assertThat(twin).isDirectory();
        assertThat(twin.resolveSibling("d")).doesNotExist();
        assertThat(file).exists();
    }

    @Test
    void copyIntoLoadsEachPathOnce() throws SQLException, IOException {
        Path folder = Files.createDirectories(root.resolve("Volumes/main/default/landing/copied"));
        writeParquet(folder.resolve("a.parquet"), 1);
        local.update("CREATE TABLE main.default.copied (id INT, name STRING)");
        String copy = "COPY INTO main.default.copied FROM '/Volumes/main/default/landing/copied' FILEFORMAT = PARQUET";
        assertThat(local.update(copy)).isEqualTo(1);
        writeParquet(folder.resolve("a.parquet"), 2);
        assertThat(local.update(copy)).isEqualTo(0);
        writeParquet(folder.resolve("b.parquet"), 3);
        writeParquet(folder.resolve("c.parquet"), 4);
        assertThat(local.update(copy + " FILES = ('b.parquet')")).isEqualTo(1);
        assertThat(local.update(copy + " FORMAT_OPTIONS ('mergeSchema' = 'false') COPY_OPTIONS ('force' = 'true')"))
                .isEqualTo(3);
        assertThat(local.rows("SELECT id, name FROM main.default.copied ORDER BY 1"))
                .containsExactly("1|null", "2|null", "3|null", "3|null", "4|null");
        local.update("CREATE OR REPLACE TABLE main.default.copied (id INT)");
        assertThat(local.update(copy)).isEqualTo(3);
        assertThatThrownBy(() -> local.update(copy.replace("PARQUET", "CSV"))).hasMessageContaining("PARQUET");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT * FROM read_text('/etc/passwd')",
                "SELECT * FROM read_csv('/etc/passwd')",
                "SELECT * FROM glob('/etc/*')",
                "COPY (SELECT 1) TO '%s/written'",
                "COPY main.default.t FROM '/etc/passwd'",
                "EXPORT DATABASE '%s/written'",
                "ATTACH '%s/written' AS other",
                "INSTALL httpfs",
                "LOAD httpfs",
                "PRAGMA enable_external_access = true",
                "SELECT getenv('PATH')"
            })
    void noStatementReachesThisMachinesFiles(String sql) {
        assertThatThrownBy(() -> local.rows(sql.formatted(root))).isInstanceOf(SQLException.class);
        assertThat(root.resolve("written")).doesNotExist();
    }

    private static void writeParquet(Path file, int id) throws SQLException {
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duck.createStatement()) {
            statement.execute("COPY (SELECT " + id + " AS id) TO '" + file + "' (FORMAT parquet)");
        }
    }
}
