package io.github.sqldatabricks.bridge.sandbox.sqlserver;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The sandbox's own tables, beside those of TPC-H.
 *
 * <p>{@code dbo.AllTypes}: a column per SQL Server type that H2 can hold, named after it, and three rows: null, minimum and
 * maximum. Types that H2 lacks stand here as their nearest: tinyint (signed in H2) as smallint, xml and sql_variant as
 * text, rowversion as binary(8).
 *
 * <p>Small tables for event sync to change: {@code dbo.pricing}, 100 prices by {@code product_id}; {@code dbo.stock}, 200 counts by
 * {@code warehouse} and {@code product_id}; {@code dbo.price_alerts}, empty, numbers its rows itself.
 */
final class SampleTables {

    private static final String TEXT_MAXIMUM = "N'\u00fc\u20ac\ud83d\ude00 zzz'";

    private static final List<Entry> ENTRIES = List.of(
            new Entry("bit", "bit", "0", "1"),
            new Entry("tinyint", "smallint", "0", "255"),
            new Entry("smallint", "smallint", "-32768", "32767"),
            new Entry("int", "int", "-2147483648", "2147483647"),
            new Entry("bigint", "bigint", "-9223372036854775808", "9223372036854775807"),
            new Entry("real", "real", "CAST('-3.40282347E38' AS real)", "CAST('3.40282347E38' AS real)"),
            new Entry("float", "float", "-1.7976931348623157E308", "1.7976931348623157E308"),
            new Entry("decimal", "decimal(18, 4)", "-99999999999999.9999", "99999999999999.9999"),
            new Entry("numeric", "decimal(38, 10)", negative(decimal38()), decimal38()),
            new Entry("smallmoney", "decimal(10, 4)", "-214748.3648", "214748.3647"),
            new Entry("money", "decimal(19, 4)", "-922337203685477.5808", "922337203685477.5807"),
            new Entry("char", "char(4)", "''", "'zzzz'"),
            new Entry("varchar", "varchar(100)", "''", TEXT_MAXIMUM),
            new Entry("text", "clob", "''", TEXT_MAXIMUM),
            new Entry("nchar", "char(4)", "N''", "N'\u00fc\u20aczz'"),
            new Entry("nvarchar", "varchar(100)", "N''", TEXT_MAXIMUM),
            new Entry("ntext", "clob", "N''", TEXT_MAXIMUM),
            new Entry("binary", "binary(4)", "X'00000000'", "X'ffffffff'"),
            new Entry("varbinary", "varbinary(100)", "X''", "X'ffffffffffffffff'"),
            new Entry("image", "blob", "X''", "X'ffffffffffffffff'"),
            new Entry("rowversion", "binary(8)", "X'0000000000000000'", "X'ffffffffffffffff'"),
            new Entry("date", "date", "DATE '0001-01-01'", "DATE '9999-12-31'"),
            new Entry("time", "time(7)", "TIME '00:00:00'", "TIME '23:59:59.9999999'"),
            new Entry(
                    "smalldatetime",
                    "timestamp(0)",
                    "TIMESTAMP '1900-01-01 00:00:00'",
                    "TIMESTAMP '2079-06-06 23:59:00'"),
            new Entry(
                    "datetime",
                    "timestamp(3)",
                    "TIMESTAMP '1753-01-01 00:00:00'",
                    "TIMESTAMP '9999-12-31 23:59:59.997'"),
            new Entry(
                    "datetime2",
                    "timestamp(6)",
                    "TIMESTAMP '0001-01-01 00:00:00'",
                    "TIMESTAMP '9999-12-31 23:59:59.999999'"),
            new Entry(
                    "datetimeoffset",
                    "timestamp(6) with time zone",
                    "TIMESTAMP WITH TIME ZONE '0001-01-01 00:00:00-14:00'",
                    "TIMESTAMP WITH TIME ZONE '9999-12-31 23:59:59.999999+14:00'"),
            new Entry(
                    "uniqueidentifier",
                    "uuid",
                    "UUID '00000000-0000-0000-0000-000000000000'",
                    "UUID 'ffffffff-ffff-ffff-ffff-ffffffffffff'"),
            new Entry("xml", "varchar(1000)", "'<a/>'", "'<a b=\"1\">zzz</a>'"),
            new Entry("sql_variant", "varchar(8000)", "''", "'zzz'"));

    /** A column: its name is the type's, the rest is H2's SQL. */
    private record Entry(String type, String declaration, String minimum, String maximum) {}

    private SampleTables() {}

    static void create(Connection connection) throws SQLException {
        createAllTypes(connection);
        createShop(connection);
    }

    private static void createAllTypes(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE dbo.AllTypes (id int NOT NULL, "
                    + joined(entry -> "[" + entry.type + "] " + entry.declaration) + ")");
            statement.execute("INSERT INTO dbo.AllTypes VALUES (1, " + joined(entry -> "NULL") + ")");
            statement.execute("INSERT INTO dbo.AllTypes VALUES (2, " + joined(Entry::minimum) + ")");
            statement.execute("INSERT INTO dbo.AllTypes VALUES (3, " + joined(Entry::maximum) + ")");
        }
    }

    static void createShop(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE dbo.pricing (product_id int NOT NULL PRIMARY KEY,"
                    + " product_name nvarchar(60) NOT NULL, price decimal(10, 2) NOT NULL,"
                    + " currency char(3) DEFAULT 'EUR' NOT NULL, valid_from date, updated_at datetime2(6))");
            statement.execute("INSERT INTO dbo.pricing SELECT x, 'Product ' || x, 9.99 + x, 'EUR', DATE '2026-01-01',"
                    + " TIMESTAMP '2026-01-01 00:00:00' FROM SYSTEM_RANGE(1, 100)");
            statement.execute("CREATE TABLE dbo.stock (warehouse nvarchar(10) NOT NULL, product_id int NOT NULL,"
                    + " quantity int NOT NULL, discontinued bit DEFAULT FALSE NOT NULL,"
                    + " PRIMARY KEY (warehouse, product_id))");
            statement.execute("INSERT INTO dbo.stock SELECT w.name, p.x, 10 * p.x, p.x > 90"
                    + " FROM (VALUES ('La Paz'), ('Zurich')) AS w(name) CROSS JOIN SYSTEM_RANGE(1, 100) AS p");
            statement.execute("CREATE TABLE dbo.price_alerts (alert_id int IDENTITY(1, 1) NOT NULL PRIMARY KEY,"
                    + " product_id int NOT NULL, message nvarchar(200) NOT NULL,"
                    + " created_at datetime2(6) DEFAULT LOCALTIMESTAMP NOT NULL)");
        }
    }

    private static String joined(Function<Entry, String> part) {
        return ENTRIES.stream().map(part).collect(Collectors.joining(", "));
    }

    private static String decimal38() {
        return "9".repeat(28) + "." + "9".repeat(10);
    }

    private static String negative(String number) {
        return "-" + number;
    }
}
