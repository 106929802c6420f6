package io.github.sqldatabricks.bridge.databricks;

import com.databricks.sdk.WorkspaceClient;
import com.databricks.sdk.core.DatabricksException;
import com.databricks.sdk.core.error.platform.Unauthenticated;
import com.databricks.sdk.service.iam.MeRequest;
import com.databricks.sdk.service.sql.State;
import io.github.sqldatabricks.bridge.ops.Connectivity;
import java.time.Duration;
import java.util.Map;

/**
 * Whether the workspace accepts the login and the SQL warehouse can be used. It never wakes a warehouse: a stopped one
 * is fine, because the first statement starts it.
 */
public final class DatabricksConnectivity implements Connectivity {

    private final WorkspaceSession session;

    /** @param session with a short time-out: it bounds each of the check's two requests */
    public DatabricksConnectivity(WorkspaceSession session) {
        this.session = session;
    }

    @Override
    public String name() {
        return "databricks";
    }

    @Override
    public Status check() {
        long start = System.nanoTime();
        try {
            String user = user();
            String warehouse = warehouse(session.client());
            return status(true, "logged in at " + session.host() + " as " + user + warehouse, start);
        } catch (DatabricksException e) {
            return down(RemoteFailure.of(e), start);
        } catch (RemoteFailure e) {
            return down(e, start);
        }
    }

    /** A token may have been revoked before its time: then it is worth logging in again. */
    private String user() {
        Map<String, String> proof = session.client().config().authenticate();
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
            return "; no warehouse configured";
        }
        State state = client.warehouses().get(session.warehouseId()).getState();
        return "; warehouse " + session.warehouseId() + " is " + state;
    }

    private Status down(RemoteFailure failure, long start) {
        return status(false, DatabricksErrors.translate(failure, "Asking " + session.host()).getMessage(), start);
    }

    private static Status status(boolean up, String detail, long start) {
        return new Status(up, detail, Duration.ofNanos(System.nanoTime() - start));
    }
}
