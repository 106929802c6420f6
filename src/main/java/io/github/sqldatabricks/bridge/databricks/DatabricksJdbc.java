package io.github.sqldatabricks.bridge.databricks;

import com.databricks.client.jdbc.Driver;
import io.github.sqldatabricks.bridge.databricks.RetryPolicy.RemoteFailure;
import io.github.sqldatabricks.bridge.databricks.Workspace.Credentials;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;

/**
 * Opens connections of Databricks' own JDBC driver over the Statement Execution API. The URL carries no secret: login
 * data goes into properties only, which the driver does not log.
 *
 * @see <a href="https://docs.databricks.com/aws/en/integrations/jdbc-oss/properties">Driver properties</a>
 */
public final class DatabricksJdbc {

    private static final String PERSONAL_TOKEN_LOGIN = "3";
    private static final String OAUTH_LOGIN = "11";
    private static final String TOKEN_PASSTHROUGH = "0";
    private static final String BEARER = "Bearer ";

    private static final int READERS_CHUNKS = 4;

    private final int chunks;
    private final Workspace workspace;
    private final String catalog;
    private final Duration requestTimeout;
    private final Duration startTimeout;
    private final WorkspaceSession session;

    /**
     * @param workspace with the warehouse that runs the statements
     * @param config for the catalog that names without one mean, and the time-outs
     */
    public DatabricksJdbc(Workspace workspace, DatabricksConfig config) {
        this(
                workspace,
                config.catalog(),
                config.requestTimeout(),
                config.warehouseStartTimeout(),
                config.chunksInMemory(),
                new WorkspaceSession(workspace, config.requestTimeout()));
    }

    /**
     * One that keeps four chunks of a result in memory, for a process that does nothing else than read.
     *
     * @param workspace with the warehouse that runs the statements
     * @param catalog that names without one mean
     * @param requestTimeout of one HTTP request
     * @param startTimeout how long a sleeping warehouse may take to start
     */
    public DatabricksJdbc(Workspace workspace, String catalog, Duration requestTimeout, Duration startTimeout) {
        this(
                workspace,
                catalog,
                requestTimeout,
                startTimeout,
                READERS_CHUNKS,
                new WorkspaceSession(workspace, requestTimeout));
    }

    private DatabricksJdbc(
            Workspace workspace,
            String catalog,
            Duration requestTimeout,
            Duration startTimeout,
            int chunks,
            WorkspaceSession session) {
        this.chunks = chunks;
        this.workspace = workspace;
        this.catalog = catalog;
        this.requestTimeout = requestTimeout;
        this.startTimeout = startTimeout;
        this.session = session;
    }

    /** The same workspace and login, with another warehouse. */
    public DatabricksJdbc on(String warehouseId) {
        Workspace other = new Workspace(workspace.host(), workspace.credentials(), warehouseId);
        return new DatabricksJdbc(other, catalog, requestTimeout, startTimeout, chunks, session);
    }

    /**
     * Opens a connection, whose every HTTP request ends within the request time-out. A warehouse that answers 503 with a
     * Retry-After is waited for, up to the start time-out; without one the driver gives up after four attempts. A token
     * that is refused is renewed once.
     *
     * @throws SQLException when the workspace refuses, or can't be reached in time; see {@link DatabricksErrors}
     * @throws BridgeException when the login fails
     */
    public Connection open() throws SQLException {
        if (workspace.credentials() instanceof Credentials.Token token) {
            return connect(personalToken(token));
        }
        try {
            Map<String, String> proof = session.proof();
            return open(proof);
        } catch (RemoteFailure e) {
            throw DatabricksErrors.translate(e, "Logging in at " + workspace.host());
        }
    }

    /** Databricks answers a token that is no longer good with 401 or 403. */
    private Connection open(Map<String, String> proof) throws SQLException {
        try {
            return connect(accessToken(proof));
        } catch (SQLException refused) {
            if (DatabricksErrors.isRefusal(refused) && session.renew(proof)) {
                return connect(accessToken(session.proof()));
            }
            throw refused;
        }
    }

    private Connection connect(Map<String, String> login) throws SQLException {
        Properties properties = properties();
        properties.putAll(login);
        return new Driver().connect(url(), properties);
    }

    /** {@code jdbc:databricks://host:port/default}; safe to log. */
    String url() {
        URI host = workspace.host();
        int port = host.getPort() < 0 ? (isEncrypted() ? 443 : 80) : host.getPort();
        return "jdbc:databricks://" + host.getHost() + ":" + port + "/default";
    }

    private boolean isEncrypted() {
        return "https".equals(workspace.host().getScheme());
    }

    private Properties properties() {
        Properties properties = new Properties();
        properties.setProperty("httpPath", "/sql/1.0/warehouses/" + workspace.warehouseId());
        properties.setProperty("ssl", isEncrypted() ? "1" : "0");
        properties.setProperty("ConnCatalog", catalog);
        properties.setProperty("TIMEZONE", "UTC");
        // Thrift, feature flags and telemetry ask https on port 443, whatever the URL says.
        properties.setProperty("usethriftclient", "0");
        properties.setProperty("EnableTelemetry", "0");
        // Without it a result of several chunks can lose all but the first (docs/decisions.md).
        properties.setProperty("UseBoundedSeaApi", "1");
        // The driver keeps as many chunks in memory as it has threads to fetch them: 16 without this, 320 MB.
        properties.setProperty("cloudFetchThreadPoolSize", Integer.toString(chunks));
        properties.setProperty("SocketTimeout", Integer.toString(seconds(requestTimeout)));
        properties.setProperty("HttpConnectionRequestTimeout", Integer.toString(seconds(requestTimeout)));
        properties.setProperty("TemporarilyUnavailableRetryTimeout", Integer.toString(seconds(startTimeout)));
        return properties;
    }

    private static Map<String, String> personalToken(Credentials.Token token) {
        return Map.of("AuthMech", PERSONAL_TOKEN_LOGIN, "UID", "token", "PWD", token.value());
    }

    /**
     * The driver's own OAuth works with https on port 443 only, and knows fewer chains; the SDK's works everywhere, keeps its
     * token and renews it before it ends.
     */
    private Map<String, String> accessToken(Map<String, String> proof) {
        String authorization = proof.getOrDefault("Authorization", "");
        if (!authorization.startsWith(BEARER)) {
            throw new BridgeException.RemotePermanent(
                    ErrorCode.DATABRICKS_UNAUTHORIZED,
                    "The login at " + workspace.host() + " gives no access token, which statements need. Use another"
                            + " bridge.databricks.auth-type.");
        }
        return Map.of(
                "AuthMech", OAUTH_LOGIN,
                "Auth_Flow", TOKEN_PASSTHROUGH,
                "Auth_AccessToken", authorization.substring(BEARER.length()));
    }

    private static int seconds(Duration duration) {
        return Math.toIntExact(Math.max(1, duration.toSeconds()));
    }
}
