package io.github.sqldatabricks.bridge.sync.type;

import io.github.sqldatabricks.bridge.sync.TargetType;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * Every SQL Server type as a target: the one table that the code, docs/types.md and the tests use.
 *
 * <p>What a value reader gives, for the adapter to send unchanged: {@link Boolean} for bit; {@link Short} for tinyint (0 to
 * 255) and smallint; {@link Integer}; {@link Long}; {@link Float} for real; {@link Double} for float; {@link
 * java.math.BigDecimal} with the target's scale for decimal, numeric, money and smallmoney; {@link String} for characters,
 * uniqueidentifier (36 characters, upper case), xml and json; {@code byte[]}; {@link java.time.LocalDate}; {@link
 * java.time.LocalTime}; {@link java.time.LocalDateTime} for datetime2, datetime and smalldatetime; {@link
 * java.time.OffsetDateTime} with offset +00:00 for datetimeoffset.
 *
 * <p>Dates and times must not go through {@code java.sql.Timestamp}, {@code Date} or {@code Time}, which have the JVM's
 * zone: mssql-jdbc 13.6.2 does that in bulk copy with all temporal types, {@code LocalDateTime} and {@code LocalDate}
 * too ({@code Timestamp.valueOf}, {@code Date.valueOf}); with {@code OffsetDateTime} it adds the JVM's offset and shifts
 * fractions that begin with a zero ({@code TDSWriter.writeOffsetDateTimeWithTimezone}). Text in ISO form is safe.
 *
 * @see <a href="https://learn.microsoft.com/sql/t-sql/data-types/data-types-transact-sql">Data types</a>
 */
public enum SqlServerTargetTypes {
    BIT("bit", WholeNumbers::bit, "0 or 1"),
    TINYINT("tinyint", WholeNumbers::tinyint, "0 to 255; a decimal without a fraction"),
    SMALLINT("smallint", WholeNumbers::smallint, "its range; a decimal without a fraction"),
    INT("int", WholeNumbers::integer, "its range; a decimal without a fraction"),
    BIGINT("bigint", WholeNumbers::bigint, "its range; a decimal without a fraction"),
    REAL("real", FloatingPoint::real, "exact in 32 bits; no NaN, infinity or subnormal number; -0.0 is kept"),
    FLOAT("float", FloatingPoint::doublePrecision, "whole numbers exact; no NaN, infinity or subnormal; -0.0 is kept"),
    DECIMAL(number("decimal", 18, 2), Decimals::decimal, "its digits before and after the point; nothing is rounded"),
    NUMERIC(number("numeric", 38, 10), Decimals::decimal, "as decimal"),
    MONEY("money", Decimals::money, "its range; 4 digits after the point; nothing is rounded"),
    SMALLMONEY("smallmoney", Decimals::smallmoney, "its range; 4 digits after the point; nothing is rounded"),
    CHAR(characters("char", 10), Characters::encoded, "as varchar; a shorter value is filled with blanks"),
    VARCHAR(
            characters("varchar", 100),
            Characters::encoded,
            "bytes in the collation's code page, trailing blanks too; every character is in it"),
    TEXT(characters("text", 16), Characters::encoded, "as varchar(max)"),
    NCHAR(sized("nchar", 20), Characters::national, "as nvarchar; a shorter value is filled with blanks"),
    NVARCHAR(
            sized("nvarchar", 200),
            Characters::national,
            "UTF-16 units, trailing blanks too; a character beyond U+FFFF has two"),
    NTEXT(sized("ntext", 16), Characters::national, "as nvarchar(max)"),
    BINARY(sized("binary", 8), Binaries::fixed, "exactly so many bytes"),
    VARBINARY(sized("varbinary", 100), Binaries::varying, "at most so many bytes"),
    IMAGE(sized("image", 16), Binaries::varying, "as varbinary(max)"),
    ROWVERSION("timestamp", "SQL Server writes it itself; leave the column out of the source."),
    DATE("date", Dates::date, "0001-01-01 to 9999-12-31"),
    TIME(fraction("time", 7), Dates::time, "ISO text such as 23:59:59.9999999; nothing is rounded"),
    DATETIME("datetime", Timestamps::datetime, "from 1753; milliseconds that end in 0, 3 or 7, as it shows them"),
    SMALLDATETIME("smalldatetime", Timestamps::smalldatetime, "1900-01-01 to 2079-06-06; whole minutes"),
    DATETIME2(fraction("datetime2", 3), Timestamps::datetime2, "years 1 to 9999; nothing is rounded"),
    DATETIMEOFFSET(
            fraction("datetimeoffset", 3),
            Timestamps::datetimeoffset,
            "years 1 to 9999; nothing is rounded; written with offset +00:00"),
    UNIQUEIDENTIFIER("uniqueidentifier", Documents::uniqueidentifier, "36 characters, any case"),
    XML("xml", Documents::xml, "well-formed, fragments too; no DTD; UTF-16 if it declares an encoding"),
    JSON("json", Documents::json, "one JSON value"),
    VECTOR("vector", through("vector", "nvarchar(max)")),
    SQL_VARIANT("sql_variant", "it would not say which type a value has; give the table typed columns."),
    HIERARCHYID("hierarchyid", through("hierarchyid", "nvarchar(4000)")),
    GEOMETRY("geometry", through("geometry", "nvarchar(max) and its SRID")),
    GEOGRAPHY("geography", through("geography", "nvarchar(max) and its SRID")),
    CURSOR("cursor", "it is a type of variables only."),
    TABLE("table", "it is a type of variables only."),
    USER_DEFINED("udt", through("a CLR type", "varbinary(max)"));

    /** Of Western European collations. */
    private static final int CODE_PAGE = 1252;

    private final DeclaredType example;
    private final Function<DeclaredType, TargetType> rule;
    private final String note;

    SqlServerTargetTypes(DeclaredType example, Function<DeclaredType, TargetType> rule, String note) {
        this.example = example;
        this.rule = rule;
        this.note = note;
    }

    SqlServerTargetTypes(String name, Function<DeclaredType, TargetType> rule, String note) {
        this(sized(name, 0), rule, note);
    }

    /** A type that takes nothing. */
    SqlServerTargetTypes(String name, String reason) {
        this(name, declared -> new RefusedType(declared.declaration(), reason), "refused: " + reason);
    }

    /** What a column of that type can hold; a type that takes nothing refuses every source with its reason. */
    public static TargetType of(DeclaredType declared) {
        return Arrays.stream(values())
                .filter(type -> type.example.name().equals(declared.name()))
                .findFirst()
                .orElse(USER_DEFINED)
                .rule
                .apply(declared);
    }

    /** A column of this type, for documents and tests. */
    public DeclaredType example() {
        return example;
    }

    /** What each value is checked for, or why the type is refused; one phrase. */
    public String note() {
        return note;
    }

    private static String through(String type, String instead) {
        return "Databricks has nothing that fits " + type + "; write to a table with " + instead
                + " and convert it in SQL Server.";
    }

    private static DeclaredType sized(String name, int maxLength) {
        return new DeclaredType(name, maxLength, 0, 0, OptionalInt.empty());
    }

    private static DeclaredType characters(String name, int maxLength) {
        return new DeclaredType(name, maxLength, 0, 0, OptionalInt.of(CODE_PAGE));
    }

    private static DeclaredType number(String name, int precision, int scale) {
        return new DeclaredType(name, 0, precision, scale, OptionalInt.empty());
    }

    private static DeclaredType fraction(String name, int scale) {
        return new DeclaredType(name, 0, 0, scale, OptionalInt.empty());
    }
}
