package io.github.sqldatabricks.bridge.api.replication;

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
record ReplicationRunBody(
        @Schema(description = "Only streams of such a name; * stands for any characters. Left out for all")
        String streams,

        @Schema(description = "Whether all rows are read, and replace those of the targets; needs the right to operate")
        Boolean reset) {

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

    boolean resets() {
        return Boolean.TRUE.equals(reset);
    }
}
