package io.github.sqldatabricks.bridge.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.jdbc.ColumnReader.ReadableColumn;
import io.github.sqldatabricks.bridge.jdbc.ValueBound.ColumnLimit;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Column;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.RowBatch;
import io.github.sqldatabricks.bridge.model.RowSchema;
import io.github.sqldatabricks.bridge.testing.ReadRows;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Catches a value that fills the memory, a null taken for zero, special floats that change, and a limit that is passed. */
class BatchReaderTest {

    private static final long MAX_BYTES = 1000;

    private Connection connection;
    private Statement statement;

    @BeforeEach
    void connect() throws SQLException {
        connection = DriverManager.getConnection("jdbc:h2:mem:");
        statement = connection.createStatement();
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    @ParameterizedTest
    @CsvSource({"CLOB, text, true", "VARCHAR, text, false", "BLOB, bytes, true", "VARBINARY, bytes, false"})
    void aValueOverTheLimitIsRefusedWithItsColumnAndRow(String sqlType, String kind, boolean large)
            throws SQLException {
        ColumnType type = kind.equals("text") ? new ColumnType.Text() : new ColumnType.Bytes();
        String piece = kind.equals("text") ? "'abcdefghij'" : "X'00112233445566778899'";
        String pieces = piece + (" || " + piece).repeat(200);
        BatchReader reader = reader(
                "SELECT CAST(CASE WHEN x = 2 THEN " + pieces + " ELSE " + piece + " END AS " + sqlType
                        + ") FROM SYSTEM_RANGE(1, 2)",
                type,
                large);
        RowBatch batch = batch(type);
        assertThatThrownBy(() -> reader.fill(batch, Long.MAX_VALUE))
                .isInstanceOfSatisfying(
                        BridgeException.RemotePermanent.class,
                        e -> assertThat(e.code()).isEqualTo("value-too-large"))
                .hasMessageContaining("Row 2")
                .hasMessageContaining("'value'")
                .hasMessageContaining("bridge.size");
    }

    @ParameterizedTest
    @CsvSource({"CLOB, true", "VARCHAR, false"})
    void textOfEveryPlaneIsKept(String sqlType, boolean large) throws SQLException {
        String text = "\u00fc\u20ac\ud83d\ude00".repeat(50);
        BatchReader reader = reader("SELECT CAST('" + text + "' AS " + sqlType + ")", new ColumnType.Text(), large);
        RowBatch batch = batch(new ColumnType.Text());
        assertThat(reader.fill(batch, Long.MAX_VALUE)).isTrue();
        assertThat(ReadRows.row(batch, 0)).containsExactly(text);
    }

    @Test
    void specialFloatsPassAndNullIsNotZero() throws SQLException {
        BatchReader reader = reader(
                "SELECT v FROM (VALUES (CAST('NaN' AS DOUBLE)), (CAST('Infinity' AS DOUBLE)),"
                        + " (CAST('-Infinity' AS DOUBLE)), (NULL)) AS t (v)",
                new ColumnType.Float64(),
                false);
        RowBatch batch = batch(new ColumnType.Float64());
        assertThat(reader.fill(batch, Long.MAX_VALUE)).isTrue();
        assertThat(ReadRows.row(batch, 0)).containsExactly(Double.NaN);
        assertThat(ReadRows.row(batch, 1)).containsExactly(Double.POSITIVE_INFINITY);
        assertThat(ReadRows.row(batch, 2)).containsExactly(Double.NEGATIVE_INFINITY);
        assertThat(ReadRows.row(batch, 3)).containsOnlyNulls();
    }

    @Test
    void aUsedBatchShowsNothingOfItsFormerRows() throws SQLException {
        BatchReader reader =
                reader("SELECT v FROM (VALUES (NULL), (7), (NULL), (9)) AS t (v)", new ColumnType.Int32(), false);
        RowBatch batch = new RowBatch(schema(new ColumnType.Int32()), 2);
        reader.fill(batch, Long.MAX_VALUE);
        reader.fill(batch, Long.MAX_VALUE);
        assertThat(ReadRows.row(batch, 0)).containsOnlyNulls();
        assertThat(ReadRows.row(batch, 1)).containsExactly(9L);
    }

    @Test
    void aLimitEndsTheRowsBeforeTheResultDoes() throws SQLException {
        ResultSet result = statement.executeQuery("SELECT x FROM SYSTEM_RANGE(1, 10)");
        BatchReader reader = new BatchReader(result, columns(new ColumnType.Int64(), false), 3);
        RowBatch batch = batch(new ColumnType.Int64());
        assertThat(reader.fill(batch, Long.MAX_VALUE)).isTrue();
        assertThat(batch.size()).isEqualTo(3);
        assertThat(reader.fill(batch, Long.MAX_VALUE)).isFalse();
    }

    @Test
    void manyResultsAtOnceMayHaveSmallerValuesEach() {
        long alone = ValueBound.ofSetting("bridge.size", Long.MAX_VALUE).maxBytes();
        ValueBound shared = ValueBound.ofSetting("bridge.size", Long.MAX_VALUE, 16);
        assertThat(shared.maxBytes()).isEqualTo(alone / 8);
        assertThat(shared.remedy()).contains("-Xmx");
        assertThat(ValueBound.ofSetting("bridge.size", MAX_BYTES, 16).maxBytes())
                .isEqualTo(MAX_BYTES);
    }

    private BatchReader reader(String sql, ColumnType type, boolean large) throws SQLException {
        return new BatchReader(statement.executeQuery(sql), columns(type, large), Long.MAX_VALUE);
    }

    private static List<ReadableColumn> columns(ColumnType type, boolean large) {
        ColumnReader reader = ColumnReaders.plain(
                1, type, large, new ColumnLimit("value", ValueBound.ofSetting("bridge.size", MAX_BYTES)));
        return List.of(new ReadableColumn(new Column("value", type, true, "tested"), reader));
    }

    private static RowSchema schema(ColumnType type) {
        return ReadableColumn.schema(columns(type, false));
    }

    private static RowBatch batch(ColumnType type) {
        return new RowBatch(schema(type), 100);
    }
}
