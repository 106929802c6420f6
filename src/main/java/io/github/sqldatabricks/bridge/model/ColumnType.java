package io.github.sqldatabricks.bridge.model;

import java.util.regex.Pattern;

/**
 * The type of one value: the one vocabulary between SQL Server, Parquet and Databricks. Every SQL Server type maps to exactly one
 * of these or is refused; the whole table is published in docs/types.md and tested. Databricks' nested types are {@link DataType}s.
 */
public sealed interface ColumnType extends DataType {

    /** The most digits that a decimal has on both sides. */
    int MAX_DECIMAL_PRECISION = 38;

    /** The most fractional digits that SQL Server keeps of a second (100 ns). */
    int MAX_FRACTION_DIGITS = 7;

    /** The fractional digits of a second that Parquet and Delta timestamps keep (microseconds). */
    int MICROSECOND_DIGITS = 6;

    /**
     * Every type, without what a type is told beside its name. Branch on it by a switch expression without
     * {@code default}: a type that is added here then does not compile where it is forgotten.
     */
    enum Kind {
        BOOL("BOOLEAN"),
        INT16("SMALLINT"),
        INT32("INT"),
        INT64("BIGINT"),
        FLOAT32("FLOAT"),
        FLOAT64("DOUBLE"),
        DECIMAL("DECIMAL"),
        TEXT("STRING"),
        BYTES("BINARY"),
        DATE("DATE"),
        LOCAL_TIMESTAMP("TIMESTAMP_NTZ"),
        INSTANT("TIMESTAMP");

        private final String databricksName;

        Kind(String databricksName) {
            this.databricksName = databricksName;
        }

        /** What Databricks calls it; a DECIMAL without its digits. */
        public String databricksName() {
            return databricksName;
        }
    }

    /** Which of the types it is. */
    Kind kind();

    @Override
    default Shape shape() {
        return Shape.FLAT;
    }

    /**
     * The type that {@code toString} of a type gave, as manifests hold it.
     *
     * @throws IllegalArgumentException when it is none
     */
    static ColumnType parse(String text) {
        String[] parts = text.split("[\\[\\]]", -1);
        int[] numbers = Pattern.compile("[0-9]+")
                .matcher(parts.length > 1 ? parts[1] : "")
                .results()
                .mapToInt(found -> Integer.parseInt(found.group()))
                .toArray();
        ColumnType type = switch (parts[0]) {
            case "Bool" -> new Bool();
            case "Int16" -> new Int16();
            case "Int32" -> new Int32();
            case "Int64" -> new Int64();
            case "Float32" -> new Float32();
            case "Float64" -> new Float64();
            case "Decimal" -> new Decimal(numbers[0], numbers[1]);
            case "Text" -> new Text();
            case "Bytes" -> new Bytes();
            case "Date" -> new Date();
            case "LocalTimestamp" -> new LocalTimestamp(numbers[0]);
            case "Instant" -> new Instant(numbers[0]);
            default -> throw new IllegalArgumentException("no type: " + text);
        };
        if (!type.toString().equals(text)) {
            throw new IllegalArgumentException("no type: " + text);
        }
        return type;
    }

    /** true or false. */
    record Bool() implements ColumnType {
        @Override
        public Kind kind() {
            return Kind.BOOL;
        }
    }

    /** A whole number of 16 bits; also holds SQL Server's unsigned tinyint. */
    record Int16() implements ColumnType {
        @Override
        public Kind kind() {
            return Kind.INT16;
        }
    }

    /** A whole number of 32 bits. */
    record Int32() implements ColumnType {
        @Override
        public Kind kind() {
            return Kind.INT32;
        }
    }

    /** A whole number of 64 bits. */
    record Int64() implements ColumnType {
        @Override
        public Kind kind() {
            return Kind.INT64;
        }
    }

    /** An IEEE 754 number of 32 bits. */
    record Float32() implements ColumnType {
        @Override
        public Kind kind() {
            return Kind.FLOAT32;
        }
    }

    /** An IEEE 754 number of 64 bits. */
    record Float64() implements ColumnType {
        @Override
        public Kind kind() {
            return Kind.FLOAT64;
        }
    }

    /**
     * An exact decimal number.
     *
     * @param precision digits in all, 1 to 38
     * @param scale digits after the point, 0 to precision
     */
    record Decimal(int precision, int scale) implements ColumnType {
        /** The most digits whose unscaled value fits a {@code long}. */
        public static final int MAX_LONG_PRECISION = 18;

        public Decimal {
            if (precision < 1 || precision > MAX_DECIMAL_PRECISION || scale < 0 || scale > precision) {
                throw new IllegalArgumentException(
                        "decimal precision must be 1 to 38 and scale 0 to precision but they were " + precision
                                + " and " + scale);
            }
        }

        @Override
        public Kind kind() {
            return Kind.DECIMAL;
        }

        /** Whether every value's unscaled form fits a {@code long}. */
        public boolean fitsLong() {
            return precision <= MAX_LONG_PRECISION;
        }
    }

    /** Text of any length, as Unicode. */
    record Text() implements ColumnType {
        @Override
        public Kind kind() {
            return Kind.TEXT;
        }
    }

    /** Bytes of any length. */
    record Bytes() implements ColumnType {
        @Override
        public Kind kind() {
            return Kind.BYTES;
        }
    }

    /** A day from 0001-01-01 to 9999-12-31 in the proleptic Gregorian calendar. */
    record Date() implements ColumnType {
        @Override
        public Kind kind() {
            return Kind.DATE;
        }
    }

    /**
     * A wall-clock date and time without a zone.
     *
     * @param fractionDigits fractional digits of the second in the source, 0 to 7
     */
    record LocalTimestamp(int fractionDigits) implements ColumnType {
        public LocalTimestamp {
            requireFractionDigits(fractionDigits);
        }

        @Override
        public Kind kind() {
            return Kind.LOCAL_TIMESTAMP;
        }
    }

    /**
     * An instant; SQL Server's datetimeoffset brought to UTC.
     *
     * @param fractionDigits fractional digits of the second in the source, 0 to 7
     */
    record Instant(int fractionDigits) implements ColumnType {
        public Instant {
            requireFractionDigits(fractionDigits);
        }

        @Override
        public Kind kind() {
            return Kind.INSTANT;
        }
    }

    private static void requireFractionDigits(int digits) {
        if (digits < 0 || digits > MAX_FRACTION_DIGITS) {
            throw new IllegalArgumentException("fraction digits must be 0 to 7 but were " + digits);
        }
    }
}
