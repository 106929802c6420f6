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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Parquet files of a volume in SQL. Catches hidden files that are read, and paths that leave the volumes. */
class WarehouseVolumesTest {

    @TempDir
    Path root;

    private LocalWarehouse local;
    private Path folder;

    @BeforeEach
    void start() throws IOException, SQLException {
        local = new LocalWarehouse(root);
        folder = Files.createDirectories(
                local.workspace().createVolume("main", "default", "landing").resolve("ch/orders"));
        writeParquet("part_00000.parquet", 0, 3);
        writeParquet("part_00001.parquet", 3, 5);
        writeParquet("_unfinished.parquet", 100, 200);
        Files.writeString(folder.resolve("_SUCCESS"), "");
        Files.writeString(folder.resolve("manifest.json"), "{}");
    }

    @AfterEach
    void stop() {
        local.close();
    }

    private void writeParquet(String name, int from, int to) throws SQLException {
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duck.createStatement()) {
            statement.execute(
                    "COPY (SELECT i AS id, 'order ' || i AS name, TIMESTAMPTZ '2024-03-31 02:30:00+00' AS at FROM range("
                            + from + ", " + to + ") AS r(i)) TO '" + folder.resolve(name) + "' (FORMAT parquet)");
        }
    }

    @Test
    void aFolderIsReadWithoutItsHiddenFiles() throws SQLException {
        assertThat(local.rows(
                        "SELECT count(*), min(id), max(id) FROM read_files('/Volumes/main/default/landing/ch/orders',"
                                + " format => 'parquet')"))
                .containsExactly("5|0|4");
        assertThat(local.rows(
                        "SELECT name, unix_micros(at) FROM parquet.`/Volumes/main/default/landing/ch` WHERE id = 4"))
                .containsExactly("order 4|1711852200000000");
    }

    @Test
    void oneFileIsReadByItsName() throws SQLException {
        assertThat(local.rows(
                        "SELECT id FROM read_files('/Volumes/main/default/landing/ch/orders/part_00001.parquet')"))
                .containsExactly("3", "4");
    }

    @Test
    void aTableIsMadeFromFiles() throws SQLException {
        local.update("CREATE OR REPLACE TABLE main.default.orders AS SELECT * FROM"
                + " read_files('/Volumes/main/default/landing/ch/orders', format => 'parquet')");
        assertThat(local.rows("SELECT count(*) FROM main.default.orders")).containsExactly("5");
    }

    @Test
    void nothingOutsideTheVolumesIsRead() throws IOException, SQLException {
        Path secret = Files.writeString(root.resolve("secret.csv"), "a\n1\n");

        assertThatThrownBy(() -> local.rows("SELECT * FROM read_files('/Volumes/main/../../secret.csv')"))
                .hasMessageContaining("INVALID_PARAMETER_VALUE");
        assertThatThrownBy(() -> local.rows("SELECT * FROM read_csv('" + secret + "')"))
                .isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> local.rows("SELECT * FROM read_files('/etc/passwd')"))
                .isInstanceOf(SQLException.class);
    }

    @Test
    void aFolderWithoutFilesIsAnErrorAsInDatabricks() throws IOException {
        Files.createDirectories(folder.resolveSibling("empty"));

        assertThatThrownBy(() -> local.rows("SELECT * FROM read_files('/Volumes/main/default/landing/ch/empty')"))
                .hasMessageContaining("CF_EMPTY_DIR_FOR_SCHEMA_INFERENCE");
        assertThatThrownBy(() -> local.rows("SELECT * FROM read_files('/Volumes/main/default/landing/ch/none')"))
                .hasMessageContaining("PATH_NOT_FOUND");
    }
}
