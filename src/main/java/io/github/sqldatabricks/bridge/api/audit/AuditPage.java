package io.github.sqldatabricks.bridge.api.audit;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.sqldatabricks.bridge.audit.AuditRecord;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Records, newest first, and how to go on. */
@Schema(name = "AuditPage")
public record AuditPage(
        @JsonProperty("records") List<AuditView> records,

        @JsonProperty("next")
        @Schema(description = "Send it as 'after' for older records; null when there are none", nullable = true)
        String next) {

    /** @param full whether there may be more after them */
    static AuditPage of(List<AuditRecord> records, boolean full) {
        return new AuditPage(
                records.stream().map(AuditView::of).toList(),
                full ? Long.toString(records.get(records.size() - 1).sequence()) : null);
    }
}
