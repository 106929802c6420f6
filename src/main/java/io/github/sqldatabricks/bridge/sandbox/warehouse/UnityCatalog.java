package io.github.sqldatabricks.bridge.sandbox.warehouse;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What DuckDB's catalog knows, in the words of Unity Catalog. Thread-safe. */
final class UnityCatalog {

    private static final String SCHEMAS = "SELECT schema_name FROM information_schema.schemata WHERE catalog_name = ?"
            + " AND schema_name NOT IN ('main', 'pg_catalog') ORDER BY 1";
    private static final String TABLES = "SELECT table_name, table_type FROM information_schema.tables"
            + " WHERE lower(table_catalog) = lower(?) AND lower(table_schema) = lower(?) ORDER BY 1";
    private static final String TABLE = TABLES.replace(" ORDER BY 1", " AND lower(table_name) = lower(?)");
    private final Catalogs catalogs;
    private final TableDefinitions definitions;

    UnityCatalog(Catalogs catalogs, TableDefinitions definitions) {
        this.catalogs = catalogs;
        this.definitions = definitions;
    }

    /** Makes one thing of a row. */
    @FunctionalInterface
    private interface Row {
        ObjectNode read(ResultSet row) throws SQLException;
    }

    List<ObjectNode> schemas(String catalog) {
        return query(
                SCHEMAS,
                row -> node().put("name", row.getString(1)).put("catalog_name", catalog),
                Catalogs.duckName(catalog));
    }

    /** The tables without their columns. */
    List<ObjectNode> tables(String catalog, String schema) {
        return query(TABLES, row -> table(row, catalog, schema), Catalogs.duckName(catalog), schema);
    }

    private static ObjectNode table(ResultSet row, String catalog, String schema) throws SQLException {
        return node().put("name", row.getString(1))
                .put("catalog_name", catalog)
                .put("schema_name", schema)
                .put("table_type", row.getString(2).equals("VIEW") ? "VIEW" : "MANAGED");
    }

    /** A table with its columns; empty when there is none of this name. */
    Optional<ObjectNode> table(String catalog, String schema, String name) {
        return query(TABLE, row -> table(row, catalog, schema), Catalogs.duckName(catalog), schema, name).stream()
                .findFirst()
                .map(table -> completed(table, catalog, schema, name));
    }

    private ObjectNode completed(ObjectNode table, String catalog, String schema, String name) {
        TableDefinition definition = definitions.of(new TableName(catalog, schema, name));
        // Unlike duckdb_columns(), which goes through the columns of all tables, it is as fast among thousands of
        // tables.
        String described = Stream.of(Catalogs.duckName(catalog), schema, name)
                .map(SqlToken::quotedName)
                .collect(Collectors.joining(".", "DESCRIBE ", ""));
        List<ObjectNode> columns = query(described, row -> column(row, definition));
        table.set("columns", numbered(columns));
        ObjectNode properties = table.putObject("properties");
        definition.properties().forEach(properties::put);
        if (!definition.primaryKey().isEmpty()) {
            ObjectNode key = table.putArray("table_constraints").addObject().putObject("primary_key_constraint");
            definition.primaryKey().forEach(key.put("name", name + "_pk").putArray("child_columns")::add);
        }
        return table;
    }

    private static ObjectNode column(ResultSet row, TableDefinition definition) throws SQLException {
        ResultColumn column = DuckTypes.column(row.getString(1), row.getString(2));
        boolean nullable = row.getString(3).equals("YES");
        String key = column.name().toLowerCase(Locale.ROOT);
        SparkType declared = definition.types().get(key);
        SparkType type =
                declared == null ? SparkType.parse(new SqlCursor(SqlLexer.tokens(column.typeText()))) : declared;
        ObjectNode node = node().put("name", column.name())
                .put("type_text", type.text())
                .put("type_json", type.field(column.name(), nullable).toString())
                .put("nullable", nullable);
        String comment = definition.comments().get(key);
        return comment == null ? node : node.put("comment", comment);
    }

    private static ArrayNode numbered(List<ObjectNode> columns) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        columns.forEach(column -> all.add(column.put("position", all.size())));
        return all;
    }

    private static ObjectNode node() {
        return JsonNodeFactory.instance.objectNode();
    }

    private List<ObjectNode> query(String sql, Row row, String... parameters) {
        try (Connection connection = catalogs.connect(Session.DEFAULT);
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int index = 0; index < parameters.length; index++) {
                statement.setString(index + 1, parameters[index]);
            }
            return read(statement, row);
        } catch (SQLException e) {
            throw StatementFailure.of(e);
        }
    }

    private static List<ObjectNode> read(PreparedStatement statement, Row row) throws SQLException {
        List<ObjectNode> all = new ArrayList<>();
        try (ResultSet result = statement.executeQuery()) {
            while (result.next()) {
                all.add(row.read(result));
            }
        }
        return all;
    }
}
