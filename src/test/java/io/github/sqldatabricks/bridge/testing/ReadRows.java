package io.github.sqldatabricks.bridge.testing;

import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.ColumnVector;
import io.github.sqldatabricks.bridge.model.RowBatch;
import io.github.sqldatabricks.bridge.model.RowStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** The rows of a stream as Java values that a test can compare: whole numbers as Long, timestamps as java.time. */
public final class ReadRows {

    private static final int BATCH_ROWS = 16;
    private static final long BATCH_BYTES = 1 << 20;

    private ReadRows() {}

    /** Reads the stream to its end. */
    public static List<List<Object>> all(RowStream stream) {
        List<List<Object>> rows = new ArrayList<>();
        RowBatch batch = new RowBatch(stream.schema(), BATCH_ROWS);
        while (stream.fill(batch, BATCH_BYTES)) {
            for (int row = 0; row < batch.size(); row++) {
                rows.add(row(batch, row));
            }
        }
        return rows;
    }

    /** One row of a batch. */
    public static List<Object> row(RowBatch batch, int row) {
        List<Object> values = new ArrayList<>();
        for (int column = 0; column < batch.schema().size(); column++) {
            ColumnType type = batch.schema().columns().get(column).type();
            ColumnVector vector = batch.vector(column);
            values.add(vector.isNull(row) ? null : value(type, vector, row));
        }
        return values;
    }

    private static Object value(ColumnType type, ColumnVector vector, int row) {
        if (vector instanceof ColumnVector.Doubles doubles) {
            return doubles.get(row);
        }
        if (vector instanceof ColumnVector.Objects objects) {
            Object value = objects.get(row);
            return type instanceof ColumnType.Decimal decimal
                    ? new BigDecimal((BigInteger) value, decimal.scale())
                    : value;
        }
        return fromLong(type, ((ColumnVector.Longs) vector).get(row));
    }

    private static Object fromLong(ColumnType type, long value) {
        if (type instanceof ColumnType.Bool) {
            return value == 1;
        }
        if (type instanceof ColumnType.Decimal decimal) {
            return BigDecimal.valueOf(value, decimal.scale());
        }
        if (type instanceof ColumnType.Date) {
            return LocalDate.ofEpochDay(value);
        }
        if (type instanceof ColumnType.LocalTimestamp) {
            return LocalDateTime.ofEpochSecond(0, 0, ZoneOffset.UTC).plus(value, ChronoUnit.MICROS);
        }
        return type instanceof ColumnType.Instant ? Instant.EPOCH.plus(value, ChronoUnit.MICROS) : (Object) value;
    }
}
