package io.github.sqldatabricks.bridge.api.sync;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.github.sqldatabricks.bridge.access.AccessControl;
import io.github.sqldatabricks.bridge.access.Principal;
import io.github.sqldatabricks.bridge.api.BasePath;
import io.github.sqldatabricks.bridge.api.QueryParameters;
import io.github.sqldatabricks.bridge.audit.AuditEvent;
import io.github.sqldatabricks.bridge.audit.AuditStore;
import io.github.sqldatabricks.bridge.audit.AuditTrail;
import io.github.sqldatabricks.bridge.audit.AuditType;
import io.github.sqldatabricks.bridge.event.EventStore;
import io.github.sqldatabricks.bridge.event.EventStore.TargetState;
import io.github.sqldatabricks.bridge.event.EventSubmission;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.EventId;
import io.github.sqldatabricks.bridge.sync.StoredEvent;
import io.github.sqldatabricks.bridge.sync.StoredEvent.EventStatus;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What a principal may see of events and do with them, whoever asks: a principal has its own, admins have all. One that may not be
 * seen is answered like one that does not exist, so that ids can't be probed. Thread-safe, blocking.
 */
@ApplicationScoped
public class EventViews {

    private static final int MOST_TARGETS = 500;
    private static final int MOST_STEPS = 200;

    private final EventStore store;
    private final VisibleEvents visible;
    private final EventSubmission submission;
    private final AuditStore records;
    private final AuditTrail trail;
    private final AccessControl access;
    private final BasePath base;

    public EventViews(
            EventStore store,
            VisibleEvents visible,
            EventSubmission submission,
            AuditStore records,
            AuditTrail trail,
            AccessControl access,
            BasePath base) {
        this.store = store;
        this.visible = visible;
        this.submission = submission;
        this.records = records;
        this.trail = trail;
        this.access = access;
        this.base = base;
    }

    /**
     * A page of events, newest first.
     *
     * @throws BridgeException.InvalidRequest when a parameter is wrong
     */
    public Listed list(Principal principal, EventQuery query) {
        EventStore.Filter filter = query.filter(principal);
        List<StoredEvent> events = store.list(filter);
        Optional<String> next = events.size() == filter.limit()
                ? Optional.of(
                        EventStore.Position.of(events.get(events.size() - 1)).toString())
                : Optional.empty();
        return new Listed(events.stream().map(this::view).toList(), next);
    }

    /**
     * Some events, newest first.
     *
     * @param status null for all; likewise {@code operation}
     * @throws BridgeException.InvalidRequest when a parameter is wrong
     */
    public List<EventView> list(Principal principal, String status, String operation, QueryParameters.Page page) {
        return list(principal, EventQuery.of(status, operation, page)).events();
    }

    /**
     * The first pages of some lists together, in no order.
     *
     * @throws BridgeException.InvalidRequest when a parameter is wrong
     */
    public List<EventView> lists(Principal principal, List<EventQuery> queries) {
        return store.list(queries.stream().map(query -> query.filter(principal)).toList()).stream()
                .map(this::view)
                .toList();
    }

    /** How many events there are. */
    public SyncStatusResource.StatsView stats(Principal principal) {
        return SyncStatusResource.StatsView.of(
                store.counts(principal.admin() ? Optional.empty() : Optional.of(principal.name())));
    }

    /** @throws BridgeException.NotFound when there is none that the principal may see */
    public EventView get(Principal principal, EventId id) {
        StoredEvent event = visible.find(principal, id);
        boolean held = event.status() == EventStatus.PROCESSING;
        return EventView.of(event, base.isInUse(), held ? store.holder(id).orElse(null) : null);
    }

