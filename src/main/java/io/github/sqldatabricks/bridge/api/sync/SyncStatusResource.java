package io.github.sqldatabricks.bridge.api.sync;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.github.sqldatabricks.bridge.access.Permissions.AccessLevel;
import io.github.sqldatabricks.bridge.access.Principal;
import io.github.sqldatabricks.bridge.api.security.TokenFilter.Caller;
import io.github.sqldatabricks.bridge.audit.AuditEvent;
import io.github.sqldatabricks.bridge.audit.AuditTrail;
import io.github.sqldatabricks.bridge.audit.AuditType;
import io.github.sqldatabricks.bridge.event.EventPoller;
import io.github.sqldatabricks.bridge.event.EventStore.EventCounts;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Tells how event sync is doing, and wakes the poller. */
@Path("/sync")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Event sync")
@Blocking
public class SyncStatusResource {

    private final EventViews views;
    private final EventPoller poller;
    private final AuditTrail trail;
    private final Caller caller;

    public SyncStatusResource(EventViews views, EventPoller poller, AuditTrail trail, Caller caller) {
        this.views = views;
        this.poller = poller;
        this.trail = trail;
        this.caller = caller;
    }

    /** How many events there are. */
    @GET
    @Path("/stats")
    @Operation(
            operationId = "syncStats",
            summary = "Count the caller's events by status and operation; an admin's, everybody's")
    @APIResponse(responseCode = "200", description = "The counts")
    public StatsView stats() {
        return views.stats(caller.principal());
    }

    /** How each target table is doing. */
    @GET
    @Path("/targets")
    @Operation(
            operationId = "syncTargets",
            summary = "Tell how the caller's events of each target table are; an admin's, everybody's",
            description = "The tables of the last events first, at most 500.")
    @APIResponse(responseCode = "200", description = "The tables")
    public List<EventViews.Target> targets() {
        return views.targets(caller.principal());
    }

    /** How the poller is doing. */
    @GET
    @Path("/poller/status")
    @Operation(operationId = "pollerStatus", summary = "Tell how the poller of the events table is doing")
    @APIResponse(responseCode = "200", description = "Its state")
    public PollerView status() {
        return PollerView.of(poller.status());
    }

    /** Reads the events table now. */
    @POST
    @Path("/poller/trigger")
    @Operation(
            operationId = "triggerPoller",
            summary = "Read the events table now",
            description =
                    "The doorbell of a Databricks job that has just inserted events. Answers when they are taken up.")
    @APIResponse(responseCode = "200", description = "How many events were taken up")
    @APIResponse(responseCode = "502", description = "Databricks refused to read the events table")
    @APIResponse(responseCode = "403", description = "The caller may write to no table")
    public TriggerAnswer trigger() {
        Principal principal = caller.principal();
        AuditEvent triggered = AuditEvent.by(principal.name(), AuditType.POLLER_TRIGGERED, "trigger", "events-table");
        return new TriggerAnswer(true, trail.around(triggered, () -> trigger(principal)));
    }

    /** Each trigger wakes the SQL warehouse, which costs: it is for those whose events may wait in the table. */
    private int trigger(Principal principal) {
        if (!principal.admin() && !principal.permissions().allowAnything(AccessLevel.WRITE)) {
            throw new BridgeException.NotAllowed(
                    ErrorCode.TRIGGER_NOT_ALLOWED,
                    "Expected a user who may write to some table, or an admin, but " + principal.name()
                            + " may not. The events table is read by itself every bridge.sync.poller.interval.");
        }
        return poller.trigger();
    }

    /** How many events there are, over the wire. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @Schema(name = "SyncStats")
    public record StatsView(long total, Map<String, Long> byStatus, Map<String, Long> byOperation) {

        static StatsView of(EventCounts counts) {
            Map<String, Long> byStatus = new TreeMap<>();
            counts.byStatus().forEach((status, number) -> byStatus.put(status.text(), number));
            Map<String, Long> byOperation = new TreeMap<>();
            counts.byOperation().forEach((operation, number) -> byOperation.put(operation.name(), number));
            return new StatsView(counts.total(), byStatus, byOperation);
        }
    }

    /** The poller's state over the wire. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @Schema(name = "PollerStatus")
    public record PollerView(
            boolean enabled,

            @Schema(description = "Whether this process reads the events table")
            boolean running,

            String eventsTable,
            double pollIntervalSeconds,
            int maxEventsPerPoll,

            @Schema(nullable = true, description = "When the table was read last, without an error")
            Instant lastPoll,

            @Schema(nullable = true, description = "Why the table can't be read now")
            String lastError,

            @Schema(description = "Statuses that are not written into the events table yet")
            long unmirroredEvents,

            @Schema(description = "Age of the oldest of them")
            double mirrorLagSeconds) {

        private static final double MILLIS_PER_SECOND = 1000;

        static PollerView of(EventPoller.Status status) {
            return new PollerView(
                    status.enabled(),
                    status.running(),
                    status.eventsTable(),
                    status.interval().toMillis() / MILLIS_PER_SECOND,
                    status.maxEvents(),
                    status.lastPoll().orElse(null),
                    status.lastError().orElse(null),
                    status.unwritten(),
                    status.lag().toMillis() / MILLIS_PER_SECOND);
        }
    }

    /** The answer to {@code POST /sync/poller/trigger}. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @Schema(name = "PollerTriggered")
    record TriggerAnswer(
            boolean success,

            @Schema(description = "Events that were taken up; they are applied afterwards")
            int eventsProcessed) {}
}
