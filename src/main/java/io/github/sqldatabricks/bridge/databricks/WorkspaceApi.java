package io.github.sqldatabricks.bridge.databricks;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sqldatabricks.bridge.databricks.DatabricksErrors.ErrorHint;
import io.github.sqldatabricks.bridge.databricks.WorkspaceHttp.RemoteRequest;
import io.github.sqldatabricks.bridge.model.Cancellation;
import java.time.Duration;
import java.util.Map;

/**
 * Calls of the workspace's REST API that answer with JSON and do no harm when they are sent twice. They go through our own
 * client and not the SDK's, which puts names into paths as they are and does not tell what a Retry-After asks for; the
 * SDK does the login. Every call has a time-out; what passes is attempted again within the budget. Thread-safe.
 */
public final class WorkspaceApi implements AutoCloseable {

    private final WorkspaceHttp http;
    private final RetryPolicy retries;
    private final ErrorHint hint;
    private final Cancellation cancellation = new Cancellation();

    /**
     * @param requestTimeout of one request
     * @param retryBudget time after a call's first failure in which another attempt may begin
     * @param hint what to do about a refusal
     */
    public WorkspaceApi(Workspace workspace, Duration requestTimeout, Duration retryBudget, ErrorHint hint) {
        this.http = new WorkspaceHttp(new WorkspaceSession(workspace, requestTimeout), requestTimeout);
        this.retries = RetryPolicy.within(retryBudget);
        this.hint = hint;
    }

    /**
     * Asks.
     *
     * @param doing for the error message, such as {@code Listing the schemas of main}; no secrets
     * @param path percent-encoded, such as {@code /api/2.1/unity-catalog/schemas}
     * @param query not encoded yet
     * @return the answer's JSON
     * @throws io.github.sqldatabricks.bridge.model.BridgeException when it fails for good or the budget is used up
     */
    public JsonNode get(String doing, String path, Map<String, String> query) {
        return call(doing, RemoteRequest.of("GET", path, query));
    }

    /** Tells, without a body; otherwise as {@link #get}. */
    public JsonNode post(String doing, String path) {
        return call(doing, RemoteRequest.of("POST", path, Map.of()));
    }

    /** Waits, or ends with an exception when this is closed. */
    public void pause(Duration duration) {
        cancellation.pause(duration);
    }

    private JsonNode call(String doing, RemoteRequest request) {
        return retries.call(
                doing,
                hint,
                cancellation,
                () -> WorkspaceHttp.json(http.send(request, cancellation).body()));
    }

    /** Ends the calls and waits under way. */
    @Override
    public void close() {
        cancellation.cancel("What the bridge did in Databricks was aborted.");
    }
}
