package io.github.sqldatabricks.bridge.api.audit;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.sqldatabricks.bridge.api.security.TokenFilter.Caller;
import io.github.sqldatabricks.bridge.audit.AuditChain.AuditRecord;
import io.github.sqldatabricks.bridge.audit.AuditEntry;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Shows the audit trail to administrators. Reading it is recorded, too. */
@Path("/audit")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Audit")
@Blocking
public class AuditResource {

    private final AuditViews views;
    private final Caller caller;

    public AuditResource(AuditViews views, Caller caller) {
        this.views = views;
        this.caller = caller;
    }

    /** Lists records, newest first. */
    @GET
    @Operation(
            operationId = "listAudit",
            summary = "List records of the audit trail, newest first",
            description =
                    "For users with admin: true only. Page by page without loss or doubles while records arrive: send"
                            + " 'next' of a page as 'after' of the next one.")
    @APIResponse(responseCode = "200", description = "The records")
    @APIResponse(responseCode = "400", description = "A parameter is wrong")
    @APIResponse(responseCode = "403", description = "The caller is no administrator")
    public Page list(@BeanParam AuditQuery query) {
        return views.list(caller.principal(), query);
    }

    /** How the trail's table is. */
    @GET
    @Path("/state")
    @Operation(
            operationId = "auditState",
            summary = "Tell how the audit trail's table is",
            description = "For users with admin: true only.")
    @APIResponse(responseCode = "200", description = "Its state")
    @APIResponse(responseCode = "403", description = "The caller is no administrator")
    public AuditStateView state() {
        return views.state(caller.principal());
    }

    /** Verifies the chain of records. */
    @POST
    @Path("/verify")
    @Operation(
            operationId = "verifyAudit",
            summary = "Verify the audit trail's chain of records",
            description = "For users with admin: true only. Answers when all records were looked at, or after a minute"
                    + " (verdict unfinished). One at a time in each process. Whoever does not trust the service takes"
                    + " bridge audit verify, which reads the table itself.")
    @APIResponse(responseCode = "200", description = "What was found, also when it is broken")
    @APIResponse(responseCode = "403", description = "The caller is no administrator")
    @APIResponse(responseCode = "503", description = "It is being verified, or the store is away; see Retry-After")
    public AuditStateView.VerificationView verify() {
        return views.verify(caller.principal());
    }

    /** Records, newest first, and how to go on. */
    @Schema(name = "AuditPage")
    public record Page(
            @JsonProperty("records") List<Entry> records,

            @JsonProperty("next")
            @Schema(description = "Send it as 'after' for older records; null when there are none", nullable = true)
            String next) {

        /** @param full whether there may be more after them */
        static Page of(List<AuditRecord> records, boolean full) {
            return new Page(
                    records.stream().map(Entry::of).toList(),
                    full ? Long.toString(records.get(records.size() - 1).sequence()) : null);
        }

        /** One record as JSON: the fields of the log, and its place in the chain. */
        @Schema(name = "AuditRecord")
        public record Entry(
                @JsonProperty("sequence") @Schema(description = "From 1, without gaps")
                long sequence,

                @JsonProperty("timestamp") @Schema(description = "UTC, microseconds", format = "date-time")
                String timestamp,

                @JsonProperty("event_type") String eventType,

                @JsonProperty("user_name") @Schema(nullable = true)
                String userName,

                @JsonProperty("user_token_prefix")
                @Schema(description = "First 8 hexadecimal digits of the token's SHA-256", nullable = true)
                String userTokenPrefix,

                @JsonProperty("source_ip") @Schema(nullable = true)
                String sourceIp,

                @JsonProperty("resource") String resource,
                @JsonProperty("action") String action,

                @JsonProperty("status") @Schema(enumeration = {"started", "success", "denied", "failure"})
                String status,

                @JsonProperty("details") @Schema(type = SchemaType.OBJECT)
                JsonNode details,

                @JsonProperty("error") @Schema(nullable = true)
                String error,

                @JsonProperty("previous_hash") String previousHash,
                @JsonProperty("hash") String hash) {

            private static final JsonMapper JSON = new JsonMapper();

            static Entry of(AuditRecord stored) {
                AuditEntry entry = stored.entry();
                return new Entry(
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

            /** They may have been edited into something that is no JSON. */
            private static JsonNode details(String text) {
                try {
                    return JSON.readTree(text);
                } catch (JsonProcessingException e) {
                    return TextNode.valueOf(text);
                }
            }
        }
    }
}
