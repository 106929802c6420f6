package io.github.sqldatabricks.bridge.sandbox.warehouse;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sqldatabricks.bridge.sandbox.workspace.Answer;
import io.github.sqldatabricks.bridge.sandbox.workspace.Call;
import io.github.sqldatabricks.bridge.sandbox.workspace.Endpoint;
import java.util.List;
import java.util.Optional;

/**
 * Schemas and tables as Unity Catalog's REST API lists them, in pages.
 *
 * @see <a href="https://docs.databricks.com/api/workspace/tables">Tables API</a>
 */
public final class UnityCatalogEndpoint implements Endpoint {

    private static final String ROOT = "/api/2.1/unity-catalog/";
    private static final String TABLE = ROOT + "tables/";
    private static final int PAGE = 50;
    private static final int NAME_PARTS = 3;

    private final UnityCatalog catalog;

    /** @param warehouse whose tables these are; closed by its owner */
    public UnityCatalogEndpoint(Warehouse warehouse) {
        this.catalog = warehouse.unityCatalog();
    }

    @Override
    public Optional<Answer> answer(Call call) {
        if (!call.method().equals("GET") || !call.path().startsWith(ROOT)) {
            return Optional.empty();
        }
        if (call.path().startsWith(TABLE)) {
            return Optional.of(table(call.path().substring(TABLE.length())));
        }
        return switch (call.path().substring(ROOT.length())) {
            case "schemas" -> Optional.of(page(call, "schemas", catalog.schemas(parameter(call, "catalog_name"))));
            case "tables" ->
                Optional.of(page(
                        call,
                        "tables",
                        catalog.tables(parameter(call, "catalog_name"), parameter(call, "schema_name"))));
            default -> Optional.empty();
        };
    }

    private Answer table(String fullName) {
        String[] parts = fullName.split("\\.");
        Optional<ObjectNode> table =
                parts.length == NAME_PARTS ? catalog.table(parts[0], parts[1], parts[2]) : Optional.empty();
        return table.map(found -> Answer.json(200, found.toString()))
                .orElseGet(() -> error(404, "TABLE_DOES_NOT_EXIST", "Table '" + fullName + "' does not exist."));
    }

    private static Answer page(Call call, String kind, List<ObjectNode> all) {
        String token = parameter(call, "page_token");
        int from = token.isEmpty() ? 0 : Integer.parseInt(token);
        int to = Math.min(all.size(), from + PAGE);
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
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
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        return Answer.json(
                status, node.put("error_code", code).put("message", message).toString());
    }
}
