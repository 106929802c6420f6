package io.github.sqldatabricks.bridge.api.sync;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.EventId;
import java.util.List;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The body of {@code POST /sync/events/retry}, as it comes.
 *
 * @param ids see the schema
 */
@Schema(name = "EventsRetryRequest")
public record EventsRetryBody(
        @Schema(required = true, description = "Ids of failed or blocked events", minItems = 1, maxItems = 100)
        List<String> ids) {

    private static final int MOST = 100;

    /** @throws BridgeException.InvalidRequest when there is none, or it holds something else than ids */
    static List<EventId> required(EventsRetryBody body) {
        if (body == null) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.MISSING_BODY, "Expected a JSON object, but the body is empty.");
        }
        List<String> ids = body.ids();
        if (ids == null || ids.isEmpty() || ids.size() > MOST || ids.stream().anyMatch(Objects::isNull)) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.INVALID_FIELD, "Expected ids to be a list of 1 to " + MOST + " event ids.");
        }
        return ids.stream().map(EventId::new).toList();
    }
}
