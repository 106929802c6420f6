package io.github.sqldatabricks.bridge.api.sync;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.github.sqldatabricks.bridge.messaging.sync.PollerStatus;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The poller's state over the wire. */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@Schema(name = "PollerStatus")
record PollerView(
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

        @Schema(description = "Age of the oldest of them") double mirrorLagSeconds) {

    private static final double MILLIS_PER_SECOND = 1000;

    static PollerView of(PollerStatus status) {
        return new PollerView(
                status.enabled(),
                status.running(),
                status.eventsTable(),
                status.interval().toMillis() / MILLIS_PER_SECOND,
                status.maxEvents(),
                status.lastPoll().orElse(null),
                status.lastError().orElse(null),
                status.unmirrored(),
                status.lag().toMillis() / MILLIS_PER_SECOND);
    }
}
