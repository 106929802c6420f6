package io.github.sqldatabricks.bridge.sandbox.workspace;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;

/** A part of the local workspace's REST API. Thread-safe. */
public interface Endpoint {

    /**
     * Answers the call, or leaves it to the next endpoint.
     *
     * @throws IOException when the connection or the disk fails
     */
    Optional<Answer> answer(Call call) throws IOException;

    /**
     * One HTTP request to the local workspace.
     *
     * @param method {@code GET}, {@code PUT}, ...
     * @param path decoded, without the query string
     * @param query decoded query parameters
     * @param headers by lower-case name, first value each
     * @param body the request's body, to be read at most once
     */
    record Call(String method, String path, Map<String, String> query, Map<String, String> headers, InputStream body) {}
}
