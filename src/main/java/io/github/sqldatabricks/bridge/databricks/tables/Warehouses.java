package io.github.sqldatabricks.bridge.databricks.tables;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sqldatabricks.bridge.databricks.WorkspaceApi;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.ExponentialBackoff;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * The SQL warehouses of a workspace: finds the one to use when none is configured, starts a sleeping one and waits for it.
 *
 * @see <a href="https://docs.databricks.com/api/workspace/warehouses">SQL warehouses API</a>
 */
final class Warehouses {

    private static final String ROOT = "/api/2.0/sql/warehouses";
    private static final ExponentialBackoff BACKOFF =
            new ExponentialBackoff(Duration.ofMillis(250), Duration.ofSeconds(5));
    private static final String RUNNING = "RUNNING";
    private static final String STOPPED = "STOPPED";
    private static final Set<String> GONE = Set.of("DELETING", "DELETED");

    private final WorkspaceApi api;
    private final Duration startTimeout;

    /** @param startTimeout how long a sleeping warehouse may take to start */
    Warehouses(WorkspaceApi api, Duration startTimeout) {
        this.api = api;
        this.startTimeout = startTimeout;
    }

    /**
     * The id of the only one that the principal may see.
     *
     * @throws BridgeException.InvalidRequest when there are several, naming them, or none
     */
    String only() {
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
                        ? "Expected a SQL warehouse that the principal may use, but it sees none. Grant it CAN USE on"
                                + " one, and configure its id as warehouse_id."
                        : "Expected one SQL warehouse, but the principal sees several: " + found
                                + ". Configure the id of one as warehouse_id.");
    }

    /**
     * Returns when the warehouse runs; a sleeping one is started.
     *
     * @throws BridgeException.RemoteTransient when it does not in time
     * @throws BridgeException.RemotePermanent when it never will
     */
    void awaitRunning(String warehouse, Consumer<String> progress) {
        long begin = System.nanoTime();
        JsonNode answer = state(warehouse);
        for (int waits = 0; !isRunning(warehouse, answer); waits++) {
            Duration wait = BACKOFF.after(waits + 1);
            Duration soFar = Duration.ofNanos(System.nanoTime() - begin);
            if (soFar.plus(wait).compareTo(startTimeout) > 0) {
                throw tooLate(warehouse, answer);
            }
            progress.accept("Waiting for the SQL warehouse " + warehouse + ", which is " + name(answer) + ", for "
                    + soFar.toSeconds() + " of at most " + startTimeout.toSeconds() + " s.");
            if (name(answer).equals(STOPPED)) {
                api.post("Starting the SQL warehouse " + warehouse, path(warehouse) + "/start");
            }
            api.pause(wait);
            answer = state(warehouse);
        }
    }

    private JsonNode state(String warehouse) {
        return api.get("Asking for the SQL warehouse " + warehouse, path(warehouse), Map.of());
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
                        + startTimeout.toSeconds()
                        + " s" + (health.isEmpty() ? "" : " (" + health + ")")
                        + ". Raise warehouse_start_timeout_seconds, or look at the warehouse in the workspace.",
                null);
    }

    private static String name(JsonNode answer) {
        return answer.path("state").asText("UNKNOWN");
    }

    private static String path(String warehouse) {
        return ROOT + "/" + URLEncoder.encode(warehouse, StandardCharsets.UTF_8);
    }
}
