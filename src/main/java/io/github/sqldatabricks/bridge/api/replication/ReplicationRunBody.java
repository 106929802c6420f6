package io.github.sqldatabricks.bridge.api.replication;

import io.github.sqldatabricks.bridge.extraction.ExtractionRequest.Backfill;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The body of {@code POST /replications/{id}/runs}, as it comes.
 *
 * @param streams see the schema; likewise the other one
 */
@Schema(name = "ReplicationRunRequest")
public record ReplicationRunBody(
        @Schema(description = "Only streams of such a name; * stands for any characters. Left out for all")
        String streams,

        @Schema(description = "Whether all rows are read, and replace those of the targets; needs the right to operate")
        Boolean reset,

        @Schema(
                description =
                        "Loads a range of the streams again; how far they are stays as it is. The first value, such as 2026-01-01")
        String from,

        @Schema(description = "The first value behind the range")
        String to,

        @Schema(description = "By whose values; left out for the cursor or the column of the slices")
        String column) {

    /** What is new of all streams. */
    public static ReplicationRunBody ofAll() {
        return new ReplicationRunBody(null, null, null, null, null);
    }

    /** @throws BridgeException.InvalidRequest when there is none */
    static ReplicationRunBody required(ReplicationRunBody body) {
        if (body == null) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.MISSING_BODY, "Expected a JSON object, such as {}, but the body is empty.");
        }
        return body;
    }

    /** Which streams; empty for all. */
    Optional<String> pattern() {
        return Optional.ofNullable(streams);
    }

    /** The range that is loaded again; empty for what is new. */
    Optional<Backfill> backfill() {
        if (from == null && to == null && column == null) {
            return Optional.empty();
        }
        if (from == null || to == null || resets()) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.INVALID_FIELD,
                    "Expected both 'from' and 'to', and no 'reset', for a range that is loaded again.");
        }
        return Optional.of(new Backfill(Optional.ofNullable(column), from, to));
    }

    boolean resets() {
        return Boolean.TRUE.equals(reset);
    }
}
