package io.github.sqldatabricks.bridge.sandbox.warehouse;

import io.github.sqldatabricks.bridge.sandbox.warehouse.Catalogs.QualifiedName;
import io.github.sqldatabricks.bridge.sandbox.warehouse.DatabricksSql.TranslatedSql;
import io.github.sqldatabricks.bridge.sandbox.warehouse.SqlCursor.SqlToken;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * SHOW and DESCRIBE as queries of DuckDB's own catalog, with the column names that Databricks' driver reads.
 *
 * @see <a href="https://docs.databricks.com/aws/en/sql/language-manual/sql-ref-syntax-aux-show-tables">SHOW TABLES</a>
 */
final class MetadataCommands {

    /** DuckDB tells the columns of a statement only when it knows the types of all its parameters. */
    private static final String VALUE = "CAST(? AS VARCHAR)";

    private static final String CATALOGS = "SELECT " + Catalogs.ownName("database_name")
            + " AS catalog FROM duckdb_databases() WHERE NOT internal AND database_name <> 'memory'"
            + " AND %s ORDER BY 1";
    private static final String SCHEMAS = "SELECT schema_name AS databaseName, " + Catalogs.ownName("catalog_name")
            + " AS catalog FROM information_schema.schemata WHERE schema_name NOT IN ('main', 'pg_catalog')"
            + " AND catalog_name NOT IN ('system', 'temp', 'memory') AND %s AND %s ORDER BY 2, 1";
    private static final String TABLES = "SELECT table_schema AS namespace, table_name AS tableName,"
            + " false AS isTemporary, '' AS information, " + Catalogs.ownName("table_catalog") + " AS catalogName,"
            + " CASE table_type WHEN 'VIEW' THEN 'VIEW' ELSE 'TABLE' END AS tableType, '' AS remarks"
            + " FROM information_schema.tables WHERE %s AND %s AND %s ORDER BY 5, 1, 2";
    private static final String COLUMNS = "SELECT column_name AS col_name, " + Catalogs.ownName("database_name")
            + " AS catalogName, schema_name AS namespace, table_name AS tableName, %s AS columnType,"
            + " numeric_precision AS columnSize, numeric_scale AS decimalDigits, 10 AS radix,"
            + " CASE WHEN is_nullable THEN 'true' ELSE 'false' END AS isNullable, coalesce(comment, '') AS remarks,"
            + " column_index - 1 AS ordinalPosition, 'NO' AS isAutoIncrement, 'NO' AS isGenerated"
            + " FROM duckdb_columns() WHERE %s AND %s AND %s AND %s ORDER BY 2, 3, 4, 11";
    private static final String NO_KEYS = "SELECT '' AS catalogName, '' AS namespace, '' AS tableName,"
            + " '' AS col_name, 1 AS keySeq, '' AS constraintName WHERE false";
    private static final String NO_FUNCTIONS = "SELECT '' AS catalogName, '' AS namespace, '' AS functionName,"
            + " '' AS remarks, '' AS specificName WHERE false";

    private final SqlCursor tokens;
    private final WarehouseSession session;
    private final Connection connection;
    private final List<String> values = new ArrayList<>();

    private MetadataCommands(List<SqlToken> statement, WarehouseSession session, Connection connection) {
        this.tokens = new SqlCursor(statement);
        this.session = session;
        this.connection = connection;
    }

    /** The query for the command; empty when the statement is another one. */
    static Optional<TranslatedSql> translate(
            List<SqlToken> statement, WarehouseSession session, TableHistory history, Connection connection)
            throws SQLException {
        MetadataCommands commands = new MetadataCommands(statement, session, connection);
        if (commands.tokens.skipWords("DESCRIBE", "HISTORY")) {
            return Optional.of(commands.history(history));
        }
        if (commands.tokens.skipWord("DESCRIBE") || commands.tokens.skipWord("DESC")) {
            return Optional.of(commands.describe());
        }
        return commands.tokens.skipWord("SHOW")
                ? Optional.of(new TranslatedSql(commands.show(), commands.values))
                : Optional.empty();
    }

    private String show() throws SQLException {
        if (tokens.skipWord("CATALOGS")) {
            return CATALOGS.formatted(like(Catalogs.ownName("database_name")));
        }
        if (tokens.skipWord("SCHEMAS") || tokens.skipWord("DATABASES")) {
            return SCHEMAS.formatted(inCatalog("catalog_name"), like("schema_name"));
        }
        if (tokens.skipWord("TABLES")) {
            return showTables();
        }
        if (tokens.skipWord("COLUMNS")) {
            return showColumns();
        }
        return showNothing();
    }

    private String showNothing() {
        if (tokens.skipWord("FUNCTIONS")) {
            return NO_FUNCTIONS;
        }
        if (tokens.skipWord("KEYS") || tokens.skipWords("FOREIGN", "KEYS")) {
            return NO_KEYS;
        }
        throw StatementFailure.syntax(
                "The local workspace does not show '" + tokens.peek(0).value() + "'");
    }

