package io.github.sqldatabricks.bridge.databricks.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.RowBatch;
import io.github.sqldatabricks.bridge.model.RowStream;
import io.github.sqldatabricks.bridge.model.UnityTable;
import io.github.sqldatabricks.bridge.testing.LocalDatabricks;
import io.github.sqldatabricks.bridge.testing.SmallProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A source table of wide rows read by a process with -Xmx256m, through the real driver. Catches chunks that exhaust the heap before the
 * bridge has seen a row: what fits is read, what does not is refused by row and column.
 */
class WideSourceProcessTest {

    private static final int MEGABYTE = 1 << 20;

    @TempDir
    static Path root;

    private static LocalDatabricks databricks;

    @BeforeAll
    static void start() throws IOException {
        databricks = new LocalDatabricks(root.resolve("workspace"));
    }

    @AfterAll
    static void stop() {
        databricks.close();
    }

    @Test
    void tenValuesOf20MegabytesAreRefusedByRowAndColumn() throws Exception {
        assertThat(read("SELECT id, repeat('x', 20000000) AS v FROM range(10)"))
                .startsWith("value-too-large: Row 1 of the result")
                .contains("'v' has 20000000", "-Xmx");
    }

    @Test
    void twelveValuesOf10MegabytesAreRead() throws Exception {
        assertThat(read("SELECT id, repeat('x', 10000000) AS v FROM range(12)")).isEqualTo("12 rows");
    }

    @Tag("nightly")
    @ParameterizedTest
    @CsvSource({"1, true", "4, true", "8, true", "15, true", "17, false", "32, false", "64, false"})
    void valuesOfEachSizeAreReadOrRefused(int megabytes, boolean fits) throws Exception {
        for (String value : List.of("repeat('x', %d)", "repeat('x', %d) AS w, CAST(repeat('x', 9) AS BINARY)")) {
            String rows = "SELECT id, " + value.formatted(megabytes * MEGABYTE) + " AS v FROM range(6)";
            assertThat(read(rows)).startsWith(fits ? "6 rows" : "value-too-large: Row 1 of the result");
        }
    }

    private String read(String rows) throws Exception {
        databricks.run("CREATE OR REPLACE TABLE main.default.wide AS " + rows);
        return SmallProcess.run(root, Reader.class, databricks.uri().toString(), databricks.token());
    }

    /** The process. */
    public static final class Reader {

        /** What a service holds beside its work, measured: 60 MB after a collection. */
        private static final byte[] REST = new byte[60 * MEGABYTE];

        private Reader() {}

        public static void main(String[] arguments) throws IOException {
            DatabricksSourceRows source = new DatabricksSourceRows(
                    () -> LocalDatabricks.jdbc(URI.create(arguments[0]), arguments[1]), 64L * MEGABYTE);
            Files.writeString(Path.of(arguments[2]), outcome(source));
            if (REST.length == 0) {
                throw new IllegalStateException("kept until here");
            }
        }

        private static String outcome(DatabricksSourceRows source) {
            UnityTable table = new UnityTable("main", "default", "wide");
            try (RowStream rows = source.open(table, List.of(), new Cancellation())) {
                RowBatch batch = new RowBatch(rows.schema(), 256);
                long count = 0;
                while (rows.fill(batch, 4L * MEGABYTE)) {
                    count += batch.size();
                }
                return count + " rows";
            } catch (BridgeException e) {
                return e.code() + ": " + e.getMessage();
            }
        }
    }
}
