package io.github.sqldatabricks.bridge.access;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.interceptor.Interceptor;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Makes a process that serves HTTP check its permissions at the start and not at the first request. */
@ApplicationScoped
public class AccessStartup {

    private final AccessControl access;
    private final boolean serves;

    @Inject
    public AccessStartup(
            AccessControl access,
            @ConfigProperty(name = "quarkus.http.host-enabled", defaultValue = "true") boolean serves) {
        this.access = access;
        this.serves = serves;
    }

    /** @throws IllegalStateException when the configuration is not safe; the start ends then */
    void onStart(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE - 1) StartupEvent event) {
        if (serves) {
            access.announce();
        }
    }
}
