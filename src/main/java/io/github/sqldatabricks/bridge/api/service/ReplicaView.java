package io.github.sqldatabricks.bridge.api.service;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.github.sqldatabricks.bridge.work.ReplicaStore.Replica;
import io.github.sqldatabricks.bridge.work.ThisProcess;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** One process of the service over the wire. */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@Schema(name = "Replica")
public record ReplicaView(
        @Schema(description = "As 'worker' of the queries that it runs, and 'held_by' of events; new at each start")
        String name,

        @Schema(description = "The machine, container or pod")
        String host,

        String version,
        Instant startedAt,

        @Schema(description = "When it told of itself last; it does so every 10 seconds, and is forgotten after 40")
        Instant lastBeat,

        @Schema(description = "Whether it takes no new work, because it stops")
        boolean draining,

        @Schema(description = "How many it runs") int queriesRunning,

        @Schema(description = "How many it can run at once") int queryThreads,

        @Schema(description = "How many it applies") int eventsRunning,

        @Schema(description = "How many it can apply at once")
        int eventThreads,

        @Schema(description = "Whether it is the one that answers")
        boolean self) {

    static ReplicaView of(Replica replica) {
        return new ReplicaView(
                replica.name(),
                replica.host(),
                replica.version(),
                replica.startedAt(),
                replica.beatAt(),
                replica.draining(),
                replica.queries(),
                replica.queryThreads(),
                replica.events(),
                replica.eventThreads(),
                replica.name().equals(ThisProcess.name()));
    }
}
