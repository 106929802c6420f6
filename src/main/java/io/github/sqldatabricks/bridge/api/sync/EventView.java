package io.github.sqldatabricks.bridge.api.sync;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.github.sqldatabricks.bridge.sync.StoredEvent;
import io.github.sqldatabricks.bridge.sync.StoredEvent.EventStatus;
import io.github.sqldatabricks.bridge.sync.SyncEvent;
import io.github.sqldatabricks.bridge.sync.SyncOperation;
import io.github.sqldatabricks.bridge.sync.SyncOperation.KeyColumns;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** An event over the wire. */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@Schema(name = "SyncEvent")
public record EventView(
        String eventId,

        @Schema(enumeration = {"INSERT", "UPDATE", "DELETE", "UPSERT"})
        String operation,

        @Schema(nullable = true) String sourceTable,
        String targetTable,
        List<String> primaryKeys,
        int priority,

        @Schema(enumeration = {"pending", "processing", "completed", "failed", "blocked", "retry"})
        String status,

        @Schema(nullable = true) Long rowsExpected,

        @Schema(nullable = true, description = "Rows that changed in SQL Server; present when completed")
        Long rowsAffected,

        @Schema(nullable = true, description = "Expected minus changed rows; null when equal or not known")
        Long discrepancy,

        @Schema(nullable = true) String warning,

        @Schema(nullable = true, description = "Why nothing was changed")
        String errorMessage,

        Instant createdAt,

        @Schema(nullable = true, description = "When it ended, well or badly")
        Instant processedAt,

        Map<String, String> filterConditions,
        Map<String, String> metadata,

        @Schema(description = "Attempts after the first") int retryCount,

        @Schema(nullable = true) Integer maxRetries,

        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Schema(description = "Stable name of the error; docs/errors.md lists all")
        String errorCode,

        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Schema(description = "Whether the failure can pass without a change of the event; comes with error_code")
        Boolean retryable,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Schema(description = "When the next attempt begins")
        Instant nextAttemptAt,

        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Schema(description = "What changed, by kind; present when completed")
        Counts changes,

        @Schema(nullable = true, description = "Who asked for it; null for a row of the events table that names nobody")
        String user,

        @Schema(description = "When the service took it") Instant acceptedAt,

        @Schema(description = "Whether it is a row of the events table")
        boolean fromTable,

        @Schema(description = "How often it was begun, since it was asked for or retried last")
        int attempts,

        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Schema(description = "The process that applies it now; only of a single event")
        String heldBy) {

    /** How many rows changed. */
    @Schema(name = "ChangeCounts")
    public record Counts(long inserted, long updated, long deleted) {}

    /** @param older whether the predecessor's clients read it, which know no status {@code retry} */
    static EventView of(StoredEvent stored, boolean older) {
        return of(stored, older, null);
    }

    /** @param heldBy which process has claimed it; null when none has, or nobody looked */
    static EventView of(StoredEvent stored, boolean older, String heldBy) {
        SyncEvent event = stored.event();
        return new EventView(
                event.id().value(),
                event.operation().kind().name(),
                event.operation().sourceTable().map(Object::toString).orElse(null),
                event.target().toString(),
                event.operation().keyColumns().map(KeyColumns::names).orElse(List.of()),
                event.priority(),
                (older && stored.status() == EventStatus.RETRY ? EventStatus.PENDING : stored.status()).text(),
                boxed(event.rowsExpected()),
                boxed(stored.rowsAffected()),
                boxed(stored.discrepancy()),
                stored.warning().orElse(null),
                stored.errorMessage().orElse(null),
                event.createdAt(),
                stored.processedAt().orElse(null),
                conditions(event.operation()),
                event.metadata().values(),
                stored.retryCount(),
                boxed(event.maxRetries()),
                stored.errorCode().orElse(null),
                stored.retryable().orElse(null),
                stored.nextAttemptAt().orElse(null),
                stored.status() == EventStatus.COMPLETED ? counts(stored) : null,
                event.user().orElse(null),
                stored.acceptedAt(),
                event.origin() instanceof SyncEvent.Origin.EventsTable,
                stored.attempts(),
                heldBy);
    }

    private static Counts counts(StoredEvent stored) {
        return stored.counts()
                .map(counts -> new Counts(counts.inserted(), counts.updated(), counts.deleted()))
                .orElse(null);
    }

    private static Map<String, String> conditions(SyncOperation operation) {
        Map<String, String> conditions = new LinkedHashMap<>();
        if (operation instanceof SyncOperation.DeleteWhere where) {
            where.conditions().forEach((column, value) -> conditions.put(column, value.orElse(null)));
        }
        return conditions;
    }

    private static Long boxed(OptionalLong value) {
        return value.isPresent() ? value.getAsLong() : null;
    }

    private static Integer boxed(OptionalInt value) {
        return value.isPresent() ? value.getAsInt() : null;
    }
}
