package io.github.sqldatabricks.bridge.api;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.QueryName;
import java.util.List;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The body of {@code POST /jobs/{id}/retry}, as it comes.
 *
 * @param queries see the schema; likewise the other one
 */
@Schema(name = "JobRetryRequest")
public record JobRetryBody(
        @Schema(description = "Names of failed or cancelled queries; null or left out for all of them", minItems = 1)
        List<String> queries,

        @Schema(description = "Whether output that is there is replaced; left out for what the first job said")
        Boolean overwrite) {

    /** @throws BridgeException.InvalidRequest when there is none */
    static JobRetryBody required(JobRetryBody body) {
        if (body == null) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.MISSING_BODY, "Expected a JSON object, such as {}, but the body is empty.");
        }
        body.names();
        return body;
    }

    /**
     * The names of the queries; empty for all.
     *
     * @throws BridgeException.InvalidRequest when one is no name
     */
    List<QueryName> names() {
        if (queries == null) {
            return List.of();
        }
        if (queries.isEmpty() || queries.stream().anyMatch(Objects::isNull)) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.INVALID_FIELD, "Expected queries to be a list of names, or null for all.");
        }
        return queries.stream().map(QueryName::new).distinct().toList();
    }
}
