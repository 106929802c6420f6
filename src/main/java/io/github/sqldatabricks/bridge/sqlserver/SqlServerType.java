package io.github.sqldatabricks.bridge.sqlserver;

import io.github.sqldatabricks.bridge.model.ColumnType;
import java.util.Arrays;
import java.util.Optional;

/**
 * Every SQL Server type and what becomes of it: the one table that the code, docs/types.md and the tests use.
 *
 * @see <a href="https://learn.microsoft.com/sql/t-sql/data-types/data-types-transact-sql">Data types</a>
 */
public enum SqlServerType {
    BIT("bit", "bit", fixed(new ColumnType.Bool()), ""),
    TINYINT("tinyint", "tinyint", fixed(new ColumnType.Int16()), "unsigned in SQL Server, so 16 bits"),
    SMALLINT("smallint", "smallint", fixed(new ColumnType.Int16()), ""),
    INT("int", "int", fixed(new ColumnType.Int32()), ""),
    BIGINT("bigint", "bigint", fixed(new ColumnType.Int64()), ""),
    REAL("real", "real", fixed(new ColumnType.Float32()), ""),
    FLOAT("float", "float(53)", fixed(new ColumnType.Float64()), "float(1) to float(24) is real"),
    DECIMAL("decimal", "decimal(38, 10)", ColumnType.Decimal::new, ""),
    NUMERIC("numeric", "numeric(18, 4)", ColumnType.Decimal::new, ""),
    MONEY("money", "money", fixed(new ColumnType.Decimal(19, 4)), "exact"),
    SMALLMONEY("smallmoney", "smallmoney", fixed(new ColumnType.Decimal(10, 4)), "exact"),
    CHAR("char", "char(10)", text(), "trailing blanks kept"),
    VARCHAR("varchar", "varchar(100)", text(), "also varchar(max)"),
    TEXT("text", "text", text(), ""),
    NCHAR("nchar", "nchar(10)", text(), "trailing blanks kept"),
    NVARCHAR("nvarchar", "nvarchar(100)", text(), "also nvarchar(max)"),
    NTEXT("ntext", "ntext", text(), ""),
    BINARY("binary", "binary(8)", bytes(), ""),
    VARBINARY("varbinary", "varbinary(100)", bytes(), "also varbinary(max)"),
    IMAGE("image", "image", bytes(), ""),
    ROWVERSION("timestamp", "rowversion", bytes(), "8 bytes; the driver calls it timestamp"),
    DATE("date", "date", fixed(new ColumnType.Date()), ""),
    TIME("time", "time(7)", text(), "ISO text with all digits, because Spark can't read Parquet's TIME"),
    DATETIME("datetime", "datetime", fixed(new ColumnType.LocalTimestamp(3)), ""),
    SMALLDATETIME("smalldatetime", "smalldatetime", fixed(new ColumnType.LocalTimestamp(0)), ""),
    DATETIME2(
            "datetime2",
            "datetime2(7)",
            (precision, scale) -> new ColumnType.LocalTimestamp(scale),
            "with 7 digits by the column's temporal policy: fail, truncate or text"),
    DATETIMEOFFSET(
            "datetimeoffset",
            "datetimeoffset(7)",
            (precision, scale) -> new ColumnType.Instant(scale),
            "brought to UTC; with 7 digits by the column's temporal policy; text keeps the offset;"
                    + " 1582-10-05 to 1582-10-24 is refused"),
    UNIQUEIDENTIFIER("uniqueidentifier", "uniqueidentifier", text(), "36 characters, upper case"),
    XML("xml", "xml", text(), "as the server serialises it"),
    JSON("json", "json", text(), ""),
    VECTOR("vector", "vector(3)", text(), "as a JSON array; the server sends it as varchar"),
    SQL_VARIANT("sql_variant", "sql_variant", text(), "each value as text; binary as 0x..., bit as 0 or 1"),
    HIERARCHYID("hierarchyid", "hierarchyid", "column.ToString()"),
    GEOMETRY("geometry", "geometry", "column.STAsText() and column.STSrid"),
    GEOGRAPHY("geography", "geography", "column.STAsText() and column.STSrid"),
    USER_DEFINED("udt", "a CLR user-defined type", "CAST(column AS varbinary(max))");

    private final String metadataName;
    private final String example;
    private final Mapping mapping;
    private final String note;

    SqlServerType(String metadataName, String example, Mapping mapping, String note) {
        this.metadataName = metadataName;
        this.example = example;
        this.mapping = mapping;
        this.note = note;
    }

    /** A type that is refused, with the expression to select instead. */
    SqlServerType(String metadataName, String example, String instead) {
        this(metadataName, example, null, "refused; select " + instead);
    }

    /** The type that the driver calls so, case ignored; an unknown name is a CLR type's. */
    static SqlServerType of(String metadataName) {
        return Arrays.stream(values())
                .filter(type -> type.metadataName.equalsIgnoreCase(metadataName))
                .findFirst()
                .orElse(USER_DEFINED);
    }

    /** The name in T-SQL. */
    public String sqlName() {
        return this == ROWVERSION ? "rowversion" : metadataName;
    }

    /** A declaration of a column, such as {@code datetime2(7)}. */
    public String example() {
        return example;
    }

    /**
     * What becomes of it, before a temporal policy makes it text; empty when it is refused.
     *
     * @param precision as declared
     * @param scale as declared
     */
    public Optional<ColumnType> columnType(int precision, int scale) {
        return Optional.ofNullable(mapping).map(rule -> rule.type(precision, scale));
    }

    /** What people should know, one phrase; may be empty. For a refused type: what to select instead. */
    public String note() {
        return note;
    }

    @FunctionalInterface
    private interface Mapping {
        ColumnType type(int precision, int scale);
    }

    private static Mapping fixed(ColumnType type) {
        return (precision, scale) -> type;
    }

    private static Mapping text() {
        return fixed(new ColumnType.Text());
    }

    private static Mapping bytes() {
        return fixed(new ColumnType.Bytes());
    }
}
