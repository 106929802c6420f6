package io.github.sqldatabricks.bridge.model;

import java.util.Locale;

/**
 * The SQL Server type that a template declares for a parameter. What a value of it is in Java: {@code Boolean},
 * {@code Long}, {@code BigDecimal}, {@code Double}, {@code LocalDate}, {@code LocalTime}, {@code LocalDateTime},
 * {@code OffsetDateTime}, or {@code String} for text, uniqueidentifier (as SQL Server shows it) and binary (hexadecimal digits).
 *
 * @param kind the type's name
 * @param size precision of decimal; the most characters of text or bytes of binary, {@link #MAX} for max; else 0
 * @param scale places behind the point of decimal and money, or of the seconds; else 0
 */
public record ParameterType(Kind kind, int size, int scale) {

    /** Size of {@code varchar(max)} and its like. */
    public static final int MAX = Integer.MAX_VALUE;

    /** What dates without a declaration are. */
    public static final ParameterType DATE = new ParameterType(Kind.DATE, 0, 0);

    /** The types that make sense for a parameter. Not here: text, ntext, image, xml, sql_variant, and CLR types. */
    public enum Kind {
        BIT,
        TINYINT,
        SMALLINT,
        INT,
        BIGINT,
        DECIMAL,
        MONEY,
        SMALLMONEY,
        REAL,
        FLOAT,
        DATE,
        TIME,
        SMALLDATETIME,
        DATETIME,
        DATETIME2,
        DATETIMEOFFSET,
        CHAR,
        VARCHAR,
        NCHAR,
        NVARCHAR,
        UNIQUEIDENTIFIER,
        BINARY,
        VARBINARY
    }

    /** Whether values are text. */
    public boolean isText() {
        return switch (kind) {
            case CHAR, VARCHAR, NCHAR, NVARCHAR -> true;
            default -> false;
        };
    }

    /**
     * The marker of a value in T-SQL. Types that drivers can't send are cast; the server evaluates that once, for a constant.
     */
    public String marker() {
        return switch (kind) {
            case MONEY, SMALLMONEY, TIME, SMALLDATETIME, DATETIME, CHAR, VARCHAR, NCHAR, UNIQUEIDENTIFIER, BINARY ->
                "CAST(? AS " + this + ")";
            default -> "?";
        };
    }

    /** As T-SQL writes it, such as {@code datetime2(7)}. */
    @Override
    public String toString() {
        String name = kind.name().toLowerCase(Locale.ROOT);
        return switch (kind) {
            case DECIMAL -> name + "(" + size + "," + scale + ")";
            case TIME, DATETIME2, DATETIMEOFFSET -> name + "(" + scale + ")";
            case CHAR, VARCHAR, NCHAR, NVARCHAR, BINARY, VARBINARY ->
                name + "(" + (size == MAX ? "max" : String.valueOf(size)) + ")";
            default -> name;
        };
    }
}
