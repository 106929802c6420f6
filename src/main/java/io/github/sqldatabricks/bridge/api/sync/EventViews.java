package io.github.sqldatabricks.bridge.api.sync;

import io.github.sqldatabricks.bridge.access.AccessControl;
import io.github.sqldatabricks.bridge.access.Principal;
import io.github.sqldatabricks.bridge.api.BasePath;
import io.github.sqldatabricks.bridge.api.QueryParameters;
import io.github.sqldatabricks.bridge.audit.AuditEvent;
import io.github.sqldatabricks.bridge.audit.AuditTrail;
import io.github.sqldatabricks.bridge.audit.AuditType;
import io.github.sqldatabricks.bridge.event.EventStore;
import io.github.sqldatabricks.bridge.event.EventSubmission;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.EventId;
import io.github.sqldatabricks.bridge.sync.EventStatus;
import io.github.sqldatabricks.bridge.sync.StoredEvent;
import io.github.sqldatabricks.bridge.sync.SyncOperation;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/**
 * What a principal may see of events and do with them, whoever asks: a principal has its own, admins have all. One that may not be seen
 * is answered like one that does not exist. Below the base path, views have the predecessor's forms. Thread-safe, blocking.
 */
@ApplicationScoped
public class EventViews {

    private final EventStore store;
    private final VisibleEvents visible;
    private final EventSubmission submission;
    private final AccessControl access;
    private final AuditTrail trail;
    private final BasePath base;

    public EventViews(
            EventStore store,
            VisibleEvents visible,
            EventSubmission submission,
            AccessControl access,
            AuditTrail trail,
            BasePath base) {
        this.store = store;
        this.visible = visible;
        this.submission = submission;
        this.access = access;
        this.trail = trail;
        this.base = base;
    }

    /**
     * A page of events, newest first.
     *
     * @param status null for all; likewise {@code operation}
     * @throws BridgeException.InvalidRequest when a parameter is wrong
     */
    public List<EventView> list(Principal principal, String status, String operation, QueryParameters.Page page) {
        EventStore.Filter filter = new EventStore.Filter(
                Optional.ofNullable(status).map(EventStatus::of),
                Optional.ofNullable(operation).map(SyncOperation.Kind::of),
                principal.admin() ? Optional.empty() : Optional.of(principal.name()),
                page.size(),
                page.skipped());
        return store.list(filter).stream().map(this::view).toList();
    }

    /** How many events there are. */
    public SyncStatusResource.StatsView stats(Principal principal) {
        return SyncStatusResource.StatsView.of(principal.admin() ? store.counts() : store.counts(principal.name()));
    }

    /** @throws BridgeException.NotFound when there is none that the principal may see */
    public EventView get(Principal principal, EventId id) {
        return view(visible.find(principal, id));
    }

    /**
     * Makes a failed or blocked event pending again.
     *
     * @throws BridgeException.NotFound when there is none that the principal may see
     * @throws BridgeException.Conflict when it is neither
     */
    public EventView retry(Principal principal, EventId id) {
        return view(trail.around(
                AuditEvent.by(principal.name(), AuditType.EVENT_RETRIED, "retry", AuditEvent.resource(id)),
                () -> submission.retry(visible.find(principal, id).event().id())));
    }

    /**
     * Ends a pending event.
     *
     * @throws BridgeException.NotFound when there is none that the principal may see
     * @throws BridgeException.Conflict when it is not pending any more
     */
    public void cancel(Principal principal, EventId id) {
        trail.around(
                AuditEvent.by(principal.name(), AuditType.EVENT_CANCELLED, "cancel", AuditEvent.resource(id)),
                () -> submission.cancel(visible.find(principal, id).event().id(), principal.name()));
    }

    /**
     * What a stored event would do now, for its own user's rights. Rows are shown to who may read the table only.
     *
     * @throws BridgeException.NotFound when there is none that the principal may see
     * @throws BridgeException as {@link EventSubmission#dryRun}
     */
    public DryRunView dryRun(Principal principal, EventId id) {
        StoredEvent stored = visible.find(principal, id);
        DryRunView run = DryRunView.of(submission.dryRun(stored.event()));
        return access.mayRead(principal, stored.event().target()) ? run : run.withoutRows();
    }

    private EventView view(StoredEvent stored) {
        return EventView.of(stored, base.isInUse());
    }
}
