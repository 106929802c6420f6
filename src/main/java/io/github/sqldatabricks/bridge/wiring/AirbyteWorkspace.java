package io.github.sqldatabricks.bridge.wiring;

import io.github.sqldatabricks.bridge.airbyte.configuration.ConnectorConfiguration;
import io.github.sqldatabricks.bridge.airbyte.configuration.ConnectorConfiguration.WorkspaceAccess;
import io.github.sqldatabricks.bridge.airbyte.source.WorkspaceTables;
import io.github.sqldatabricks.bridge.databricks.Workspace;
import io.github.sqldatabricks.bridge.databricks.tables.DatabricksTables;
import io.github.sqldatabricks.bridge.databricks.tables.DatabricksTables.Settings;
import java.time.Duration;

/** The workspace of an Airbyte configuration. Its commands never start the service, so this is no bean. */
public final class AirbyteWorkspace {

    private static final Duration REQUEST_TIMEOUT = Duration.ofMinutes(5);
    private static final Duration RETRY_BUDGET = Duration.ofMinutes(1);
    private static final long MAX_VALUE_BYTES = 64L << 20;

    private AirbyteWorkspace() {}

    /** Talks to nobody yet; the caller closes it. */
    public static WorkspaceTables open(ConnectorConfiguration configuration) {
        WorkspaceAccess access = configuration.workspace();
        Workspace workspace = new Workspace(
                access.url(),
                credentials(access.credentials()),
                access.warehouseId().orElse(""));
        return new DatabricksTables(
                workspace,
                new Settings(
                        configuration.tables().catalog(),
                        REQUEST_TIMEOUT,
                        RETRY_BUDGET,
                        access.warehouseStartTimeout(),
                        MAX_VALUE_BYTES));
    }

    private static Workspace.Credentials credentials(WorkspaceAccess.Credentials login) {
        if (login instanceof WorkspaceAccess.Credentials.ServicePrincipal principal) {
            return new Workspace.Credentials.ServicePrincipal(principal.clientId(), principal.clientSecret());
        }
        WorkspaceAccess.Credentials.PersonalAccessToken token = (WorkspaceAccess.Credentials.PersonalAccessToken) login;
        return new Workspace.Credentials.Token(token.token());
    }
}