    /**
     * What has become of an event, oldest first: the newest {@value #MOST_STEPS} steps that the audit trail still has.
     *
     * @throws BridgeException.NotFound when there is none that the principal may see
     */
    public List<EventHistoryView> history(Principal principal, EventId id) {
        AuditStore.Filter about = new AuditStore.Filter(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(AuditEvent.resource(visible.find(principal, id).id())),
                Optional.empty());
        List<EventHistoryView> steps = new ArrayList<>(records.newest(about, Long.MAX_VALUE, MOST_STEPS).stream()
                .map(found -> EventHistoryView.of(found.entry()))
                .toList());
        Collections.reverse(steps);
        return steps;
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
                () -> submission.retry(visible.find(principal, id).id())));
    }

    /** Makes events pending again, each as {@link #retry} does; one that can't be is told so and keeps no other back. */
    public List<Retried> retryAll(Principal principal, List<EventId> ids) {
        return ids.stream().distinct().map(id -> retried(principal, id)).toList();
    }

    private Retried retried(Principal principal, EventId id) {
        try {
            return new Retried(id.value(), retry(principal, id).status(), null, null);
        } catch (BridgeException.NotFound | BridgeException.Conflict e) {
            return new Retried(id.value(), null, e.code(), e.getMessage());
        }
    }

    /**
     * What a failed or blocked event would do now; nothing is changed. Its own user's rights and limits count. Rows are shown to
     * who may read the table only.
     *
     * @throws BridgeException.NotFound when there is none that the principal may see
     * @throws BridgeException.Conflict when it has neither failed nor was it blocked
     * @throws BridgeException as {@link EventSubmission#dryRun}
     */
    public DryRunView dryRun(Principal principal, EventId id) {
        StoredEvent stored = visible.find(principal, id);
        if (stored.status() != EventStatus.FAILED && stored.status() != EventStatus.BLOCKED) {
            throw new BridgeException.Conflict(
                    ErrorCode.EVENT_NOT_RETRYABLE,
                    "Expected an event that has failed or was blocked, but " + id + " is "
                            + stored.status().text() + ".");
        }
        DryRunView run = DryRunView.of(submission.dryRun(stored.event()));
        return access.mayRead(principal, stored.event().target()) ? run : run.withoutRows();
    }

    /**
     * Cancels a pending event.
     *
     * @throws BridgeException.NotFound when there is none that the principal may see
     * @throws BridgeException as {@link EventSubmission#cancel}
     */
    public void cancel(Principal principal, EventId id) {
        trail.around(
                AuditEvent.by(principal.name(), AuditType.EVENT_CANCELLED, "cancel", AuditEvent.resource(id)),
                () -> submission.cancel(visible.find(principal, id).id(), principal.name()));
    }

    /** How the principal's events of each target table are; at most {@value #MOST_TARGETS} tables. */
    public List<Target> targets(Principal principal) {
        return store
                .targets(principal.admin() ? Optional.empty() : Optional.of(principal.name()), MOST_TARGETS)
                .stream()
                .map(Target::of)
                .toList();
    }

    private EventView view(StoredEvent stored) {
        return EventView.of(stored, base.isInUse());
    }

    /**
     * A page of events.
     *
     * @param next what to ask for after it; empty when the page is not full
     */
    public record Listed(List<EventView> events, Optional<String> next) {}

    /** What became of one event of many, over the wire. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @Schema(name = "RetriedEvent")
    public record Retried(
            String eventId,

            @Schema(nullable = true, description = "What it is now; null when it can't be retried")
            String status,

            @Schema(nullable = true, description = "Why it can't be retried: a code of docs/errors.md")
            String code,

            @Schema(nullable = true, description = "The same for people")
            String detail) {}

    /** A target table over the wire. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @Schema(name = "SyncTarget")
    public record Target(
            @Schema(description = "In lower case") String targetTable,

            @Schema(description = "When its last event was accepted")
            Instant lastEventAt,

            @Schema(description = "Events that wait") long pending,
            long failed,
            long blocked,

            @Schema(nullable = true, description = "The event that is applied now")
            String processing,

            @Schema(
                    nullable = true,
                    description = "Since when an event waits for its next attempt, and holds up the others")
            Instant retrySince) {

        static Target of(TargetState state) {
            return new Target(
                    state.table(),
                    state.lastAccepted(),
                    state.pending(),
                    state.failed(),
                    state.blocked(),
                    state.processing().map(EventId::value).orElse(null),
                    state.retrySince().orElse(null));
        }
    }
}
