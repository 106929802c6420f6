package io.github.sqldatabricks.bridge.api.security;

import io.github.sqldatabricks.bridge.access.DeploymentConfig;
import io.github.sqldatabricks.bridge.model.Environment;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Checks at the start that only known proxies say where requests come from: else every caller chooses its own address, in the
 * audit trail and where failed attempts are counted.
 */
@ApplicationScoped
public class ProxyTrust {

    private static final Logger LOG = Logger.getLogger(ProxyTrust.class);
    private static final String PROBLEM =
            "Headers such as X-Forwarded-For are believed from any sender: set quarkus.http.proxy.trusted-proxies to the"
                    + " addresses of your proxies, or quarkus.http.proxy.proxy-address-forwarding to false.";

    private final Environment environment;
    private final boolean unsafe;

    @Inject
    public ProxyTrust(
            DeploymentConfig deployment,
            @ConfigProperty(name = "quarkus.http.proxy.proxy-address-forwarding", defaultValue = "false")
                    boolean forwarding,
            @ConfigProperty(name = "quarkus.http.proxy.trusted-proxies") Optional<List<String>> trusted) {
        this(deployment.environment(), forwarding, trusted.orElse(List.of()));
    }

    ProxyTrust(Environment environment, boolean forwarding, List<String> trusted) {
        this.environment = environment;
        this.unsafe = forwarding && trusted.isEmpty();
    }

    /** @throws IllegalStateException when production would believe everybody; the start ends then */
    void onStart(@Observes StartupEvent event) {
        if (unsafe && environment == Environment.PRODUCTION) {
            throw new IllegalStateException(PROBLEM);
        }
        if (unsafe) {
            LOG.warn(PROBLEM);
        }
    }
}
