package io.github.sqldatabricks.bridge.databricks;

import com.databricks.sdk.WorkspaceClient;
import com.databricks.sdk.core.DatabricksConfig;
import com.databricks.sdk.core.DatabricksException;
import com.databricks.sdk.core.PatCredentialsProvider;
import com.databricks.sdk.core.oauth.OAuthM2MServicePrincipalCredentialsProvider;
import io.github.sqldatabricks.bridge.databricks.DatabricksConfig.LoginType;
import io.github.sqldatabricks.bridge.databricks.RetryPolicy.RemoteFailure;
import io.github.sqldatabricks.bridge.databricks.Workspace.Credentials;
import io.github.sqldatabricks.bridge.observe.RemoteCalls;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * Being logged in at a workspace through the SDK, which is created at the first use (it asks the host for its metadata
 * then). The SDK's own retries are off: they replay a consumed upload stream as 0 bytes (0.141.0), can't be cancelled,
 * and wait as long as any Retry-After says. Thread-safe.
 */
public final class WorkspaceSession {

    private static final String DEFAULT_PROFILE = "DEFAULT";
    private static final String AUTHORIZATION = "Authorization";

    private final Workspace workspace;
    private final Duration timeout;
    private final RemoteCalls calls;
    private WorkspaceClient client;

    /** @param timeout for each connection, read and login of the SDK; whole seconds, at least one */
    public WorkspaceSession(Workspace workspace, Duration timeout) {
        this(workspace, timeout, RemoteCalls.NONE);
    }

    /**
     * A session that is listened to.
     *
     * @param calls hears of every request to the REST APIs
     */
    public WorkspaceSession(Workspace workspace, Duration timeout, RemoteCalls calls) {
        this.workspace = workspace;
        this.timeout = timeout;
        this.calls = calls;
    }

    /** Hears of every request. */
    RemoteCalls calls() {
        return calls;
    }

    /**
     * The SDK's client.
     *
     * @throws DatabricksException when the SDK refuses the configuration
     */
    public synchronized WorkspaceClient client() {
        if (client == null) {
            client = new WorkspaceClient(configuration());
        }
        return client;
    }

    /** The workspace's address. */
    URI host() {
        return workspace.host();
    }

    /** The SQL warehouse, or empty. */
    String warehouseId() {
        return workspace.warehouseId();
    }

    /**
     * The headers that prove the login; a service principal's token is fetched when there is none or it is old.
     *
     * @throws RemoteFailure when the login fails
     */
    Map<String, String> proof() {
        try {
            return client().config().authenticate();
        } catch (DatabricksException e) {
            throw RemoteFailure.of(e);
        } catch (NullPointerException e) {
            // SDK 0.141.0 takes a discovery document that it did not get for null.
            throw RemoteFailure.noAnswer("the login's discovery document could not be read", null);
        }
    }

    /**
     * Logs in anew after the workspace refused a proof, unless another thread already did.
     *
     * @return whether there is a chance that the new proof is accepted; a personal access token never changes
     */
    synchronized boolean renew(Map<String, String> refused) {
        if (workspace.credentials() instanceof Credentials.Token) {
            return false;
        }
        if (refused.get(AUTHORIZATION).equals(proof().get(AUTHORIZATION))) {
            client = null;
        }
        return true;
    }

    private DatabricksConfig configuration() {
        DatabricksConfig configuration = new DatabricksConfig()
                .setHost(workspace.host().toString())
                .setDisableRetries(true)
                .setHttpTimeoutSeconds((int) Math.max(1, timeout.toSeconds()));
        if (workspace.credentials() instanceof Credentials.Chain chain) {
            return configure(configuration, chain);
        }
        // The provider is stated, so that neither a DATABRICKS_* variable nor a tool's login on this machine (the SDK
        // tries a dozen) can bring another identity into play.
        if (workspace.credentials() instanceof Credentials.ServicePrincipal principal) {
            return configuration
                    .setCredentialsProvider(new OAuthM2MServicePrincipalCredentialsProvider())
                    .setAuthType("oauth-m2m")
                    .setClientId(principal.clientId())
                    .setClientSecret(principal.clientSecret());
        }
        Credentials.Token token = (Credentials.Token) workspace.credentials();
        return configuration
                .setCredentialsProvider(new PatCredentialsProvider())
                .setAuthType("pat")
                .setToken(token.value());
    }

    /**
     * Lets the SDK log in by one of its own chains. Only the chain that is named is tried; what the settings leave out, it
     * reads from the SDK's variables ({@code ARM_*}, {@code GOOGLE_*}, ...).
     */
    private static DatabricksConfig configure(DatabricksConfig target, Credentials.Chain chain) {
        io.github.sqldatabricks.bridge.databricks.DatabricksConfig.Login settings = chain.settings();
        settings.clientId().ifPresent(target::setClientId);
        settings.oidcTokenFile().map(Path::toString).ifPresent(target::setOidcTokenFilepath);
        settings.azure().tenantId().ifPresent(target::setAzureTenantId);
        settings.azure().clientId().ifPresent(target::setAzureClientId);
        settings.azure().clientSecret().ifPresent(target::setAzureClientSecret);
        settings.configFile().map(Path::toString).ifPresent(target::setConfigFile);
        if (chain.type() == LoginType.PROFILE) {
            return target.setProfile(settings.profile().orElse(DEFAULT_PROFILE));
        }
        return target.setAuthType(chain.type().toString()).setAzureUseMsi(chain.type() == LoginType.AZURE_MSI);
    }
}
