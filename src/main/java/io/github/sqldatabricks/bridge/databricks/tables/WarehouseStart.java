package io.github.sqldatabricks.bridge.databricks.tables;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sqldatabricks.bridge.databricks.WorkspaceApi;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Doubling;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Starts a sleeping SQL warehouse and waits until it runs.
 *
 * @see <a href="https://docs.databricks.com/api/workspace/warehouses">SQL warehouses API</a>
 */
final class WarehouseStart {

    private static final Duration FIRST_WAIT = Duration.ofMillis(250);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);
    private static final String RUNNING = "RUNNING";
    private static final String STOPPED = "STOPPED";
    private static final Set<String> GONE = Set.of("DELETING", "DELETED");

    private final WorkspaceApi api;
    private final Duration budget;

    /** @param budget how long it may take */
    WarehouseStart(WorkspaceApi api, Duration budget) {
        this.api = api;
        this.budget = budget;
    }

    /**
     * Returns when the warehouse runs.
     *
     * @throws BridgeException.RemoteTransient when it does not within the budget
     * @throws BridgeException.RemotePermanent when it never will
     */
    void await(String warehouse, Consumer<String> progress) {
        long begin = System.nanoTime();
        JsonNode answer = state(warehouse);
        for (int waits = 0; !isRunning(warehouse, answer); waits++) {
            Duration wait = Doubling.of(FIRST_WAIT, waits, LONGEST_WAIT);
            Duration soFar = Duration.ofNanos(System.nanoTime() - begin);
            if (soFar.plus(wait).compareTo(budget) > 0) {
                throw tooLate(warehouse, answer);
            }
            progress.accept("Waiting for the SQL warehouse " + warehouse + ", which is " + name(answer) + ", for "
                    + soFar.toSeconds() + " of at most " + budget.toSeconds() + " s.");
            if (name(answer).equals(STOPPED)) {
                api.post("Starting the SQL warehouse " + warehouse, Warehouses.path(warehouse) + "/start");
            }
            api.pause(wait);
            answer = state(warehouse);
        }
    }

    private JsonNode state(String warehouse) {
        return api.get("Asking for the SQL warehouse " + warehouse, Warehouses.path(warehouse), Map.of());
    }

    private static boolean isRunning(String warehouse, JsonNode answer) {
        if (GONE.contains(name(answer))) {
            throw new BridgeException.RemotePermanent(
                    ErrorCode.WAREHOUSE_DELETED,
                    "Expected a SQL warehouse that can run, but " + warehouse + " is deleted. Configure another one.");
        }
        return name(answer).equals(RUNNING);
    }

    private BridgeException tooLate(String warehouse, JsonNode answer) {
        String health = answer.path("health").path("summary").asText("");
        return new BridgeException.RemoteTransient(
                ErrorCode.WAREHOUSE_NOT_STARTED,
                "The SQL warehouse " + warehouse + " is " + name(answer) + " and did not run within "
                        + budget.toSeconds()
                        + " s" + (health.isEmpty() ? "" : " (" + health + ")")
                        + ". Raise warehouse_start_timeout_seconds, or look at the warehouse in the workspace.",
                null);
    }

    private static String name(JsonNode answer) {
        return answer.path("state").asText("UNKNOWN");
    }
}
