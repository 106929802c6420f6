package io.github.sqldatabricks.bridge.databricks.tables;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sqldatabricks.bridge.databricks.WorkspaceApi;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Finds the SQL warehouse to use when none is configured. */
final class Warehouses {

    private static final String ROOT = "/api/2.0/sql/warehouses";

    private Warehouses() {}

    static String path(String warehouse) {
        return ROOT + "/" + URLEncoder.encode(warehouse, StandardCharsets.UTF_8);
    }

    /**
     * The id of the only one that the principal may see.
     *
     * @throws BridgeException.InvalidRequest when there are several, naming them, or none
     */
    static String only(WorkspaceApi api) {
        JsonNode all = api.get("Listing the SQL warehouses", ROOT, Map.of()).path("warehouses");
        if (all.size() == 1) {
            return all.get(0).path("id").asText();
        }
        String found = StreamSupport.stream(all.spliterator(), false)
                .map(one -> one.path("id").asText() + " (" + one.path("name").asText() + ")")
                .collect(Collectors.joining(", "));
        throw new BridgeException.InvalidRequest(
                ErrorCode.WAREHOUSE_NOT_CONFIGURED,
                all.isEmpty()
                        ? "Expected a SQL warehouse that the principal may use, but it sees none. Grant it CAN USE on one,"
                                + " and configure its id as warehouse_id."
                        : "Expected one SQL warehouse, but the principal sees several: " + found
                                + ". Configure the id of one as warehouse_id.");
    }
}
