package io.github.sqldatabricks.bridge.airbyte.record;

import io.github.sqldatabricks.bridge.airbyte.source.DatabricksType;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.ColumnVector;
import java.util.Base64;

/** How each type is written. */
final class ValueWriters {

    private static final byte[] TRUE = JsonBuffer.ascii("true");
    private static final byte[] FALSE = JsonBuffer.ascii("false");

    private ValueWriters() {}

    /**
     * The writer of a column.
     *
     * @param decimalsAsText whether the stream's schema declares it as text, so that no reader cuts its digits
     */
    static ValueWriter of(DatabricksType type, boolean decimalsAsText) {
        if (type instanceof DatabricksType.Plain plain) {
            return plain(plain.type(), decimalsAsText);
        }
        return type instanceof DatabricksType.Textual ? ValueWriters::text : ValueWriters::json;
    }

    private static ValueWriter plain(ColumnType type, boolean decimalsAsText) {
        if (type instanceof ColumnType.Decimal decimal) {
            DecimalWriter writer = new DecimalWriter(decimal.scale());
            return decimalsAsText ? writer::quoted : writer::number;
        }
        if (type instanceof ColumnType.Float32) {
            return ValueWriters::float32;
        }
        if (type instanceof ColumnType.Float64) {
            return ValueWriters::float64;
        }
        if (type instanceof ColumnType.Text) {
            return ValueWriters::text;
        }
        return type instanceof ColumnType.Bytes ? ValueWriters::bytes : whole(type);
    }

    private static ValueWriter whole(ColumnType type) {
        if (type instanceof ColumnType.Bool) {
            return longs((out, value) -> {
                out.raw(value != 0 ? TRUE : FALSE);
                return ValueChange.NONE;
            });
        }
        if (type instanceof ColumnType.Date) {
            return longs(JsonTime::date);
        }
        if (type instanceof ColumnType.LocalTimestamp) {
            return longs((out, value) -> JsonTime.moment(out, value, false));
        }
        return type instanceof ColumnType.Instant
                ? longs((out, value) -> JsonTime.moment(out, value, true))
                : longs((out, value) -> {
                    out.number(value);
                    return ValueChange.NONE;
                });
    }

    private static ValueWriter longs(LongWriter writer) {
        return (out, vector, row) -> writer.write(out, ((ColumnVector.Longs) vector).get(row));
    }

    private static ValueChange float32(JsonBuffer out, ColumnVector vector, int row) {
        double value = ((ColumnVector.Doubles) vector).get(row);
        return finite(out, value, Float.toString((float) value));
    }

    private static ValueChange float64(JsonBuffer out, ColumnVector vector, int row) {
        double value = ((ColumnVector.Doubles) vector).get(row);
        return finite(out, value, Double.toString(value));
    }

    private static ValueChange finite(JsonBuffer out, double value, String digits) {
        if (!Double.isFinite(value)) {
            out.nothing();
            return ValueChange.NULLED;
        }
        out.raw(digits);
        return ValueChange.NONE;
    }

    private static ValueChange text(JsonBuffer out, ColumnVector vector, int row) {
        return replaced(JsonText.quoted(out, (String) ((ColumnVector.Objects) vector).get(row)));
    }

    private static ValueChange json(JsonBuffer out, ColumnVector vector, int row) {
        return replaced(JsonText.json(out, (String) ((ColumnVector.Objects) vector).get(row)));
    }

    private static ValueChange replaced(boolean replaced) {
        return replaced ? ValueChange.TRUNCATED : ValueChange.NONE;
    }

    private static ValueChange bytes(JsonBuffer out, ColumnVector vector, int row) {
        out.raw('"');
        out.raw(Base64.getEncoder().encode((byte[]) ((ColumnVector.Objects) vector).get(row)));
        out.raw('"');
        return ValueChange.NONE;
    }

    /** Writes a value that a {@link ColumnVector.Longs} holds. */
    @FunctionalInterface
    private interface LongWriter {
        ValueChange write(JsonBuffer out, long value);
    }
}
