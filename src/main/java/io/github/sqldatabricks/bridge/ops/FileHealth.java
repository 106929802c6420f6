package io.github.sqldatabricks.bridge.ops;

import io.github.sqldatabricks.bridge.access.PermissionsState;
import io.github.sqldatabricks.bridge.extraction.TemplateLibrary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;

/**
 * Whether the files of permissions, templates and parameters are good. It never takes the service out: the last good versions
 * serve, and a file that is broken is so for all replicas.
 */
@ApplicationScoped
public class FileHealth implements Connectivity {

    private final TemplateLibrary library;
    private final PermissionsState access;
    private final MeterRegistry registry;

    public FileHealth(TemplateLibrary library, PermissionsState access, MeterRegistry registry) {
        this.library = library;
        this.access = access;
        this.registry = registry;
    }

    void register(@Observes StartupEvent start) {
        Gauge.builder(Meters.BROKEN_FILES, this::broken).register(registry);
    }

    @Override
    public String name() {
        return "files";
    }

    /** Only how many: anybody may ask for readiness. */
    @Override
    public Status check() {
        int broken = broken();
        String detail = broken == 0
                ? "Permissions, templates and parameters are good."
                : broken
                        + " of the files of permissions, templates and parameters are broken; their last good versions are in"
                        + " force. The log says which and why.";
        return new Status(true, detail, Duration.ZERO);
    }

    private int broken() {
        return library.brokenFiles().size() + (access.permissionsProblem().isPresent() ? 1 : 0);
    }
}
