package io.github.sqldatabricks.bridge.databricks;

import com.databricks.sdk.WorkspaceClient;
import com.databricks.sdk.core.DatabricksException;
import com.databricks.sdk.core.error.platform.Unauthenticated;
import com.databricks.sdk.service.iam.MeRequest;
import com.databricks.sdk.service.sql.State;
import io.github.sqldatabricks.bridge.databricks.RetryPolicy.RemoteFailure;
import io.github.sqldatabricks.bridge.observe.Connectivity;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Whether the workspace accepts the login and the SQL warehouse can be used. It never wakes a warehouse: a stopped one
 * is fine, because the first statement starts it.
 */
public final class DatabricksConnectivity implements Connectivity, AutoCloseable {

    private final WorkspaceSession session;
    private final Duration limit;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread daemon = new Thread(task, "databricks-connectivity");
        daemon.setDaemon(true);
        return daemon;
    });

    /** @param limit of one check: the SDK itself repeats a failing login for about ten seconds */
    public DatabricksConnectivity(WorkspaceSession session, Duration limit) {
        this.session = session;
        this.limit = limit;
    }

    @Override
    public String name() {
        return "databricks";
    }

    @Override
    public Status check() {
        long start = System.nanoTime();
        CompletableFuture<Status> answer = CompletableFuture.supplyAsync(() -> ask(start), thread);
        try {
            return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return status(false, session.host() + " did not answer within " + limit.toMillis() + " ms.", start);
        } catch (ExecutionException e) {
            return status(
                    false, "The check itself failed: " + e.getCause().getClass().getSimpleName(), start);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return status(false, "The check was interrupted.", start);
        } finally {
            answer.cancel(true);
        }
    }

    /** Stops the thread. */
    @Override
    public void close() {
        thread.shutdownNow();
    }

    private Status ask(long start) {
        try {
            String user = user();
            String warehouse = warehouse(session.client());
            return status(true, "Logged in at " + session.host() + " as " + user + warehouse, start);
        } catch (DatabricksException e) {
            return down(RemoteFailure.of(e), start);
        } catch (RemoteFailure e) {
            return down(e, start);
        }
    }

    /** A token may have been revoked before its time: then it is worth logging in again. */
    private String user() {
        Map<String, String> proof = session.proof();
        try {
            return session.client().currentUser().me(new MeRequest()).getUserName();
        } catch (Unauthenticated e) {
            if (session.renew(proof)) {
                return session.client().currentUser().me(new MeRequest()).getUserName();
            }
            throw e;
        }
    }

    private String warehouse(WorkspaceClient client) {
        if (session.warehouseId().isEmpty()) {
            return "; no warehouse is configured.";
        }
        State state = client.warehouses().get(session.warehouseId()).getState();
        return "; warehouse " + session.warehouseId() + " is " + state + ".";
    }

    private Status down(RemoteFailure failure, long start) {
        return status(
                false,
                DatabricksErrors.translate(failure, "Asking " + session.host()).getMessage(),
                start);
    }

    private static Status status(boolean up, String detail, long start) {
        return new Status(up, detail, Duration.ofNanos(System.nanoTime() - start));
    }
}