    private String showTables() {
        String catalog = inCatalog("table_catalog");
        String schema = tokens.skipSymbol(".")
                ? equal("table_schema", tokens.requireName())
                : tokens.skipWord("SCHEMA") ? like("table_schema") : "true";
        return TABLES.formatted(catalog, schema, like("table_name"));
    }

    private String showColumns() throws SQLException {
        String type = typeTexts();
        String catalog = inCatalog("database_name");
        String schema = tokens.skipWord("SCHEMA") ? like("schema_name") : "true";
        String table = tokens.skipWord("TABLE") ? like("table_name") : "true";
        return COLUMNS.formatted(type, catalog, schema, table, like("column_name"));
    }

    /** A CASE that gives Databricks' name for each type of a column that exists. */
    private String typeTexts() throws SQLException {
        StringBuilder cases = new StringBuilder("CASE data_type");
        try (PreparedStatement types = connection.prepareStatement("SELECT DISTINCT data_type FROM duckdb_columns()");
                ResultSet rows = types.executeQuery()) {
            while (rows.next()) {
                cases.append(" WHEN " + VALUE + " THEN " + VALUE);
                values.add(rows.getString(1));
                values.add(ResultColumn.ofDuckType("", rows.getString(1)).typeText());
            }
        }
        return cases.append(" END").toString();
    }

    private String inCatalog(String column) {
        if (!tokens.skipWord("IN") && !tokens.skipWord("FROM")) {
            return equal(column, Catalogs.duckName(session.catalog()));
        }
        if (tokens.skipWords("ALL", "CATALOGS")) {
            return column + " NOT IN ('system', 'temp', 'memory')";
        }
        tokens.skipWord("CATALOG");
        return equal(column, Catalogs.duckName(tokens.requireName()));
    }

    private String equal(String column, String value) {
        values.add(value);
        return "lower(" + column + ") = lower(" + VALUE + ")";
    }

    /** Patterns know {@code *} for any characters and {@code |} for alternatives; the rest is a regular expression. */
    private String like(String column) {
        boolean pattern = tokens.skipWord("LIKE") || tokens.peek(0).kind() == SqlToken.Kind.STRING;
        if (!pattern) {
            return "true";
        }
        values.add(tokens.require(SqlToken.Kind.STRING, "a pattern in quotes")
                .value()
                .replace("*", ".*"));
        return "regexp_full_match(" + column + ", " + VALUE + ", 'i')";
    }

    private TranslatedSql history(TableHistory history) {
        List<TableHistory.Version> versions = history.of(QualifiedName.read(tokens, session));
        StringBuilder rows = new StringBuilder();
        for (TableHistory.Version version : versions) {
            rows.append(rows.isEmpty() ? "" : ", ").append("(" + VALUE + ", " + VALUE + ", " + VALUE + ")");
            values.add(Long.toString(version.number()));
            values.add(version.committed().toString());
            values.add(version.operation());
        }
        String limit = tokens.skipWord("LIMIT")
                ? " LIMIT " + Long.parseLong(tokens.next().value())
                : "";
        return new TranslatedSql(
                "SELECT CAST(n AS BIGINT) AS version, CAST(t AS TIMESTAMPTZ) AS timestamp, o AS operation FROM (VALUES "
                        + rows + ") AS history(n, t, o) ORDER BY 1 DESC" + limit,
                values);
    }

    private TranslatedSql describe() throws SQLException {
        tokens.skipWord("TABLE");
        tokens.skipWord("EXTENDED");
        StringBuilder sql = new StringBuilder("SELECT * FROM (VALUES ");
        try (PreparedStatement table = connection.prepareStatement("SELECT * FROM " + tableName() + " LIMIT 0")) {
            ResultSetMetaData columns = table.getMetaData();
            for (int index = 1; index <= columns.getColumnCount(); index++) {
                sql.append(index == 1 ? "" : ", ").append("(" + VALUE + ", " + VALUE + ", CAST(NULL AS VARCHAR))");
                values.add(columns.getColumnName(index));
                values.add(ResultColumn.ofDuckType("", columns.getColumnTypeName(index))
                        .typeText()
                        .toLowerCase(Locale.ROOT));
            }
        }
        return new TranslatedSql(
                sql.append(") AS described(col_name, data_type, comment)").toString(), values);
    }

    private String tableName() {
        List<String> parts = new ArrayList<>();
        do {
            parts.add(tokens.requireName());
        } while (tokens.skipSymbol("."));
        if (parts.size() > 2) {
            parts.set(0, Catalogs.duckName(parts.get(0)));
        }
        return String.join(".", parts.stream().map(SqlToken::quotedName).toList());
    }
}
