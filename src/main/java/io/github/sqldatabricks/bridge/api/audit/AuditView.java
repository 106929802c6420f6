package io.github.sqldatabricks.bridge.api.audit;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.sqldatabricks.bridge.audit.AuditEntry;
import io.github.sqldatabricks.bridge.audit.AuditRecord;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** One record as JSON: the fields of the log, and its place in the chain. */
@Schema(name = "AuditRecord")
public record AuditView(
        @JsonProperty("sequence") @Schema(description = "From 1, without gaps")
        long sequence,

        @JsonProperty("timestamp") @Schema(description = "UTC, microseconds", format = "date-time")
        String timestamp,

        @JsonProperty("event_type") String eventType,
        @JsonProperty("user_name") @Schema(nullable = true) String userName,

        @JsonProperty("user_token_prefix")
        @Schema(description = "First 8 hexadecimal digits of the token's SHA-256", nullable = true)
        String userTokenPrefix,

        @JsonProperty("source_ip") @Schema(nullable = true) String sourceIp,
        @JsonProperty("resource") String resource,
        @JsonProperty("action") String action,

        @JsonProperty("status") @Schema(enumeration = {"started", "success", "denied", "failure"})
        String status,

        @JsonProperty("details") @Schema(type = SchemaType.OBJECT)
        JsonNode details,

        @JsonProperty("error") @Schema(nullable = true) String error,
        @JsonProperty("previous_hash") String previousHash,
        @JsonProperty("hash") String hash) {

    private static final JsonMapper JSON = new JsonMapper();

    static AuditView of(AuditRecord stored) {
        AuditEntry entry = stored.entry();
        return new AuditView(
                stored.sequence(),
                entry.time(),
                entry.type(),
                entry.user().orElse(null),
                entry.tokenPrefix().orElse(null),
                entry.sourceIp().orElse(null),
                entry.resource(),
                entry.action(),
                entry.status(),
                details(entry.details()),
                entry.error().orElse(null),
                stored.previousHash(),
                stored.hash());
    }

    /** Somebody may have edited them into something that is no JSON. */
    private static JsonNode details(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return TextNode.valueOf(text);
        }
    }
}
