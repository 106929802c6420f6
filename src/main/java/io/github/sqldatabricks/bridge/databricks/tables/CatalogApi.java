package io.github.sqldatabricks.bridge.databricks.tables;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sqldatabricks.bridge.airbyte.source.WorkspaceTables.TableDescription;
import io.github.sqldatabricks.bridge.airbyte.source.WorkspaceTables.TableDescription.TableColumn;
import io.github.sqldatabricks.bridge.databricks.WorkspaceApi;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.DataType;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.UnityTable;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jboss.logging.Logger;

/**
 * What Unity Catalog says about schemas and tables; needs no warehouse.
 *
 * @see <a href="https://docs.databricks.com/api/workspace/tables">Tables API</a>
 */
final class CatalogApi {

    private static final Logger LOG = Logger.getLogger(CatalogApi.class);

    private static final String ROOT = "/api/2.1/unity-catalog/";
    private static final String CHANGE_DATA_FEED = "delta.enableChangeDataFeed";
    private static final String HIVE = "hive_metastore";
    private static final String TRUE = "true";
    /** Let the service choose the size of its pages, as its documentation recommends. */
    private static final String SERVERS_CHOICE = "0";
    /** Its measures can be read by their own function only, not selected. */
    private static final Set<String> UNREADABLE = Set.of("METRIC_VIEW");

    private final WorkspaceApi api;

    CatalogApi(WorkspaceApi api) {
        this.api = api;
    }

    List<String> schemas(String catalog) {
        requireUnity(catalog);
        return pages("Listing the schemas of " + catalog, "schemas", Map.of("catalog_name", catalog)).stream()
                .map(schema -> schema.path("name").asText())
                .filter(name -> !name.equals("information_schema"))
                .sorted()
                .toList();
    }

    List<UnityTable> tables(String catalog, String schema) {
        requireUnity(catalog);
        Map<String, String> query =
                Map.of("catalog_name", catalog, "schema_name", schema, "omit_columns", TRUE, "omit_properties", TRUE);
        return pages("Listing the tables of " + catalog + "." + schema, "tables", query).stream()
                .filter(table -> !UNREADABLE.contains(table.path("table_type").asText()))
                .map(table -> table.path("name").asText())
                .sorted()
                .flatMap(name -> addressable(catalog, schema, name))
                .toList();
    }

    /** Tables of other systems (Lakehouse Federation) have names that Unity Catalog itself would refuse. */
    private static Stream<UnityTable> addressable(String catalog, String schema, String name) {
        try {
            return Stream.of(new UnityTable(catalog, schema, name));
        } catch (BridgeException.InvalidRequest e) {
            LOG.warnf("A table of %s.%s is left out: %s", catalog, schema, e.getMessage());
            return Stream.empty();
        }
    }

    TableDescription describe(UnityTable table) {
        requireUnity(table.catalog());
        // A blank is not valid in a name, so the plus of a form's encoding can't occur.
        String name = URLEncoder.encode(table.toString(), StandardCharsets.UTF_8);
        return description(table, api.get("Describing " + table, ROOT + "tables/" + name, Map.of()));
    }

    private static void requireUnity(String catalog) {
        if (catalog.equalsIgnoreCase(HIVE)) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.NOT_IN_UNITY_CATALOG,
                    "Expected a catalog of Unity Catalog, but got " + HIVE
                            + ", the old metastore, which Unity Catalog's API does not describe. Upgrade its tables, or"
                            + " federate it into a catalog, and configure that one.");
        }
    }

    private List<JsonNode> pages(String doing, String kind, Map<String, String> query) {
        List<JsonNode> all = new ArrayList<>();
        Map<String, String> next = new HashMap<>(query);
        next.put("max_results", SERVERS_CHOICE);
        do {
            JsonNode page = api.get(doing, ROOT + kind, next);
            page.path(kind).forEach(all::add);
            next.put("page_token", page.path("next_page_token").asText(""));
        } while (!next.get("page_token").isEmpty());
        return all;
    }

    /** @throws BridgeException.RemotePermanent when it has no columns: a schema is never made up */
    private static TableDescription description(UnityTable table, JsonNode json) {
        List<TableColumn> columns = StreamSupport.stream(json.path("columns").spliterator(), false)
                .sorted(Comparator.comparingInt(
                        column -> column.path("position").asInt()))
                .map(CatalogApi::column)
                .toList();
        if (columns.isEmpty()) {
            throw new BridgeException.RemotePermanent(
                    ErrorCode.TABLE_WITHOUT_COLUMNS,
                    "Unity Catalog knows no columns of " + table
                            + ". Read it once in a notebook, so that its columns become known, or leave it out.");
        }
        boolean feed = json.path("properties").path(CHANGE_DATA_FEED).asText().equalsIgnoreCase("true");
        return new TableDescription(table, columns, primaryKey(json), feed);
    }

    private static TableColumn column(JsonNode column) {
        return new TableColumn(
                column.path("name").asText(),
                type(column),
                column.path("nullable").asBoolean(true),
                Optional.of(column.path("comment").asText("")).filter(comment -> !comment.isBlank()));
    }

    private static DataType type(JsonNode column) {
        return TypeParser.json(column.path("type_json").asText())
                .orElseGet(() -> TypeParser.sql(column.path("type_text").asText()));
    }

    private static List<String> primaryKey(JsonNode json) {
        List<String> key = new ArrayList<>();
        for (JsonNode constraint : json.path("table_constraints")) {
            constraint.path("primary_key_constraint").path("child_columns").forEach(name -> key.add(name.asText()));
        }
        return key;
    }
}
