package io.github.sqldatabricks.bridge.lineage;

import io.github.sqldatabricks.bridge.model.SafeAddress;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.net.URI;

/** Stops a start whose {@link LineageConfig} would let the key travel unencrypted, or has no queue. */
@ApplicationScoped
public class LineageAddress {

    private final LineageConfig config;

    public LineageAddress(LineageConfig config) {
        this.config = config;
    }

    /** @throws IllegalArgumentException naming the setting */
    void onStart(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE - 1) StartupEvent event) {
        config.url().ifPresent(LineageAddress::require);
        if (config.queueCapacity() < 1) {
            throw new IllegalArgumentException(
                    "Expected bridge.lineage.queue-capacity of 1 or more, but it is " + config.queueCapacity() + ".");
        }
    }

    static void require(URI url) {
        if (!SafeAddress.is(url)) {
            throw new IllegalArgumentException(
                    "Expected bridge.lineage.url with https (http only for this machine). Correct it.");
        }
    }
}
