package io.github.sqldatabricks.bridge.parquet;

import io.github.sqldatabricks.bridge.model.Column;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.ColumnVector;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.concurrent.TimeUnit;
import org.apache.parquet.column.ColumnWriter;

/** Writes whole numbers, and what is kept as such, as BOOLEAN, INT32 or INT64. Checks the range: a cut is silent. */
final class LongsWriter extends VectorWriter {

    private static final long FIRST_DAY = LocalDate.of(1, 1, 1).toEpochDay();
    private static final long LAST_DAY = LocalDate.of(9999, 12, 31).toEpochDay();
    private static final long MICROSECONDS_OF_A_DAY = TimeUnit.DAYS.toMicros(1);
    private static final long FIRST_MICROSECOND = FIRST_DAY * MICROSECONDS_OF_A_DAY;
    private static final long LAST_MICROSECOND = (LAST_DAY + 1) * MICROSECONDS_OF_A_DAY - 1;

    private final Physical physical;
    private final long smallest;
    private final long largest;

    private enum Physical {
        BOOLEAN,
        INT32,
        INT64
    }

    private LongsWriter(Column column, Physical physical, long smallest, long largest) {
        super(column);
        this.physical = physical;
        this.smallest = smallest;
        this.largest = largest;
    }

    static LongsWriter of(Column column) {
        return switch (column.type().kind()) {
            case BOOL -> new LongsWriter(column, Physical.BOOLEAN, 0, 1);
            case INT16 -> new LongsWriter(column, Physical.INT32, Short.MIN_VALUE, Short.MAX_VALUE);
            case INT32 -> new LongsWriter(column, Physical.INT32, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case INT64 -> new LongsWriter(column, Physical.INT64, Long.MIN_VALUE, Long.MAX_VALUE);
            case DATE -> new LongsWriter(column, Physical.INT32, FIRST_DAY, LAST_DAY);
            case LOCAL_TIMESTAMP, INSTANT ->
                new LongsWriter(column, Physical.INT64, FIRST_MICROSECOND, LAST_MICROSECOND);
            case DECIMAL, FLOAT32, FLOAT64, TEXT, BYTES ->
                throw new IllegalArgumentException("no whole number: " + column.type());
        };
    }

    /** @param type of up to 18 digits */
    static LongsWriter decimal(Column column, ColumnType.Decimal type) {
        long largest = BigInteger.TEN.pow(type.precision()).longValueExact() - 1;
        Physical physical = type.precision() <= ParquetSchema.MAX_INT32_DIGITS ? Physical.INT32 : Physical.INT64;
        return new LongsWriter(column, physical, -largest, largest);
    }

    @Override
    void writeValue(ColumnVector vector, int row, ColumnWriter out, int repetitionLevel, int definitionLevel) {
        long value = ((ColumnVector.Longs) vector).get(row);
        if (value < smallest || value > largest) {
            throw doesNotFit("between " + smallest + " and " + largest + " (as stored)");
        }
        switch (physical) {
            case BOOLEAN -> out.write(value != 0, repetitionLevel, definitionLevel);
            case INT32 -> out.write((int) value, repetitionLevel, definitionLevel);
            case INT64 -> out.write(value, repetitionLevel, definitionLevel);
        }
    }
}
