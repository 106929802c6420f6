package io.github.sqldatabricks.bridge.sandbox.workspace;

import java.io.InputStream;
import java.util.Map;

/**
 * One HTTP request to the local workspace.
 *
 * @param method {@code GET}, {@code PUT}, ...
 * @param path decoded, without the query string
 * @param query decoded query parameters
 * @param headers by lower-case name, first value each
 * @param body the request's body, to be read at most once
 */
public record Call(
        String method, String path, Map<String, String> query, Map<String, String> headers, InputStream body) {}
