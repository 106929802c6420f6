package io.github.sqldatabricks.bridge.sandbox.warehouse;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sqldatabricks.bridge.sandbox.warehouse.WarehouseFaults.WarehousePower;
import io.github.sqldatabricks.bridge.sandbox.workspace.Endpoint;
import io.github.sqldatabricks.bridge.sandbox.workspace.Endpoint.Answer;
import io.github.sqldatabricks.bridge.sandbox.workspace.Endpoint.Call;
import io.github.sqldatabricks.bridge.sandbox.workspace.SandboxWorkspace;
import java.util.Optional;

/**
 * The list of warehouses, which is one, its state and its start.
 *
 * @see <a href="https://docs.databricks.com/api/workspace/warehouses">SQL warehouses API</a>
 */
public final class WarehousesEndpoint implements Endpoint {

    private static final String ROOT = "/api/2.0/sql/warehouses";
    private static final String ONE = ROOT + "/" + SandboxWorkspace.WAREHOUSE_ID;

    private final WarehousePower power;

    /** @param warehouse closed by its owner */
    public WarehousesEndpoint(Warehouse warehouse) {
        this.power = warehouse.faults().power();
    }

    @Override
    public Optional<Answer> answer(Call call) {
        return switch (call.method() + " " + call.path()) {
            case "GET " + ROOT -> Optional.of(list());
            case "GET " + ONE -> Optional.of(Answer.json(200, describe().toString()));
            case "POST " + ONE + "/start" -> Optional.of(start());
            default -> Optional.empty();
        };
    }

    private Answer list() {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.putArray("warehouses").add(describe());
        return Answer.json(200, answer.toString());
    }

    private Answer start() {
        power.start();
        return Answer.json(200, "{}");
    }

    private ObjectNode describe() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", SandboxWorkspace.WAREHOUSE_ID)
                .put("name", "Sandbox")
                .put("state", power.ask())
                .put("num_clusters", 1);
    }
}
