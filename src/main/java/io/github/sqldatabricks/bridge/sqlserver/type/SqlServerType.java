package io.github.sqldatabricks.bridge.sqlserver.type;

import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.sync.TargetTable.TargetType;
import java.sql.Types;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Every SQL Server type, described once: how it is declared, what it becomes when it is read, what a column of it takes and how
 * values are staged for it. The code, docs/types.md and the tests use this table; a new type is a new constant here.
 *
 * <p>What a value reader of a target gives, for the adapter to send unchanged: {@link Boolean} for bit; {@link Short} for
 * tinyint (0 to 255) and smallint; {@link Integer}; {@link Long}; {@link Float} for real; {@link Double} for float; {@link
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
public enum SqlServerType {
    BIT(named("bit"), read(new ColumnType.Bool(), ""), write(NumberRules::bit, "0 or 1", StagingForm.plain(Types.BIT))),
    TINYINT(
            named("tinyint"),
            read(new ColumnType.Int16(), "unsigned in SQL Server, so 16 bits"),
            write(NumberRules::tinyint, "0 to 255; a decimal without a fraction", StagingForm.plain(Types.TINYINT))),
    SMALLINT(
            named("smallint"),
            read(new ColumnType.Int16(), ""),
            write(NumberRules::smallint, "its range; a decimal without a fraction", StagingForm.plain(Types.SMALLINT))),
    INT(
            named("int"),
            read(new ColumnType.Int32(), ""),
            write(NumberRules::integer, "its range; a decimal without a fraction", StagingForm.plain(Types.INTEGER))),
    BIGINT(
            named("bigint"),
            read(new ColumnType.Int64(), ""),
            write(NumberRules::bigint, "its range; a decimal without a fraction", StagingForm.plain(Types.BIGINT))),
    REAL(
            named("real"),
            read(new ColumnType.Float32(), ""),
            write(
                    NumberRules::real,
                    "exact in 32 bits; no NaN, infinity or subnormal number; -0.0 is kept",
                    StagingForm.plain(Types.REAL))),
    FLOAT(
            named("float"),
            read(new ColumnType.Float64(), "float(1) to float(24) is real"),
            write(
                    NumberRules::doublePrecision,
                    "whole numbers exact; no NaN, infinity or subnormal; -0.0 is kept",
                    StagingForm.plain(Types.DOUBLE))),
    DECIMAL(
            digits("decimal", 38, 10),
            read(ColumnType.Decimal::new, ""),
            write(
                    NumberRules::decimal,
                    "its digits before and after the point; nothing is rounded",
                    StagingForm.plain(Types.DECIMAL))),
    NUMERIC(
            digits("numeric", 18, 4),
            read(ColumnType.Decimal::new, ""),
            write(NumberRules::decimal, "as decimal", StagingForm.plain(Types.DECIMAL))),
    MONEY(
            named("money"),
            read(new ColumnType.Decimal(19, 4), "exact"),
            write(
                    NumberRules::money,
                    "its range; 4 digits after the point; nothing is rounded",
                    StagingForm.money(19))),
    SMALLMONEY(
            named("smallmoney"),
            read(new ColumnType.Decimal(10, 4), "exact"),
            write(
                    NumberRules::smallmoney,
                    "its range; 4 digits after the point; nothing is rounded",
                    StagingForm.money(10))),
    CHAR(
            encoded("char", 10),
            read(new ColumnType.Text(), "trailing blanks kept"),
            write(StringRules::encoded, "as varchar; a shorter value is filled with blanks", StagingForm::encodedText)),
    VARCHAR(
            encoded("varchar", 100),
            read(new ColumnType.Text(), "also varchar(max)"),
            write(
                    StringRules::encoded,
                    "bytes in the collation's code page, trailing blanks too; every character is in it",
                    StagingForm::encodedText)),
    TEXT(
            unboundedEncoded("text"),
            read(new ColumnType.Text(), ""),
            write(StringRules::encoded, "as varchar(max)", StagingForm::unlimitedEncodedText)),
    NCHAR(
            national("nchar", 10),
            read(new ColumnType.Text(), "trailing blanks kept"),
            write(
                    StringRules::national,
                    "as nvarchar; a shorter value is filled with blanks",
                    StagingForm::nationalText)),
    NVARCHAR(
            national("nvarchar", 100),
            read(new ColumnType.Text(), "also nvarchar(max)"),
            write(
                    StringRules::national,
                    "UTF-16 units, trailing blanks too; a character beyond U+FFFF has two",
                    StagingForm::nationalText)),
    NTEXT(
            unbounded("ntext"),
            read(new ColumnType.Text(), ""),
            write(StringRules::national, "as nvarchar(max)", StagingForm::unlimitedText)),
    BINARY(
            binary("binary", 8),
            read(new ColumnType.Bytes(), ""),
            write(StringRules::fixedBytes, "exactly so many bytes", StagingForm::bytes)),
    VARBINARY(
            binary("varbinary", 100),
            read(new ColumnType.Bytes(), "also varbinary(max)"),
            write(StringRules::bytes, "at most so many bytes", StagingForm::bytes)),
    IMAGE(
            unbounded("image"),
            read(new ColumnType.Bytes(), ""),
            write(StringRules::bytes, "as varbinary(max)", StagingForm::unlimitedBytes)),
    ROWVERSION(
            named("timestamp"),
            read(new ColumnType.Bytes(), "8 bytes; the driver calls it timestamp"),
            writeNothing("SQL Server writes it itself; leave the column out of the source.")),
    DATE(
            named("date"),
            read(new ColumnType.Date(), ""),
            write(TemporalRules::date, "0001-01-01 to 9999-12-31", temporalText())),
    TIME(
            fraction("time", 7),
            read(new ColumnType.Text(), "ISO text with all digits, because Spark can't read Parquet's TIME"),
            write(TemporalRules::time, "ISO text such as 23:59:59.9999999; nothing is rounded", temporalText())),
    DATETIME(
            named("datetime"),
            read(new ColumnType.LocalTimestamp(3), ""),
            write(
                    TemporalRules::datetime,
                    "from 1753; milliseconds that end in 0, 3 or 7, as it shows them",
                    temporalText())),
    SMALLDATETIME(
            named("smalldatetime"),
            read(new ColumnType.LocalTimestamp(0), ""),
            write(TemporalRules::smalldatetime, "1900-01-01 to 2079-06-06; whole minutes", temporalText())),
    DATETIME2(
            fraction("datetime2", 7),
            read(
                    (precision, scale) -> new ColumnType.LocalTimestamp(scale),
                    "with 7 digits by the column's temporal policy: fail, truncate or text"),
            write(TemporalRules::datetime2, "years 1 to 9999; nothing is rounded", temporalText())),
    DATETIMEOFFSET(
            fraction("datetimeoffset", 7),
            read(
                    (precision, scale) -> new ColumnType.Instant(scale),
                    "brought to UTC; with 7 digits by the column's temporal policy; text keeps the offset;"
                            + " 1582-10-05 to 1582-10-24 is refused"),
            write(
                    TemporalRules::datetimeoffset,
                    "years 1 to 9999; nothing is rounded; written with offset +00:00",
                    temporalText())),
    UNIQUEIDENTIFIER(
            named("uniqueidentifier"),
            read(new ColumnType.Text(), "36 characters, upper case"),
            write(DocumentRules::uniqueidentifier, "36 characters, any case", StagingForm.converted(36))),
    XML(
            named("xml"),
            read(new ColumnType.Text(), "as the server serialises it"),
            write(
                    DocumentRules::xml,
                    "well-formed, fragments too; no DTD; UTF-16 if it declares an encoding",
                    StagingForm::unlimitedText)),
    JSON(
            named("json"),
            read(new ColumnType.Text(), ""),
            write(DocumentRules::json, "one JSON value", StagingForm::unlimitedText)),
    VECTOR(
            named("vector"),
            read(new ColumnType.Text(), "as a JSON array; the server sends it as varchar"),
            writeThrough("vector", "nvarchar(max)")),
    SQL_VARIANT(
            named("sql_variant"),
            read(new ColumnType.Text(), "each value as text; binary as 0x..., bit as 0 or 1"),
            writeNothing("it would not say which type a value has; give the table typed columns.")),
    HIERARCHYID(named("hierarchyid"), readInstead("column.ToString()"), writeThrough("hierarchyid", "nvarchar(4000)")),
    GEOMETRY(
            named("geometry"),
            readInstead("column.STAsText() and column.STSrid"),
            writeThrough("geometry", "nvarchar(max) and its SRID")),
    GEOGRAPHY(
            named("geography"),
            readInstead("column.STAsText() and column.STSrid"),
            writeThrough("geography", "nvarchar(max) and its SRID")),
    CURSOR(named("cursor"), readInstead("its rows"), writeNothing("it is a type of variables only.")),
    TABLE(named("table"), readInstead("its rows"), writeNothing("it is a type of variables only.")),
    /** A CLR type, whatever its name. */
    USER_DEFINED(
            named("udt"), readInstead("CAST(column AS varbinary(max))"), writeThrough("a CLR type", "varbinary(max)"));

    /** What stands in brackets behind the type's name in a declaration. */
    public enum Parameters {
        /** Nothing. */
        NONE,
        /** Nothing, and a value may have 2 GB whatever the catalog's length says. */
        UNBOUNDED,
        /** All digits and those after the point. */
        DIGITS,
        /** The digits of the second's fraction. */
        FRACTION,
        /** A length in bytes, or max. */
        BYTES,
        /** A length in units of two bytes, or max. */
        UTF16_UNITS
    }

    /** Of Western European collations. */
    private static final int EXAMPLE_CODE_PAGE = 1252;
    /** The length of {@code 2024-02-29T23:59:59.1234567+00:00}. */
    private static final int TEMPORAL_LENGTH = 33;

    private static final Map<String, SqlServerType> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toMap(type -> type.declaring.example.name(), type -> type));

    private final Declaring declaring;
    private final Reading reading;
    private final Writing writing;

    SqlServerType(Declaring declaring, Reading reading, Writing writing) {
        this.declaring = declaring;
        this.reading = reading;
        this.writing = writing;
    }

    /** The type that the driver and the catalog call so, case ignored; an unknown name is a CLR type's. */
    public static SqlServerType of(String metadataName) {
        return BY_NAME.getOrDefault(metadataName.toLowerCase(Locale.ROOT), USER_DEFINED);
    }

    /** The name in T-SQL. */
    public String sqlName() {
        return this == ROWVERSION ? "rowversion" : declaring.example.name();
    }

    /** What a declaration says beside the name. */
    public Parameters parameters() {
        return declaring.parameters;
    }

    /** A column of this type, for documents and tests. */
    public DeclaredType example() {
        return declaring.example;
    }

    /**
     * What becomes of it, before a temporal policy makes it text; empty when it is refused.
     *
     * @param precision as declared
     * @param scale as declared
     */
    public Optional<ColumnType> columnType(int precision, int scale) {
        return Optional.ofNullable(reading.mapping).map(mapping -> mapping.type(precision, scale));
    }

    /** What people should know who read it, one phrase; may be empty. For a refused type: what to select instead. */
    public String readNote() {
        return reading.note;
    }

    /** What each value is checked for that is written, or why the type is refused; one phrase. */
    public String writeNote() {
        return writing.note;
    }

    TargetType target(DeclaredType declared) {
        return writing.rule.apply(declared);
    }

    Optional<StagingForm> staging(DeclaredType declared, String collation) {
        return writing.staging.map(staging -> staging.of(declared, collation));
    }

    private record Declaring(DeclaredType example, Parameters parameters) {}

    private record Reading(Mapping mapping, String note) {}

    private record Writing(Function<DeclaredType, TargetType> rule, String note, Optional<StagingForm.Rule> staging) {}

    @FunctionalInterface
    private interface Mapping {
        ColumnType type(int precision, int scale);
    }

    private static Declaring named(String name) {
        return new Declaring(example(name, 0, 0, 0, OptionalInt.empty()), Parameters.NONE);
    }

    private static Declaring unbounded(String name) {
        return new Declaring(example(name, 16, 0, 0, OptionalInt.empty()), Parameters.UNBOUNDED);
    }

    private static Declaring unboundedEncoded(String name) {
        return new Declaring(example(name, 16, 0, 0, OptionalInt.of(EXAMPLE_CODE_PAGE)), Parameters.UNBOUNDED);
    }

    private static Declaring encoded(String name, int length) {
        return new Declaring(example(name, length, 0, 0, OptionalInt.of(EXAMPLE_CODE_PAGE)), Parameters.BYTES);
    }

    private static Declaring binary(String name, int length) {
        return new Declaring(example(name, length, 0, 0, OptionalInt.empty()), Parameters.BYTES);
    }

    private static Declaring national(String name, int length) {
        return new Declaring(
                example(name, length * Character.BYTES, 0, 0, OptionalInt.empty()), Parameters.UTF16_UNITS);
    }

    private static Declaring digits(String name, int precision, int scale) {
        return new Declaring(example(name, 0, precision, scale, OptionalInt.empty()), Parameters.DIGITS);
    }

    private static Declaring fraction(String name, int scale) {
        return new Declaring(example(name, 0, 0, scale, OptionalInt.empty()), Parameters.FRACTION);
    }

    private static DeclaredType example(String name, int maxLength, int precision, int scale, OptionalInt codePage) {
        return new DeclaredType(name, maxLength, precision, scale, codePage);
    }

    private static Reading read(Mapping mapping, String note) {
        return new Reading(mapping, note);
    }

    private static Reading read(ColumnType type, String note) {
        return new Reading((precision, scale) -> type, note);
    }

    /** A type that is refused, with the expression to select instead. */
    private static Reading readInstead(String expression) {
        return new Reading(null, "refused; select " + expression);
    }

    private static Writing write(Function<DeclaredType, TargetType> rule, String note, StagingForm.Rule staging) {
        return new Writing(rule, note, Optional.of(staging));
    }

    /** A type that takes nothing. */
    private static Writing writeNothing(String reason) {
        return new Writing(
                declared -> new CheckedType.Refused(declared.declaration(), reason),
                "refused: " + reason,
                Optional.empty());
    }

    private static Writing writeThrough(String type, String instead) {
        return writeNothing("Databricks has nothing that fits " + type + "; write to a table with " + instead
                + " and convert it in SQL Server.");
    }

    /** Dates and times are staged as ISO text. */
    private static StagingForm.Rule temporalText() {
        return StagingForm.converted(TEMPORAL_LENGTH);
    }
}
