package io.github.sqldatabricks.bridge.api.audit;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** How the audit trail's table is, over the wire. */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@Schema(name = "AuditState")
public record AuditStateView(
        @Schema(description = "How many records are kept") long records,

        @Schema(description = "The last record; 0 when there is none")
        long headSequence,

        @Schema(description = "Its hash; with the sequence a checkpoint, if it is noted elsewhere")
        String headHash,

        @Schema(nullable = true, description = "The first record that retention has left; null when there is none")
        Long oldestSequence,

        @Schema(nullable = true, description = "When it was made", format = "date-time")
        String oldestTimestamp,

        @Schema(description = "Whether hashes are made with a key (bridge.audit.key)")
        boolean keyed,

        @Schema(description = "Records of this process that are not in the table yet")
        int waiting,

        @Schema(nullable = true, description = "Why the table takes no records; null when it does")
        String problem,

        @Schema(description = "Whether this process verifies the trail now")
        boolean verifying,

        @Schema(
                nullable = true,
                description = "What this process found when it verified the trail last; null for never")
        VerificationView lastVerification) {

    /** What became of a look at the whole chain, over the wire. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @Schema(name = "AuditVerification")
    public record VerificationView(
            @Schema(
                    enumeration = {"intact", "broken", "empty", "unfinished"},
                    description =
                            "unfinished: all was well as far as it came in the time; bridge audit verify has no limit")
            String verdict,

            @Schema(description = "Records that were found to be as they were written")
            long records,

            @Schema(description = "The last of them; of a broken chain the first record that is wrong or missing")
            long sequence,

            @Schema(nullable = true, description = "The hash of the last record; null when the chain is broken")
            String hash,

            @Schema(nullable = true, description = "What is wrong, for people")
            String reason,

            @Schema(description = "When it began") Instant verifiedAt,

            double durationSeconds) {}
}
