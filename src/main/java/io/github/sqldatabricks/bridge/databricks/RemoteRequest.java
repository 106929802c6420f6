package io.github.sqldatabricks.bridge.databricks;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One request that can be sent any number of times.
 *
 * @param uri absolute for the object store; path and query for the workspace, which then gets the login's proof
 * @param body made anew from its beginning for each attempt
 */
record RemoteRequest(String method, URI uri, Map<String, String> headers, Body body) {

    /** Makes a request's body. */
    @FunctionalInterface
    interface Body {
        BodyPublisher open();
    }

    /** A request to the workspace without a body. */
    static RemoteRequest of(String method, String path, Map<String, String> query) {
        String parameters = new TreeMap<>(query)
                .entrySet().stream()
                        .map(entry ->
                                entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&"));
        URI uri = URI.create(parameters.isEmpty() ? path : path + "?" + parameters);
        return new RemoteRequest(method, uri, Map.of(), BodyPublishers::noBody);
    }

    /** The same with a body. */
    RemoteRequest with(String contentType, Body content) {
        return new RemoteRequest(method, uri, Map.of("Content-Type", contentType), content);
    }

    /** Whether it goes to the workspace. */
    boolean toWorkspace() {
        return !uri.isAbsolute();
    }
}
