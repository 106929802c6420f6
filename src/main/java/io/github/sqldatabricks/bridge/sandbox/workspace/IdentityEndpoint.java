package io.github.sqldatabricks.bridge.sandbox.workspace;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The current user, and the state of the one SQL warehouse, which always runs. */
final class IdentityEndpoint implements Endpoint {

    private static final String WAREHOUSES = "/api/2.0/sql/warehouses/";

    private final String warehouseId;

    IdentityEndpoint(String warehouseId) {
        this.warehouseId = warehouseId;
    }

    @Override
    public Optional<Answer> answer(Call call) {
        if (!call.method().equals("GET")) {
            return Optional.empty();
        }
        if (call.path().equals("/api/2.0/preview/scim/v2/Me")) {
            return Optional.of(ApiAnswers.ok(
                    Map.of("id", "1", "userName", "sandbox@localhost", "active", true, "entitlements", List.of())));
        }
        if (call.path().startsWith(WAREHOUSES)) {
            return warehouse(call.path().substring(WAREHOUSES.length()));
        }
        return Optional.empty();
    }

    private Optional<Answer> warehouse(String id) {
        if (id.contains("/")) {
            return Optional.empty();
        }
        return Optional.of(
                id.equals(warehouseId)
                        ? ApiAnswers.ok(Map.of("id", id, "name", "Sandbox", "state", "RUNNING", "num_clusters", 1))
                        : ApiAnswers.error(404, "RESOURCE_DOES_NOT_EXIST", "SQL warehouse " + id + " does not exist."));
    }
}
