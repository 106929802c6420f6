package io.github.sqldatabricks.bridge.airbyte.record;

import io.github.sqldatabricks.bridge.airbyte.source.TableDescription.DatabricksType;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.ColumnVector;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Base64;

/** Writes the values of one column as JSON, as its type demands. */
@FunctionalInterface
interface ValueWriter {

    /** Writes a value, which is not null; returns what had to be changed. */
    ValueChange write(JsonBuffer out, ColumnVector vector, int row);

    /**
     * The writer of a column.
     *
     * @param decimalsAsText whether the stream's schema declares it as text, so that no reader cuts its digits
     */
    static ValueWriter of(DatabricksType type, boolean decimalsAsText) {
        if (type instanceof DatabricksType.Plain plain) {
            return plain(plain.type(), decimalsAsText);
        }
        return type instanceof DatabricksType.Textual ? ValueWriter::text : ValueWriter::json;
    }

    private static ValueWriter plain(ColumnType type, boolean decimalsAsText) {
        if (type instanceof ColumnType.Decimal decimal) {
            DecimalWriter writer = new DecimalWriter(decimal.scale());
            return decimalsAsText ? writer::quoted : writer::number;
        }
        if (type instanceof ColumnType.Float32) {
            return ValueWriter::float32;
        }
        if (type instanceof ColumnType.Float64) {
            return ValueWriter::float64;
        }
        if (type instanceof ColumnType.Text) {
            return ValueWriter::text;
        }
        return type instanceof ColumnType.Bytes ? ValueWriter::bytes : whole(type);
    }

    private static ValueWriter whole(ColumnType type) {
        if (type instanceof ColumnType.Bool) {
            return longs((out, value) -> {
                out.raw(value != 0 ? JsonBuffer.TRUE : JsonBuffer.FALSE);
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
        return replaced(out.text((String) ((ColumnVector.Objects) vector).get(row)));
    }

    private static ValueChange json(JsonBuffer out, ColumnVector vector, int row) {
        return replaced(out.json((String) ((ColumnVector.Objects) vector).get(row)));
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
    interface LongWriter {
        ValueChange write(JsonBuffer out, long value);
    }

    /**
     * Whether a value could be written as it is; what was changed is told in the record's {@code meta.changes}.
     *
     * @see <a href="https://docs.airbyte.com/understanding-airbyte/airbyte-protocol">AirbyteRecordMessageMetaChange</a>
     */
    enum ValueChange {
        /** As it is. */
        NONE,
        /** JSON, or the format of its type, has no such value; null stands for it. */
        NULLED,
        /** Parts of it had to be replaced; the protocol's nearest word. */
        TRUNCATED
    }

    /** Writes decimals with all their digits, those after the point always as many as the scale. */
    final class DecimalWriter {

        private final int scale;
        private final long unit;

        DecimalWriter(int scale) {
            this.scale = scale;
            this.unit = BigInteger.TEN.pow(Math.min(scale, 18)).longValueExact();
        }

        ValueChange number(JsonBuffer out, ColumnVector vector, int row) {
            if (vector instanceof ColumnVector.Longs longs) {
                fromLong(out, longs.get(row));
            } else {
                BigInteger unscaled = (BigInteger) ((ColumnVector.Objects) vector).get(row);
                out.raw(new BigDecimal(unscaled, scale).toPlainString());
            }
            return ValueChange.NONE;
        }

        ValueChange quoted(JsonBuffer out, ColumnVector vector, int row) {
            out.raw('"');
            number(out, vector, row);
            out.raw('"');
            return ValueChange.NONE;
        }

        /** A long holds at most 18 digits here, so neither its negative nor the unit overflows. */
        private void fromLong(JsonBuffer out, long unscaled) {
            if (unscaled < 0) {
                out.raw('-');
            }
            long magnitude = Math.abs(unscaled);
            out.number(magnitude / unit);
            if (scale > 0) {
                out.raw('.');
                out.digits(magnitude % unit, scale);
            }
        }
    }
}
