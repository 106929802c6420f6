package io.github.sqldatabricks.bridge.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.extraction.RowFileWriter.RowFile;
import io.github.sqldatabricks.bridge.model.Column;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.RowBatch;
import io.github.sqldatabricks.bridge.model.RowSchema;
import io.github.sqldatabricks.bridge.testing.VectorValues;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.schema.ColumnOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Catches names that come out changed, statistics that hide rows, wasted dictionaries, and data in the log. */
class ParquetReadersTest {

    private static final ColumnType.Text TEXT = new ColumnType.Text();

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a.b", "Größe", "x,y;{}()=", "SELECT", "a\tb\nc", "[a]", "漢字"})
    void aNameIsKeptExactly(String name) throws SQLException {
        RowSchema schema = new RowSchema(List.of(new Column(name, TEXT, true, "test")));
        RowBatch batch = new RowBatch(schema, 1);
        VectorValues.set(batch.vector(0), 0, "value");
        batch.endRow(5);
        Path file = write(batch, Map.of());
        assertThat(DuckDbRows.read(file, schema)).containsExactly(List.of("value"));
        assertThat(query(file, "SELECT name FROM parquet_schema('%s') WHERE name <> 'row'"))
                .isEqualTo(name);
    }

    @Test
    void statisticsHideNoNumber() throws SQLException {
        Path file = write(
                OneColumn.nullable(new ColumnType.Float64(), Double.NaN, 7.0, -0.0, Double.NEGATIVE_INFINITY, null),
                Map.of());
        assertThat(query(file, "SELECT count(*) FROM '%s' WHERE v = 7")).isEqualTo("1");
        assertThat(query(file, "SELECT count(*) FROM '%s' WHERE v = 0")).isEqualTo("1");
        assertThat(query(file, "SELECT count(*) FROM '%s' WHERE v < -1e308")).isEqualTo("1");
        assertThat(query(file, "SELECT count(*) FROM '%s' WHERE isnan(v)")).isEqualTo("1");
    }

    /** Another order than the type's own makes polars before 2.1, delta-rs and DataFusion refuse the file. */
    @Test
    void floatsHaveTheOrderThatOlderReadersKnowAndBoundsWithoutNan() throws IOException {
        for (ColumnType type : List.of(new ColumnType.Float32(), new ColumnType.Float64())) {
            ColumnChunkMetaData chunk = chunk(OneColumn.nullable(type, 2.5, Double.NaN, 0.0, null), Map.of());
            assertThat(chunk.getPrimitiveType().columnOrder()).isEqualTo(ColumnOrder.typeDefined());
            assertThat(chunk.getStatistics().minAsString()).isEqualTo("-0.0");
            assertThat(chunk.getStatistics().maxAsString()).isEqualTo("2.5");
        }
    }

    @Test
    void statisticsHideNoLongText() throws SQLException {
        String longest = "\u00ff".repeat(5000);
        Path file = write(OneColumn.nullable(TEXT, longest + "a", longest + "b", ""), Map.of());
        assertThat(query(file, "SELECT count(*) FROM '%s' WHERE v = repeat('\u00ff', 5000) || 'b'"))
                .isEqualTo("1");
        assertThat(query(file, "SELECT count(*) FROM '%s' WHERE v = ''")).isEqualTo("1");
    }

    @Test
    void statisticsHideNoNulAndFollowTheOrderOfBytes() throws SQLException {
        // In UTF-16, Java's order, the pair comes before U+FFFF; in UTF-8 it is the largest.
        Path file = write(OneColumn.nullable(TEXT, "\uffff", "\ud83d\ude80", "\0", "a\0"), Map.of());
        assertThat(query(file, "SELECT count(*) FROM '%s' WHERE v = chr(128640)"))
                .isEqualTo("1");
        assertThat(query(file, "SELECT count(*) FROM '%s' WHERE v > chr(65535)"))
                .isEqualTo("1");
        assertThat(query(file, "SELECT count(*) FROM '%s' WHERE v < 'a'")).isEqualTo("1");
        assertThat(query(file, "SELECT count(*) FROM '%s' WHERE v = 'a'")).isEqualTo("0");
        assertThat(query(file, "SELECT count(*) FROM '%s' WHERE length(v) = 2")).isEqualTo("1");
    }

    @Test
    void valuesThatRepeatHaveADictionaryAndOthersNone() throws IOException {
        Object[] repeated =
                IntStream.range(0, 50_000).mapToObj(row -> "country " + row % 7).toArray();
        Object[] unique =
                IntStream.range(0, 50_000).mapToObj(row -> "customer " + row).toArray();
        assertThat(chunk(OneColumn.nullable(TEXT, repeated), Map.of()).hasDictionaryPage())
                .isTrue();
        assertThat(chunk(OneColumn.nullable(TEXT, unique), Map.of()).hasDictionaryPage())
                .isFalse();
        assertThat(chunk(OneColumn.nullable(TEXT, repeated), Map.of("bridge.parquet.dictionary", "false"))
                        .hasDictionaryPage())
                .isFalse();
    }

    @Test
    void noValueIsLoggedWhateverTheLevel() {
        Queue<String> messages = new ConcurrentLinkedQueue<>();
        Logger logger = Logger.getLogger("org.apache.parquet");
        Level before = logger.getLevel();
        Handler handler = new Recorder(messages);
        logger.setLevel(Level.ALL);
        logger.addHandler(handler);
        try {
            write(OneColumn.nullable(TEXT, "a patient's name"), Map.of());
        } finally {
            logger.removeHandler(handler);
            logger.setLevel(before);
        }
        assertThat(messages).isNotEmpty().noneMatch(message -> message.contains("patient"));
    }

    private ColumnChunkMetaData chunk(RowBatch batch, Map<String, String> settings) throws IOException {
        return ParquetFiles.footer(write(batch, settings))
                .getBlocks()
                .get(0)
                .getColumns()
                .get(0);
    }

    private Path write(RowBatch batch, Map<String, String> settings) {
        Path file = folder.resolve("rows" + System.nanoTime() + ".parquet");
        try (RowFile rows = ParquetFiles.writer(settings).create(file, batch.schema(), Map.of())) {
            rows.write(batch, 0, batch.size());
            rows.finish();
        }
        return file;
    }

    private static String query(Path file, String sql) throws SQLException {
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duck.createStatement();
                ResultSet result = statement.executeQuery(sql.formatted(file))) {
            result.next();
            return result.getString(1);
        }
    }

    private static final class Recorder extends Handler {
        private final Queue<String> messages;

        Recorder(Queue<String> messages) {
            this.messages = messages;
            setLevel(Level.ALL);
        }

        @Override
        public void publish(LogRecord entry) {
            String parameters = entry.getParameters() == null
                    ? ""
                    : List.of(entry.getParameters()).toString();
            messages.add(entry.getMessage() + parameters);
        }

        @Override
        public void flush() {
            // nothing is held back
        }

        @Override
        public void close() {
            // nothing is open
        }
    }
}
