package io.github.sqldatabricks.bridge.api.sync;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.sqldatabricks.bridge.audit.AuditEntry;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** One step in the life of an event, over the wire: what the audit trail has of it, without where the caller was. */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@Schema(name = "EventStep")
public record EventHistoryView(
        @Schema(description = "UTC, microseconds", format = "date-time")
        String timestamp,

        @Schema(description = "What happened, as event_type of the audit trail, such as sync_started")
        String step,

        @Schema(enumeration = {"started", "success", "denied", "failure"})
        String status,

        @Schema(nullable = true, description = "Who did it") String user,

        @Schema(nullable = true, description = "Which attempt it was, from 1")
        Integer attempt,

        @Schema(nullable = true, description = "Whether there will be another attempt")
        Boolean again,

        @Schema(nullable = true, description = "Rows that changed")
        Long rows,

        @Schema(nullable = true) Long inserted,
        @Schema(nullable = true) Long updated,
        @Schema(nullable = true) Long deleted,

        @Schema(nullable = true, description = "How long the attempt took")
        Double durationSeconds,

        @Schema(nullable = true, description = "Why it failed, was blocked or refused")
        String error) {

    private static final JsonMapper JSON = new JsonMapper();
    private static final double MILLIS_PER_SECOND = 1000;

    static EventHistoryView of(AuditEntry entry) {
        JsonNode details = details(entry.details());
        return new EventHistoryView(
                entry.time(),
                entry.type(),
                entry.status(),
                entry.user().orElse(null),
                details.hasNonNull("attempt") ? details.get("attempt").asInt() : null,
                details.hasNonNull("again") ? details.get("again").asBoolean() : null,
                number(details, "rows"),
                number(details, "inserted"),
                number(details, "updated"),
                number(details, "deleted"),
                details.hasNonNull("duration_ms") ? details.get("duration_ms").asLong() / MILLIS_PER_SECOND : null,
                entry.error().orElse(null));
    }

    private static Long number(JsonNode details, String name) {
        return details.hasNonNull(name) ? details.get(name).asLong() : null;
    }

    /** They may have been edited into something that is no JSON. */
    private static JsonNode details(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }
}
