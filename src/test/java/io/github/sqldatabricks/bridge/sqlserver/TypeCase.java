package io.github.sqldatabricks.bridge.sqlserver;

import static java.util.Map.entry;

import io.github.sqldatabricks.bridge.sqlserver.type.SqlServerType;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A type with its extreme values.
 *
 * @param declaration of the column
 * @param minimum and {@code maximum}, literals in T-SQL
 * @param least and {@code most}, what is read
 * @param outside a literal just outside, empty when there is none
 */
record TypeCase(
        SqlServerType type,
        String declaration,
        String minimum,
        Object least,
        String maximum,
        Object most,
        String outside) {

    /** Types that need a real SQL Server: Babelfish 4.3 refuses to declare them. */
    static final Set<SqlServerType> NOT_ON_BABELFISH =
            Set.of(SqlServerType.ROWVERSION, SqlServerType.JSON, SqlServerType.VECTOR);

    private static final String NINES = "9".repeat(28) + "." + "9".repeat(10);

    static final List<TypeCase> ALL = List.of(
            of(SqlServerType.BIT, "bit", "0", false, "1", true, ""),
            of(SqlServerType.TINYINT, "tinyint", "0", 0L, "255", 255L, "256"),
            of(SqlServerType.SMALLINT, "smallint", "-32768", -32768L, "32767", 32767L, "32768"),
            of(SqlServerType.INT, "int", "-2147483648", -2147483648L, "2147483647", 2147483647L, "2147483648"),
            of(
                    SqlServerType.BIGINT,
                    "bigint",
                    "-9223372036854775808",
                    Long.MIN_VALUE,
                    "9223372036854775807",
                    Long.MAX_VALUE,
                    "9223372036854775808"),
            of(
                    SqlServerType.REAL,
                    "real",
                    "-3.4028235E38",
                    -(double) Float.MAX_VALUE,
                    "1.17549435E-38",
                    (double) Float.MIN_NORMAL,
                    "1E39"),
            of(
                    SqlServerType.FLOAT,
                    "float",
                    "-1.7976931348623157E308",
                    -Double.MAX_VALUE,
                    "2.2250738585072014E-308",
                    Double.MIN_NORMAL,
                    ""),
            of(
                    SqlServerType.DECIMAL,
                    "decimal(38,10)",
                    "-" + NINES,
                    new BigDecimal("-" + NINES),
                    NINES,
                    new BigDecimal(NINES),
                    ""),
            of(
                    SqlServerType.NUMERIC,
                    "numeric(18,4)",
                    "-99999999999999.9999",
                    new BigDecimal("-99999999999999.9999"),
                    "99999999999999.9999",
                    new BigDecimal("99999999999999.9999"),
                    "100000000000000"),
            of(
                    SqlServerType.MONEY,
                    "money",
                    "-922337203685477.5808",
                    new BigDecimal("-922337203685477.5808"),
                    "922337203685477.5807",
                    new BigDecimal("922337203685477.5807"),
                    "922337203685477.5808"),
            of(
                    SqlServerType.SMALLMONEY,
                    "smallmoney",
                    "-214748.3648",
                    new BigDecimal("-214748.3648"),
                    "214748.3647",
                    new BigDecimal("214748.3647"),
                    "214748.3648"),
            of(SqlServerType.CHAR, "char(4)", "''", "    ", "'zzzz'", "zzzz", ""),
            of(SqlServerType.VARCHAR, "varchar(100)", "''", "", "'z''z'", "z'z", ""),
            of(SqlServerType.TEXT, "text", "''", "", "'zzz'", "zzz", ""),
            of(SqlServerType.NCHAR, "nchar(4)", "N''", "    ", "N'\u00fc\u20aczz'", "\u00fc\u20aczz", ""),
            of(
                    SqlServerType.NVARCHAR,
                    "nvarchar(max)",
                    "N''",
                    "",
                    "N'\u00fc\u20ac\ud83d\ude00'",
                    "\u00fc\u20ac\ud83d\ude00",
                    ""),
            of(SqlServerType.NTEXT, "ntext", "N''", "", "N'\u00fc\u20ac\ud83d\ude00'", "\u00fc\u20ac\ud83d\ude00", ""),
            of(SqlServerType.BINARY, "binary(2)", "0x", new byte[2], "0xffff", new byte[] {-1, -1}, ""),
            of(SqlServerType.VARBINARY, "varbinary(max)", "0x", new byte[0], "0xffff", new byte[] {-1, -1}, ""),
            of(SqlServerType.IMAGE, "image", "0x", new byte[0], "0xffff", new byte[] {-1, -1}, ""),
            of(
                    SqlServerType.DATE,
                    "date",
                    "'0001-01-01'",
                    LocalDate.of(1, 1, 1),
                    "'9999-12-31'",
                    LocalDate.of(9999, 12, 31),
                    "'10000-01-01'"),
            of(
                    SqlServerType.TIME,
                    "time(6)",
                    "'00:00:00'",
                    "00:00:00.000000",
                    "'23:59:59.999999'",
                    "23:59:59.999999",
                    "'24:00:01'"),
            of(
                    SqlServerType.DATETIME,
                    "datetime",
                    "'1753-01-01'",
                    LocalDateTime.of(1753, 1, 1, 0, 0),
                    "'9999-12-31T23:59:59.997'",
                    LocalDateTime.of(9999, 12, 31, 23, 59, 59, 997_000_000),
                    "'1752-12-31'"),
            of(
                    SqlServerType.SMALLDATETIME,
                    "smalldatetime",
                    "'1900-01-01'",
                    LocalDateTime.of(1900, 1, 1, 0, 0),
                    "'2079-06-06T23:59:00'",
                    LocalDateTime.of(2079, 6, 6, 23, 59),
                    "'2079-06-07'"),
            of(
                    SqlServerType.DATETIME2,
                    "datetime2(6)",
                    "'0001-01-01'",
                    LocalDateTime.of(1, 1, 1, 0, 0),
                    "'9999-12-31 23:59:59.999999'",
                    LocalDateTime.of(9999, 12, 31, 23, 59, 59, 999_999_000),
                    "'10000-01-01'"),
            of(
                    SqlServerType.DATETIMEOFFSET,
                    "datetimeoffset(6)",
                    "'0001-01-01 00:00:00 -14:00'",
                    Instant.parse("0001-01-01T14:00:00Z"),
                    "'9999-12-31 23:59:59.999999 +14:00'",
                    Instant.parse("9999-12-31T09:59:59.999999Z"),
                    "'10000-01-01'"),
            of(
                    SqlServerType.UNIQUEIDENTIFIER,
                    "uniqueidentifier",
                    "'00000000-0000-0000-0000-000000000000'",
                    "00000000-0000-0000-0000-000000000000",
                    "'ffffffff-ffff-ffff-ffff-ffffffffffff'",
                    "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF",
                    "'not-a-guid'"),
            of(SqlServerType.XML, "xml", "'<a/>'", "<a/>", "'<a b=\"1\">z</a>'", "<a b=\"1\">z</a>", "'<a>'"),
            of(
                    SqlServerType.SQL_VARIANT,
                    "sql_variant",
                    "cast(0x00ff as varbinary(2))",
                    "0x00FF",
                    "cast(cast('2024-03-31T02:30:00' as datetime) as sql_variant)",
                    "2024-03-31 02:30:00.0000000",
                    ""));

    /** Types that have no minimum and maximum, with what is read of one value. Real SQL Server only. */
    static final Map<SqlServerType, String> OTHERS = Map.ofEntries(
            entry(SqlServerType.ROWVERSION, "CAST(CAST(1 AS binary(8)) AS rowversion)"),
            entry(SqlServerType.JSON, "CAST('{\"a\":1}' AS json)"),
            entry(SqlServerType.VECTOR, "CAST('[1,2,3]' AS vector(3))"));

    /** Types that are refused, with a value. Real SQL Server only. */
    static final Map<SqlServerType, String> REFUSED = Map.of(
            SqlServerType.HIERARCHYID, "CAST('/1/' AS hierarchyid)",
            SqlServerType.GEOMETRY, "geometry::STGeomFromText('POINT(1 2)', 0)",
            SqlServerType.GEOGRAPHY, "geography::Point(1, 2, 4326)");

    private static TypeCase of(
            SqlServerType type,
            String declaration,
            String minimum,
            Object least,
            String maximum,
            Object most,
            String outside) {
        return new TypeCase(type, declaration, minimum, least, maximum, most, outside);
    }

    String column() {
        return "[" + type.sqlName() + "]";
    }
}
