package io.github.sqldatabricks.bridge.api.replication;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.github.sqldatabricks.bridge.replication.config.Replication;
import io.github.sqldatabricks.bridge.replication.config.Replication.StreamRule;
import io.github.sqldatabricks.bridge.replication.config.ReplicationLibrary.ReplicationFile;
import io.github.sqldatabricks.bridge.run.ReplicationStore.Pause;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A replication over the wire. Of a file that was never good there are its name and what is wrong. */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@Schema(name = "Replication")
public record ReplicationView(
        @Schema(nullable = true) String name,
        String file,
        @Schema(nullable = true) String description,
        @Schema(nullable = true) String country,

        @Schema(nullable = true, description = "Catalog and schema of its tables; may have placeholders")
        String target,

        @Schema(nullable = true, description = "When it runs by itself; null for never")
        Timetable schedule,

        @Schema(nullable = true, description = "Who keeps it from running by its schedule; null for nobody")
        String pausedBy,

        @Schema(nullable = true, description = "Since when") Instant pausedAt,

        @Schema(description = "The entries of its file: tables, patterns and names of templates' streams")
        List<String> entries,

        @Schema(nullable = true, description = "What is wrong with the file as it is now")
        String problem) {

    static ReplicationView of(ReplicationFile file, Optional<Pause> pause, Instant now) {
        Optional<Replication> replication = file.replication();
        return new ReplicationView(
                replication.map(Replication::name).orElse(null),
                file.file().getFileName().toString(),
                replication.map(Replication::description).orElse(null),
                replication.map(known -> known.country().code()).orElse(null),
                replication
                        .map(known ->
                                known.target().catalog() + "." + known.target().schema())
                        .orElse(null),
                replication.flatMap(known -> Timetable.of(known, now)).orElse(null),
                pause.map(Pause::by).orElse(null),
                pause.map(Pause::at).orElse(null),
                replication.map(Replication::rules).orElse(List.of()).stream()
                        .map(StreamRule::key)
                        .toList(),
                file.problem().orElse(null));
    }

    /** When a replication runs by itself. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @Schema(name = "ReplicationSchedule")
    public record Timetable(
            String cron,
            String zone,

            @Schema(
                    enumeration = {"latest", "none"},
                    description = "What becomes of missed times: one run, or none")
            String catchUp,

            @Schema(nullable = true, description = "The next time; null when there is none any more")
            Instant nextRun) {

        private static Optional<Timetable> of(Replication replication, Instant now) {
            return replication
                    .schedule()
                    .map(schedule -> new Timetable(
                            schedule.cron(),
                            schedule.zone().getId(),
                            schedule.catchUp().name().toLowerCase(Locale.ROOT),
                            schedule.next(now).orElse(null)));
        }
    }
}
