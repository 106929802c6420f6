package io.github.sqldatabricks.bridge.event;

import io.github.sqldatabricks.bridge.audit.AuditEvent;
import io.github.sqldatabricks.bridge.audit.AuditEvent.AuditDetails;
import io.github.sqldatabricks.bridge.audit.AuditTrail;
import io.github.sqldatabricks.bridge.audit.AuditType;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.sync.ChangeLimits.EventRights;
import io.github.sqldatabricks.bridge.sync.EventOutcome;
import io.github.sqldatabricks.bridge.sync.EventOutcome.ChangeCounts;
import io.github.sqldatabricks.bridge.sync.EventOutcome.DryRun;
import io.github.sqldatabricks.bridge.sync.StoredEvent.Claim;
import io.github.sqldatabricks.bridge.sync.SyncConfig;
import io.github.sqldatabricks.bridge.sync.SyncEvent;
import io.github.sqldatabricks.bridge.sync.SyncOperation;
import io.github.sqldatabricks.bridge.sync.TargetDatabase.TargetAddress;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** What the audit trail says of events: who may, which tables, how many rows. No key and no value is in it. */
@ApplicationScoped
public class EventAudit {

    private final AuditTrail trail;
    private final SyncConfig config;

    public EventAudit(AuditTrail trail, SyncConfig config) {
        this.trail = trail;
        this.config = config;
    }

    /**
     * Checks whether the event may change its target, and records the decision before anything else happens.
     *
     * @throws BridgeException.NotAllowed when it may not
     * @throws BridgeException.Busy when it can't be recorded that it may
     */
    void decide(SyncEvent event, EventRights rights) {
        try {
            rights.limits(event);
        } catch (BridgeException.NotAllowed e) {
            trail.record(event(AuditType.PERMISSION_DENIED, event)
                    .with(about(event).build())
                    .failed(AuditEvent.Failure.of(e)));
            throw e;
        }
        trail.recordFirst(
                event(AuditType.PERMISSION_GRANTED, event).with(about(event).build()));
    }

    /** An attempt begins. */
    void started(Claim claim) {
        SyncEvent event = claim.event();
        trail.record(event(AuditType.SYNC_STARTED, event)
                .with(about(event).put("attempt", claim.stored().attempts()).build()));
    }

    /**
     * An attempt's end is stored.
     *
     * @param again whether there will be another one
     */
    void ended(Claim claim, EventOutcome outcome, boolean again, Duration duration) {
        SyncEvent event = claim.event();
        AuditDetails.Builder details = about(event)
                .put("attempt", claim.stored().attempts())
                .put("again", again)
                .put("duration_ms", duration.toMillis());
        if (outcome instanceof EventOutcome.Applied applied) {
            counts(details, applied.counts()).put("applied_before", applied.appliedBefore());
        }
        trail.record(outcome(event(type(event, outcome), event).with(details.build()), outcome));
    }

    /** What an event would do was tried, and taken back. */
    void tried(SyncEvent event, DryRun run) {
        AuditDetails details = counts(about(event), run.counts()).build();
        trail.record(outcome(event(AuditType.SYNC_DRY_RUN, event).with(details), run.outcome()));
    }

    /** Of a failure only the code: its message quotes databases, and so perhaps a value. A guard rail names counts. */
    private static AuditEvent outcome(AuditEvent event, EventOutcome outcome) {
        if (outcome instanceof EventOutcome.Blocked blocked) {
            return event.failed(new AuditEvent.Failure(blocked.code(), Optional.of(blocked.message())));
        }
        return outcome instanceof EventOutcome.Failed failed
                ? event.failed(AuditEvent.Failure.of(failed.code()))
                : event;
    }

    private static AuditType type(SyncEvent event, EventOutcome outcome) {
        if (outcome instanceof EventOutcome.Blocked) {
            return event.operation().kind() == SyncOperation.Kind.DELETE
                    ? AuditType.DELETE_BLOCKED
                    : AuditType.SYNC_BLOCKED;
        }
        return outcome instanceof EventOutcome.Applied ? AuditType.SYNC_COMPLETED : AuditType.SYNC_FAILED;
    }

    private AuditEvent event(AuditType type, SyncEvent event) {
        String action = event.operation().kind().name().toLowerCase(Locale.ROOT);
        String resource = AuditEvent.resource(event.id());
        return event.user()
                .or(config::eventsUser)
                .map(user -> AuditEvent.by(user, type, action, resource))
                .orElseGet(() -> AuditEvent.anonymous(type, action, resource));
    }

    private static AuditDetails.Builder about(SyncEvent event) {
        AuditDetails.Builder details =
                AuditDetails.builder().put("target_table", event.target().toString());
        event.operation().sourceTable().ifPresent(source -> details.put("source_table", source.toString()));
        TargetAddress address = event.address();
        address.country().ifPresent(country -> details.put("country", country.code()));
        address.server().ifPresent(server -> details.put("target_server", server));
        address.database().ifPresent(database -> details.put("target_database", database));
        return details;
    }

    private static AuditDetails.Builder counts(AuditDetails.Builder details, ChangeCounts counts) {
        return details.put("rows", counts.total())
                .put("inserted", counts.inserted())
                .put("updated", counts.updated())
                .put("deleted", counts.deleted());
    }
}
