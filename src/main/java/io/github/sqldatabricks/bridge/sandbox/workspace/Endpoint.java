package io.github.sqldatabricks.bridge.sandbox.workspace;

import java.io.IOException;
import java.util.Optional;

/** A part of the local workspace's REST API. Thread-safe. */
public interface Endpoint {

    /**
     * Answers the call, or leaves it to the next endpoint.
     *
     * @throws IOException when the connection or the disk fails
     */
    Optional<Answer> answer(Call call) throws IOException;
}
