package io.github.sqldatabricks.bridge.wiring;

import io.github.sqldatabricks.bridge.access.DeploymentConfig;
import io.github.sqldatabricks.bridge.databricks.DatabricksConfig;
import io.github.sqldatabricks.bridge.databricks.Workspace;
import io.github.sqldatabricks.bridge.model.Environment;
import io.github.sqldatabricks.bridge.sandbox.SandboxConfig;
import io.github.sqldatabricks.bridge.sqlserver.SqlServerConfig;
import io.github.sqldatabricks.bridge.store.StoreConfig;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.HttpServerStart;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.enterprise.inject.Instance;
import jakarta.interceptor.Interceptor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * Keeps the sandbox out of production. Tokens go to Databricks by https only. In production, passwords go to SQL Servers only that prove who they are; and an API without TLS is said so, because the
 * process can't see whether TLS ends in front of it.
 */
@ApplicationScoped
public class ProductionGuard {

    private static final Logger LOG = Logger.getLogger(ProductionGuard.class);

    /** In the job store's URL, where the driver's own properties stand. */
    private static final Pattern UNSAFE_URL =
            Pattern.compile(";\\s*(trustservercertificate\\s*=\\s*true|encrypt\\s*=\\s*(false|no|optional))\\s*(;|$)");

    private final DeploymentConfig deployment;
    private final SandboxConfig sandbox;
    private final SqlServerConfig servers;
    private final StoreConfig store;
    private final DatabricksConfig databricks;

    ProductionGuard(
            DeploymentConfig deployment,
            SandboxConfig sandbox,
            SqlServerConfig servers,
            StoreConfig store,
            DatabricksConfig databricks) {
        this.deployment = deployment;
        this.sandbox = sandbox;
        this.servers = servers;
        this.store = store;
        this.databricks = databricks;
    }

    /**
     * Ends the start when it fails.
     *
     * @throws IllegalStateException when production is told to use the sandbox, or naming the settings that let anybody pose as SQL
     *     Server
     * @throws io.github.sqldatabricks.bridge.model.BridgeException when a Databricks token would travel unencrypted
     */
    void onStart(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE - 1) StartupEvent event) {
        if (sandbox.enabled() && isProduction()) {
            throw new IllegalStateException("The sandbox (bridge.sandbox.enabled, --sandbox) is refused in production:"
                    + " unset it, or set ENVIRONMENT=development.");
        }
        databricks.host().ifPresent(Workspace::requireSafe);
        if (isProduction() && !unverified().isEmpty()) {
            throw new IllegalStateException(
                    "Production sends passwords only to a SQL Server whose certificate is verified,"
                            + " but " + String.join(", ", unverified())
                            + " switches that off. Unset it, and name the server's certificate authority in"
                            + " bridge.sqlserver.tls.trust-store (in bridge.jobs.url: trustStore).");
        }
    }

    /** @throws IllegalStateException when the sandbox is asked for in a build that has none */
    void requireSandbox(
            @Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE - 1) StartupEvent event,
            Instance<Emulators> emulators) {
        if (sandbox.enabled() && emulators.isUnsatisfied()) {
            throw new IllegalStateException(
                    "This build, which is for production, has no sandbox (bridge.sandbox.enabled, --sandbox):"
                            + " use './bridge demo' in the folder of the sources, or an image with the sandbox (docs/operations.md, \"Images\").");
        }
    }

    private List<String> unverified() {
        List<String> settings = new ArrayList<>();
        if (servers.defaultConnection().trustCertificate()) {
            settings.add("SQLSERVER_TRUST_CERT (bridge.sqlserver.trust-certificate)");
        }
        servers.connections().forEach((name, server) -> {
            if (server.trustCertificate().orElse(false)) {
                settings.add("bridge.sqlserver.connections." + name + ".trust-certificate");
            }
        });
        if (UNSAFE_URL.matcher(store.url().toLowerCase(Locale.ROOT)).find()) {
            settings.add("bridge.jobs.url");
        }
        return settings;
    }

    void onPlainHttp(@ObservesAsync HttpServerStart started) {
        if (isProduction()) {
            LOG.warn("The API is served without TLS: tokens can be read on the way, unless TLS ends at an ingress or a"
                    + " mesh in front of this process. docs/security.md says how to serve HTTPS.");
        }
    }

    private boolean isProduction() {
        return deployment.environment() == Environment.PRODUCTION;
    }
}
