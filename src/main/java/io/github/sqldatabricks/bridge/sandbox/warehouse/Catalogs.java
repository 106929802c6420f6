package io.github.sqldatabricks.bridge.sandbox.warehouse;

import io.github.sqldatabricks.bridge.sandbox.warehouse.SqlCursor.SqlToken;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.UUID;
import org.duckdb.DuckDBDriver;

/**
 * The embedded DuckDB, in memory: a catalog is a database attached to it. A result beyond the memory limit spills to the
 * temporary folder.
 */
final class Catalogs implements AutoCloseable {

    static final String MAIN = "main";
    static final String DEFAULT_SCHEMA = "default";

    /** DuckDB reserves {@code main}; the blank keeps this name apart from every catalog that a user makes. */
    private static final String DUCK_MAIN = "main catalog";

    /** What Databricks calls octet_length: DuckDB's own is for bytes only. */
    static final String OCTET_LENGTH = "memory.main.bridge_octet_length";

    private static final String MEMORY_LIMIT = "512MB";

    private final String url = "jdbc:duckdb::memory:" + UUID.randomUUID();
    private final Connection keeper;

    /** @throws SQLException when DuckDB does not start */
    Catalogs(Path volumes, Path temporary) throws SQLException {
        this.keeper = connect();
        try {
            configure(volumes, temporary);
            create(MAIN, true);
        } catch (SQLException e) {
            keeper.close();
            throw e;
        }
    }

    /** Statements may read the volumes' files and nothing else of this machine. */
    private void configure(Path volumes, Path temporary) throws SQLException {
        String folders = SqlToken.stringLiteral(volumes.toString());
        execute("SET memory_limit = '" + MEMORY_LIMIT + "'");
        execute("SET temp_directory = " + SqlToken.stringLiteral(temporary.toString()));
        execute("SET allowed_directories = [" + folders + "]");
        execute("SET enable_external_access = false");
        execute("CREATE MACRO " + OCTET_LENGTH + "(x) AS CASE typeof(x) WHEN 'BLOB' THEN octet_length(CAST(x AS BLOB))"
                + " ELSE strlen(CAST(x AS VARCHAR)) END");
    }

    static String duckName(String catalog) {
        return catalog.equalsIgnoreCase(MAIN) ? DUCK_MAIN : catalog;
    }

    /** An error message as the user expects it. */
    static String withOwnNames(String message) {
        return message.replace(SqlToken.quotedName(DUCK_MAIN), MAIN).replace(DUCK_MAIN, MAIN);
    }

    /** The SQL expression that gives the catalog's own name for DuckDB's in {@code column}. */
    static String ownName(String column) {
        return "replace(" + column + ", '" + DUCK_MAIN + "', '" + MAIN + "')";
    }

    /** A connection that streams its results, with the session's catalog, schema and time zone. */
    Connection connect(WarehouseSession session) throws SQLException {
        Connection connection = connect();
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    "SET TimeZone = " + SqlToken.stringLiteral(session.zone().getId()));
            statement.execute("USE " + qualified(session.catalog(), session.schema()));
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw new StatementFailure(
                    "SCHEMA_NOT_FOUND",
                    "42704",
                    "The schema " + session.catalog() + "." + session.schema() + " cannot be found.");
        }
    }

    private Connection connect() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty(DuckDBDriver.JDBC_STREAM_RESULTS, "true");
        return new DuckDBDriver().connect(url, properties);
    }

    /** Makes a catalog with the schema {@code default}. */
    void create(String catalog, boolean unlessThere) throws SQLException {
        String name = SqlToken.quotedName(duckName(catalog));
        execute("ATTACH " + (unlessThere ? "IF NOT EXISTS" : "") + " ':memory:' AS " + name);
        createSchema(catalog, DEFAULT_SCHEMA);
    }

    void createSchema(String catalog, String schema) throws SQLException {
        execute("CREATE SCHEMA IF NOT EXISTS " + qualified(catalog, schema));
    }

    void drop(String catalog, boolean ifThere) throws SQLException {
        execute("DETACH " + (ifThere ? "DATABASE IF EXISTS " : "") + SqlToken.quotedName(duckName(catalog)));
    }

    private static String qualified(String catalog, String schema) {
        return String.join(".", List.of(SqlToken.quotedName(duckName(catalog)), SqlToken.quotedName(schema)));
    }

    private void execute(String sql) throws SQLException {
        synchronized (keeper) {
            try (Statement statement = keeper.createStatement()) {
                statement.execute(sql);
            }
        }
    }

    @Override
    public void close() throws SQLException {
        keeper.close();
    }

    /**
     * A table by all parts of its name, in lower case: neither Databricks nor DuckDB tells names apart by case.
     *
     * @param catalog as Databricks names it
     */
    record QualifiedName(String catalog, String schema, String name) {

        private static final int PARTS = 3;

        QualifiedName {
            catalog = catalog.toLowerCase(Locale.ROOT);
            schema = schema.toLowerCase(Locale.ROOT);
            name = name.toLowerCase(Locale.ROOT);
        }

        /** Reads the name that begins here; the session gives the parts that it leaves out. */
        static QualifiedName read(SqlCursor tokens, WarehouseSession session) {
            List<String> parts = new ArrayList<>();
            do {
                parts.add(tokens.requireName());
            } while (tokens.skipSymbol("."));
            if (parts.size() == 1) {
                parts.add(0, session.schema());
            }
            if (parts.size() < PARTS) {
                parts.add(0, session.catalog());
            }
            return new QualifiedName(parts.get(0), parts.get(1), parts.get(2));
        }

        /** As DuckDB knows it. */
        String duckSql() {
            return SqlToken.quotedName(Catalogs.duckName(catalog)) + "." + SqlToken.quotedName(schema) + "."
                    + SqlToken.quotedName(name);
        }

        @Override
        public String toString() {
            return catalog + "." + schema + "." + name;
        }
    }
}
