package io.github.sqldatabricks.bridge.api.replication;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.github.sqldatabricks.bridge.run.ReplicationStore.LastLoad;
import io.github.sqldatabricks.bridge.run.StreamOverview.Entry;
import io.github.sqldatabricks.bridge.run.StreamOverview.Presence;
import io.github.sqldatabricks.bridge.run.StreamState;
import io.github.sqldatabricks.bridge.run.StreamState.Block;
import io.github.sqldatabricks.bridge.run.StreamState.Failure;
import io.github.sqldatabricks.bridge.run.StreamState.Trouble;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What is known of a stream, over the wire. */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@Schema(name = "ReplicationStream")
public record StreamView(
        String name,

        @Schema(description = "Grows with each reset") long generation,

        @Schema(
                nullable = true,
                description =
                        "How far it is read, as it stands with the rows in Delta; null for those who may not operate it")
        String position,

        @Schema(description = "Whether its next run reads all rows and replaces those of the target")
        boolean reset,

        @Schema(nullable = true, description = "The load that its limits have stopped, until one ends")
        Blocked blocked,

        @Schema(nullable = true, description = "Who lets that load pass the limits")
        String approvedBy,

        @Schema(nullable = true) Load lastLoad,

        @Schema(nullable = true, description = "Since when the target has all that the source had then")
        Instant currentAsOf,

        @Schema(nullable = true) Long lagSeconds,

        @Schema(
                nullable = true,
                examples = "horizon",
                description = "How sure that is: full, rowversion, horizon, drained, lag-bounded")
        String completeness,

        @Schema(description = "Failed runs in a row") long failures,

        @Schema(nullable = true, description = "Why the last one failed")
        String errorCode,

        @Schema(nullable = true) Instant failedAt,

        @Schema(
                nullable = true,
                enumeration = {"failed", "late"},
                description = "What is wrong with it now; nothing of one that does not run any more")
        String trouble,

        @Schema(
                nullable = true,
                enumeration = {"active", "disabled", "gone", "unknown"},
                description =
                        "Whether the file means it now; unknown while the source can't be asked, and null in answers that don't ask it")
        String presence) {

    /** What was loaded last. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @Schema(name = "ReplicationLoad")
    public record Load(String id, String jobId, long rows, Instant loadedAt) {
        private static Load of(LastLoad load) {
            return new Load(load.id(), load.job(), load.rows(), load.at());
        }
    }

    /** A load that was stopped by its limits. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @Schema(name = "ReplicationBlock")
    public record Blocked(
            String loadId,

            @Schema(description = "Whether it was one of a backfill")
            boolean backfill,

            @Schema(description = "How many rows it would have replaced")
            long rowsBefore,

            @Schema(description = "How many would have come in their place")
            long rowsAfter) {
        private static Blocked of(Block block) {
            return new Blocked(block.load(), block.range().isPresent(), block.rowsBefore(), block.rowsAfter());
        }
    }

    /** For those who may not operate the replication: a position is a value of the source. */
    StreamView withoutPosition() {
        return new StreamView(
                name,
                generation,
                null,
                reset,
                blocked,
                approvedBy,
                lastLoad,
                currentAsOf,
                lagSeconds,
                completeness,
                failures,
                errorCode,
                failedAt,
                trouble,
                presence);
    }

    static StreamView of(Entry entry, Instant now) {
        return of(entry.state(), entry.trouble(now), Optional.of(entry.presence()), now);
    }

    static StreamView of(StreamState state, Instant now) {
        return of(state, state.trouble(now), Optional.empty(), now);
    }

    private static StreamView of(
            StreamState state, Optional<Trouble> trouble, Optional<Presence> presence, Instant now) {
        return new StreamView(
                state.id().stream(),
                state.generation(),
                state.position().orElse(null),
                state.reset(),
                state.blocked().map(Blocked::of).orElse(null),
                state.approvedBy().orElse(null),
                state.load().map(Load::of).orElse(null),
                state.currentAsOf().orElse(null),
                state.lag(now).map(Duration::toSeconds).orElse(null),
                state.completeness().orElse(null),
                state.failure().map(Failure::count).orElse(0L),
                state.failure().map(Failure::code).orElse(null),
                state.failure().map(Failure::at).orElse(null),
                trouble.map(Trouble::text).orElse(null),
                presence.map(Presence::text).orElse(null));
    }
}
