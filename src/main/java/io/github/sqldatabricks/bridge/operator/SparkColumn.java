package io.github.sqldatabricks.bridge.operator;

import io.github.sqldatabricks.bridge.databricks.source.SourceColumn;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.ColumnVector;
import io.github.sqldatabricks.bridge.model.UnityTable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/**
 * Selects and reads a column of a Spark table. Days and instants come as numbers and a wall clock as LocalDateTime, so that neither
 * the session's time zone nor the JVM's, nor the calendar of java.sql, can change a value; nested values are JSON in UTC.
 */
record SparkColumn(SourceColumn source) {

    private static final LocalDateTime EPOCH = LocalDateTime.ofEpochSecond(0, 0, ZoneOffset.UTC);
    private static final long SLOT_BYTES = 16;

    /** The expression for {@code Dataset.selectExpr}. */
    String expression() {
        String quoted = UnityTable.quote(source.column().name());
        return switch (source.form()) {
            case PLAIN -> plain(quoted);
            case JSON -> "to_json(" + quoted + ", map('timeZone', 'UTC'))";
            case TEXT -> "CAST(" + quoted + " AS STRING)";
        };
    }

    private String plain(String quoted) {
        return switch (source.column().type().kind()) {
            case DATE -> "unix_date(" + quoted + ")";
            case INSTANT -> "unix_micros(" + quoted + ")";
            case BOOL, INT16, INT32, INT64, FLOAT32, FLOAT64, DECIMAL, TEXT, BYTES, LOCAL_TIMESTAMP -> quoted;
        };
    }

    /**
     * Keeps a value of the selected column.
     *
     * @param value as Spark's Row has it; null for NULL
     * @return about how many bytes of memory it takes
     */
    long read(Object value, ColumnVector vector, int row) {
        if (value == null) {
            vector.setNull(row);
        } else if (vector instanceof ColumnVector.Longs longs) {
            longs.set(row, whole(value));
        } else if (vector instanceof ColumnVector.Doubles doubles) {
            doubles.set(row, ((Number) value).doubleValue());
        } else if (vector instanceof ColumnVector.Objects objects) {
            Object kept = value instanceof BigDecimal decimal ? unscaled(decimal) : value;
            objects.set(row, kept);
            return SLOT_BYTES + size(kept);
        }
        return SLOT_BYTES;
    }

    private long whole(Object value) {
        if (value instanceof Boolean flag) {
            return flag ? 1 : 0;
        }
        if (value instanceof BigDecimal decimal) {
            return unscaled(decimal).longValueExact();
        }
        return value instanceof LocalDateTime time
                ? ChronoUnit.MICROS.between(EPOCH, time)
                : ((Number) value).longValue();
    }

    /** Spark's decimals have the column's scale; should one not, it is never rounded. */
    private BigInteger unscaled(BigDecimal value) {
        int scale = ((ColumnType.Decimal) source.column().type()).scale();
        return value.setScale(scale).unscaledValue();
    }

    private static long size(Object value) {
        if (value instanceof byte[] bytes) {
            return bytes.length;
        }
        return value instanceof String text ? (long) text.length() * Character.BYTES : SLOT_BYTES;
    }
}
