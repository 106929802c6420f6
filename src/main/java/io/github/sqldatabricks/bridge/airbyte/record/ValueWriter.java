package io.github.sqldatabricks.bridge.airbyte.record;

import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.ColumnVector;
import io.github.sqldatabricks.bridge.model.DataType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
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
    static ValueWriter of(DataType type, boolean decimalsAsText) {
        return switch (type.shape()) {
            case FLAT -> flat((ColumnType) type, decimalsAsText);
            case TEXT_ONLY -> ValueWriter::text;
            case ARRAY, MAP, STRUCT, VARIANT -> ValueWriter::json;
        };
    }

    private static ValueWriter flat(ColumnType type, boolean decimalsAsText) {
        return switch (type.kind()) {
            case BOOL -> ValueWriter::truth;
            case INT16, INT32, INT64 -> ValueWriter::whole;
            case FLOAT32 -> ValueWriter::float32;
            case FLOAT64 -> ValueWriter::float64;
            case DECIMAL -> decimal((ColumnType.Decimal) type, decimalsAsText);
            case TEXT -> ValueWriter::text;
            case BYTES -> ValueWriter::bytes;
            case DATE -> (out, vector, row) -> JsonTime.date(out, number(vector, row));
            case LOCAL_TIMESTAMP -> (out, vector, row) -> JsonTime.moment(out, number(vector, row), false);
            case INSTANT -> (out, vector, row) -> JsonTime.moment(out, number(vector, row), true);
        };
    }

    private static ValueWriter decimal(ColumnType.Decimal type, boolean asText) {
        DecimalWriter writer = new DecimalWriter(type.scale());
        return asText ? writer::quoted : writer::number;
    }

    private static long number(ColumnVector vector, int row) {
        return ((ColumnVector.Longs) vector).get(row);
    }

    private static ValueChange truth(JsonBuffer out, ColumnVector vector, int row) {
        out.raw(number(vector, row) != 0 ? JsonBuffer.TRUE : JsonBuffer.FALSE);
        return ValueChange.NONE;
    }

    private static ValueChange whole(JsonBuffer out, ColumnVector vector, int row) {
        out.number(number(vector, row));
        return ValueChange.NONE;
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

    /**
     * Days and moments as RFC 3339 text, without any time zone of the machine; years before 1 have {@code BC} at the end. Years that need
     * more than four digits have no such text: null stands for them.
     *
     * @see <a href="https://docs.airbyte.com/understanding-airbyte/supported-data-types">Airbyte's types</a>
     */
    final class JsonTime {

        private static final long MICROS_PER_SECOND = 1_000_000;
        private static final int SECONDS_PER_MINUTE = 60;
        private static final int SECONDS_PER_HOUR = 3600;
        private static final int SECONDS_PER_DAY = 86_400;
        private static final int YEAR_DIGITS = 4;
        private static final int LAST_YEAR = 9999;
        private static final int FRACTION_DIGITS = 6;
        private static final String ERA_BEFORE = " BC";

        private JsonTime() {}

        /** Writes {@code "2026-01-31"}. */
        static ValueChange date(JsonBuffer out, long epochDay) {
            LocalDate date = LocalDate.ofEpochDay(epochDay);
            if (isUnwritable(date)) {
                return nulled(out);
            }
            out.raw('"');
            day(out, date);
            return ended(out, date);
        }

        /** Writes {@code "2026-01-31T12:00:00.000001"}, with {@code Z} for an instant. */
        static ValueChange moment(JsonBuffer out, long epochMicros, boolean instant) {
            long epochSecond = Math.floorDiv(epochMicros, MICROS_PER_SECOND);
            LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(epochSecond, (long) SECONDS_PER_DAY));
            if (isUnwritable(date)) {
                return nulled(out);
            }
            out.raw('"');
            day(out, date);
            out.raw('T');
            time(out, (int) Math.floorMod(epochSecond, (long) SECONDS_PER_DAY));
            out.raw('.');
            out.digits(Math.floorMod(epochMicros, MICROS_PER_SECOND), FRACTION_DIGITS);
            if (instant) {
                out.raw('Z');
            }
            return ended(out, date);
        }

        private static void day(JsonBuffer out, LocalDate date) {
            out.digits(yearOfEra(date), YEAR_DIGITS);
            out.raw('-');
            out.digits(date.getMonthValue(), 2);
            out.raw('-');
            out.digits(date.getDayOfMonth(), 2);
        }

        private static void time(JsonBuffer out, int second) {
            out.digits(second / SECONDS_PER_HOUR, 2);
            out.raw(':');
            out.digits(second % SECONDS_PER_HOUR / SECONDS_PER_MINUTE, 2);
            out.raw(':');
            out.digits(second % SECONDS_PER_MINUTE, 2);
        }

        private static ValueChange ended(JsonBuffer out, LocalDate date) {
            if (date.getYear() < 1) {
                out.raw(ERA_BEFORE);
            }
            out.raw('"');
            return ValueChange.NONE;
        }

        private static ValueChange nulled(JsonBuffer out) {
            out.nothing();
            return ValueChange.NULLED;
        }

        private static boolean isUnwritable(LocalDate date) {
            return yearOfEra(date) > LAST_YEAR;
        }

        /** Year 0 is 1 BC. */
        private static int yearOfEra(LocalDate date) {
            return date.getYear() > 0 ? date.getYear() : 1 - date.getYear();
        }
    }
}
