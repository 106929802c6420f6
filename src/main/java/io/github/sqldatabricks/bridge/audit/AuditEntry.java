package io.github.sqldatabricks.bridge.audit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * An event as texts, exactly as it stands in the table. Unlike {@link AuditEvent} it takes whatever is there, so that an edited
 * record can be read, and be found out.
 *
 * @param id random; tells whether an entry whose storing was interrupted is stored
 * @param timestamp in microseconds
 * @param details a JSON object
 */
public record AuditEntry(
        String id,
        Instant timestamp,
        String type,
        Optional<String> user,
        Optional<String> tokenPrefix,
        Optional<String> sourceIp,
        String resource,
        String action,
        String status,
        String details,
        Optional<String> errorCode,
        Optional<String> errorText) {

    /** A new entry of this event. */
    public static AuditEntry of(AuditEvent event) {
        return new AuditEntry(
                UUID.randomUUID().toString(),
                event.timestamp(),
                event.type().text(),
                event.user(),
                event.origin().tokenPrefix(),
                event.origin().sourceIp(),
                event.resource(),
                event.action(),
                event.status().text(),
                event.details().json(),
                event.error().map(AuditError::code),
                event.error().flatMap(AuditError::text));
    }

    /** UTC with microseconds, always of the same length. */
    public String time() {
        return AuditJson.time(timestamp);
    }

    /** The error's code, and after a colon its text if there is one. */
    public Optional<String> error() {
        return errorCode.map(code -> errorText.map(text -> code + ": " + text).orElse(code));
    }

    /** One line of JSON with the field names of the log, all of them always there. */
    String line() {
        ObjectNode json = AuditJson.object();
        json.put("timestamp", time());
        json.put("event_type", type);
        json.put("user_name", user.orElse(null));
        json.put("user_token_prefix", tokenPrefix.orElse(null));
        json.put("source_ip", sourceIp.orElse(null));
        json.put("resource", resource);
        json.put("action", action);
        json.put("status", status);
        json.putRawValue("details", new RawValue(details));
        json.put("error", error().orElse(null));
        return AuditJson.write(json);
    }
}
