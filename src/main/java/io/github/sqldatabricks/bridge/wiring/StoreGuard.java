package io.github.sqldatabricks.bridge.wiring;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.observe.Meters;
import io.github.sqldatabricks.bridge.store.JobDatabase;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Opens the store before a service that serves others does anything, so that a wrong one stops the start. */
@ApplicationScoped
public class StoreGuard {

    private static final Logger LOG = Logger.getLogger(StoreGuard.class);

    private final JobDatabase database;
    private final MeterRegistry registry;
    private final boolean serves;

    StoreGuard(
            JobDatabase database,
            MeterRegistry registry,
            @ConfigProperty(name = "quarkus.http.host-enabled", defaultValue = "true") boolean serves) {
        this.database = database;
        this.registry = registry;
        this.serves = serves;
    }

    /** @throws BridgeException when the store can't be used and waiting does not help, such as while another process has it */
    void onStart(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent event) {
        Gauge.builder(Meters.STORE_BYTES, () -> database.fileBytes().orElse(0)).register(registry);
        if (!serves) {
            return;
        }
        try {
            database.open();
        } catch (BridgeException.RemoteTransient e) {
            LOG.warnf("Started without the store, which is tried again whenever it is needed: %s", e.getMessage());
        }
    }
}
