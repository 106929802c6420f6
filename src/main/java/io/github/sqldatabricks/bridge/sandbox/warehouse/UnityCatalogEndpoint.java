package io.github.sqldatabricks.bridge.sandbox.warehouse;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sqldatabricks.bridge.jdbc.RowMapper;
import io.github.sqldatabricks.bridge.sandbox.warehouse.Catalogs.QualifiedName;
import io.github.sqldatabricks.bridge.sandbox.warehouse.SqlCursor.SqlToken;
import io.github.sqldatabricks.bridge.sandbox.warehouse.TableDefinitions.TableDefinition;
import io.github.sqldatabricks.bridge.sandbox.workspace.Endpoint;
import io.github.sqldatabricks.bridge.sandbox.workspace.Endpoint.Answer;
import io.github.sqldatabricks.bridge.sandbox.workspace.Endpoint.Call;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Schemas and tables as Unity Catalog's REST API lists them, in pages.
 *
 * @see <a href="https://docs.databricks.com/api/workspace/tables">Tables API</a>
 */
public final class UnityCatalogEndpoint implements Endpoint {

    private static final String ROOT = "/api/2.1/unity-catalog/";
    private static final String TABLE_PATH = ROOT + "tables/";
    private static final int PAGE = 50;
    private static final int NAME_PARTS = 3;

    private static final String SCHEMAS = "SELECT schema_name FROM information_schema.schemata WHERE catalog_name = ?"
            + " AND schema_name NOT IN ('main', 'pg_catalog') ORDER BY 1";
    private static final String TABLES = "SELECT table_name, table_type FROM information_schema.tables"
            + " WHERE lower(table_catalog) = lower(?) AND lower(table_schema) = lower(?) ORDER BY 1";
    private static final String TABLE = TABLES.replace(" ORDER BY 1", " AND lower(table_name) = lower(?)");

    private final Catalogs catalogs;
    private final TableDefinitions definitions;

    /** @param warehouse whose tables these are; closed by its owner */
    public UnityCatalogEndpoint(Warehouse warehouse) {
        this.catalogs = warehouse.catalogs();
        this.definitions = warehouse.definitions();
    }

    @Override
    public Optional<Answer> answer(Call call) {
        if (!call.method().equals("GET") || !call.path().startsWith(ROOT)) {
            return Optional.empty();
        }
        if (call.path().startsWith(TABLE_PATH)) {
            return Optional.of(table(call.path().substring(TABLE_PATH.length())));
        }
        return switch (call.path().substring(ROOT.length())) {
            case "schemas" -> Optional.of(page(call, "schemas", schemas(parameter(call, "catalog_name"))));
            case "tables" ->
                Optional.of(
                        page(call, "tables", tables(parameter(call, "catalog_name"), parameter(call, "schema_name"))));
            default -> Optional.empty();
        };
    }

    private Answer table(String fullName) {
        String[] parts = fullName.split("\\.");
        Optional<ObjectNode> table =
                parts.length == NAME_PARTS ? table(parts[0], parts[1], parts[2]) : Optional.empty();
        return table.map(found -> Answer.json(200, found.toString()))
                .orElseGet(() -> error(404, "TABLE_DOES_NOT_EXIST", "Table '" + fullName + "' does not exist."));
    }

    private static Answer page(Call call, String kind, List<ObjectNode> all) {
        String token = parameter(call, "page_token");
        int from = token.isEmpty() ? 0 : Integer.parseInt(token);
        int to = Math.min(all.size(), from + PAGE);
        ObjectNode answer = node();
        answer.putArray(kind).addAll(all.subList(Math.min(from, to), to));
        if (to < all.size()) {
            answer.put("next_page_token", Integer.toString(to));
        }
        return Answer.json(200, answer.toString());
    }

    private static String parameter(Call call, String name) {
        return call.query().getOrDefault(name, "");
    }

    private static Answer error(int status, String code, String message) {
        return Answer.json(
                status, node().put("error_code", code).put("message", message).toString());
    }

    private List<ObjectNode> schemas(String catalog) {
        return query(
                SCHEMAS,
                row -> node().put("name", row.getString(1)).put("catalog_name", catalog),
                Catalogs.duckName(catalog));
    }

    /** The tables without their columns. */
    private List<ObjectNode> tables(String catalog, String schema) {
        return query(TABLES, row -> listed(row, catalog, schema), Catalogs.duckName(catalog), schema);
    }

    private static ObjectNode listed(ResultSet row, String catalog, String schema) throws SQLException {
        return node().put("name", row.getString(1))
                .put("catalog_name", catalog)
                .put("schema_name", schema)
                .put("table_type", row.getString(2).equals("VIEW") ? "VIEW" : "MANAGED");
    }

    /** A table with its columns; empty when there is none of this name. */
    private Optional<ObjectNode> table(String catalog, String schema, String name) {
        return query(TABLE, row -> listed(row, catalog, schema), Catalogs.duckName(catalog), schema, name).stream()
                .findFirst()
                .map(table -> completed(table, catalog, schema, name));
    }

    private ObjectNode completed(ObjectNode table, String catalog, String schema, String name) {
        QualifiedName qualified = new QualifiedName(catalog, schema, name);
        TableDefinition definition = definitions.of(qualified);
        definitions.id(qualified).ifPresent(id -> table.put("table_id", id));
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
        ResultColumn column = ResultColumn.ofDuckType(row.getString(1), row.getString(2));
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

    private List<ObjectNode> query(String sql, RowMapper<ObjectNode> row, String... parameters) {
        try (Connection connection = catalogs.connect(WarehouseSession.DEFAULT);
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int index = 0; index < parameters.length; index++) {
                statement.setString(index + 1, parameters[index]);
            }
            try (ResultSet result = statement.executeQuery()) {
                return row.all(result);
            }
        } catch (SQLException e) {
            throw StatementFailure.of(e);
        }
    }
}
