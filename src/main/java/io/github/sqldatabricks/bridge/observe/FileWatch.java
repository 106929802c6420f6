package io.github.sqldatabricks.bridge.observe;

import io.github.sqldatabricks.bridge.access.PermissionsState;
import io.github.sqldatabricks.bridge.audit.AuditEvent;
import io.github.sqldatabricks.bridge.audit.AuditEvent.AuditDetails;
import io.github.sqldatabricks.bridge.audit.AuditTrail;
import io.github.sqldatabricks.bridge.audit.AuditType;
import io.github.sqldatabricks.bridge.duty.Duties;
import io.github.sqldatabricks.bridge.extraction.ExtractionConfig;
import io.github.sqldatabricks.bridge.extraction.TemplateLibrary;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.replication.config.ReplicationLibrary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jboss.logging.Logger;

/**
 * Notices that a file on disk became broken or good again, records it, and shows it: permissions, templates, parameters and
 * replications. It
 * never takes the service out: the last good versions serve, and a file that is broken is so for all replicas.
 */
@ApplicationScoped
public class FileWatch implements Connectivity {

    private static final Logger LOG = Logger.getLogger(FileWatch.class);

    private final TemplateLibrary library;
    private final ReplicationLibrary replications;
    private final PermissionsState access;
    private final AuditTrail trail;
    private SortedMap<Path, String> broken = new TreeMap<>();
    private Optional<String> permissionsProblem = Optional.empty();
    private int permissionsLoads;
    private volatile int replicationsBroken;

    public FileWatch(
            TemplateLibrary library, ReplicationLibrary replications, PermissionsState access, AuditTrail trail) {
        this.library = library;
        this.replications = replications;
        this.access = access;
        this.trail = trail;
        this.permissionsLoads = access.permissionsLoads();
    }

    void register(@Observes StartupEvent start, MeterRegistry registry) {
        Gauge.builder(Meters.BROKEN_FILES, this::count).register(registry);
    }

    @Override
    public String name() {
        return "files";
    }

    /** Only how many: anybody may ask for readiness. */
    @Override
    public Status check() {
        int count = count();
        String detail = count == 0
                ? "Permissions, templates, parameters and replications are good."
                : count
                        + " of the files of permissions, templates, parameters and replications are broken; their last good"
                        + " versions are in force. The log says which and why.";
        return new Status(true, detail, Duration.ZERO);
    }

    private int count() {
        return library.brokenFiles().size()
                + replicationsBroken
                + (access.permissionsProblem().isPresent() ? 1 : 0);
    }

    void assign(@Observes Duties duties, ExtractionConfig config) {
        duties.every("file_watch", config.reloadInterval(), this::look);
    }

    /** Must not throw: the next look may find the files as they should be. */
    void look() {
        try {
            inputs();
            permissions();
        } catch (RuntimeException | Error e) {
            LOG.warnf(e, "The folders of templates, parameters and replications can't be looked through.");
        }
    }

    private void inputs() {
        library.check();
        SortedMap<Path, String> now = library.brokenFiles();
        SortedMap<Path, String> brokenReplications = replications.brokenFiles();
        replicationsBroken = brokenReplications.size();
        now.putAll(brokenReplications);
        now.forEach((file, reason) -> {
            if (!reason.equals(broken.get(file))) {
                LOG.errorf("The file %s is broken; its last good version, if any, stays in force. %s", file, reason);
                trail.record(event(AuditType.FILE_REJECTED, file).failed(AuditEvent.Failure.of(ErrorCode.BROKEN_FILE)));
            }
        });
        broken.keySet().stream().filter(file -> !now.containsKey(file)).forEach(file -> {
            LOG.infof("The file %s is good again, or gone.", file);
            trail.record(event(AuditType.FILE_RELOADED, file));
        });
        broken = now;
    }

    private void permissions() {
        Optional<String> problem = access.permissionsProblem();
        if (problem.isPresent() && !problem.equals(permissionsProblem)) {
            trail.record(AuditEvent.anonymous(AuditType.PERMISSIONS_REJECTED, "reload", "permissions")
                    .failed(AuditEvent.Failure.of(ErrorCode.BROKEN_FILE)));
        }
        if (access.permissionsLoads() != permissionsLoads) {
            permissionsLoads = access.permissionsLoads();
            trail.record(AuditEvent.anonymous(AuditType.PERMISSIONS_RELOADED, "reload", "permissions"));
        }
        permissionsProblem = problem;
    }

    private static AuditEvent event(AuditType type, Path file) {
        return AuditEvent.anonymous(type, "reload", "file:" + file.getFileName())
                .with(AuditDetails.builder().put("path", file.toString()).build());
    }
}
