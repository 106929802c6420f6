package io.github.sqldatabricks.bridge.cli.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Talks to the REST API of a running service. An answer that is an error becomes the same error here. */
public final class ServiceClient {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    /** Longer than a request with process_immediately waits. */
    private static final Duration REQUEST_TIMEOUT = Duration.ofMinutes(5);

    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;
    private static final int FIRST_ERROR = 400;

    private final URI base;
    private final Optional<String> token;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build();

    /**
     * A client.
     *
     * @param base of the service; ends with a slash
     * @param token of the caller; empty for a service without users
     */
    public ServiceClient(URI base, Optional<String> token) {
        this.base = base;
        this.token = token;
    }

    /**
     * A client of the service at the URL; its token comes from BRIDGE_TOKEN.
     *
     * @throws BridgeException.InvalidRequest when the URL is none
     */
    public static ServiceClient at(String url) {
        // From the environment only: a token on the command line is seen by everybody on the machine.
        return new ServiceClient(uri(url), Optional.ofNullable(System.getenv("BRIDGE_TOKEN")));
    }

    private static URI uri(String url) {
        try {
            URI uri = URI.create(url.endsWith("/") ? url : url + "/");
            if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // Answered below, like a URL without a host.
        }
        throw new BridgeException.InvalidRequest(
                ErrorCode.INVALID_URL, "Expected --url (BRIDGE_URL) to be like http://localhost:8000.");
    }

    /** Where the service is, without the user and password that the URL may have. */
    public String url() {
        String port = base.getPort() == -1 ? "" : ":" + base.getPort();
        return base.getScheme() + "://" + base.getHost() + port
                + base.getRawPath().replaceFirst("/$", "");
    }

    /**
     * Reads.
     *
     * @throws BridgeException when the service does not answer or answers an error; so do the others
     */
    public JsonNode get(String path) {
        return send(request(path).GET());
    }

    /** Asks for something that the body describes. */
    public JsonNode post(String path, Object body) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(write(body))));
    }

    /** Asks for something that the path says all of. */
    public JsonNode post(String path) {
        return send(request(path).POST(HttpRequest.BodyPublishers.noBody()));
    }

    /**
     * Puts a document in the place of what the caller has seen there.
     *
     * @param json the document
     * @param seen the tag of what was seen, without its quotes
     */
    public JsonNode put(String path, String json, String seen) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .header("If-Match", quoted(seen))
                .PUT(HttpRequest.BodyPublishers.ofString(json)));
    }

    /** Deletes, or cancels. */
    public void delete(String path) {
        send(request(path).DELETE());
    }

    /** Deletes what the caller has seen; see {@link #put}. */
    public JsonNode delete(String path, String seen) {
        return send(request(path).header("If-Match", quoted(seen)).DELETE());
    }

    private static String quoted(String tag) {
        return "\"" + tag + "\"";
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path)).timeout(REQUEST_TIMEOUT);
        token.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
        return request;
    }

    private JsonNode send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            JsonNode body = read(response.body());
            if (response.statusCode() >= FIRST_ERROR) {
                throw error(response.statusCode(), body);
            }
            return body;
        } catch (IOException e) {
            throw new BridgeException.RemoteTransient(
                    ErrorCode.SERVICE_UNREACHABLE,
                    "Expected a running service at " + base
                            + " (bridge serve; --url or BRIDGE_URL), but it did not answer: "
                            + e.getClass().getSimpleName() + ".",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BridgeException.Cancelled(ErrorCode.INTERRUPTED, "Interrupted while waiting for the service.");
        }
    }

    private static BridgeException error(int status, JsonNode problem) {
        String text = problem.path("code").asText(ErrorCode.SERVICE_ERROR.text());
        Optional<ErrorCode> known = ErrorCode.of(text);
        ErrorCode code = known.orElse(ErrorCode.SERVICE_ERROR);
        String said = problem.path("detail").asText("The service answered " + status + ".");
        String detail = known.isPresent() ? said : said + " (" + text + ", which only a newer version knows)";
        if (status == NOT_FOUND) {
            return new BridgeException.NotFound(code, detail);
        }
        return status == BAD_REQUEST
                ? new BridgeException.InvalidRequest(code, detail)
                : new BridgeException.RemotePermanent(code, detail);
    }

    private static JsonNode read(String body) {
        try {
            return body.isBlank() ? MissingNode.getInstance() : JSON.readTree(body);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    private static String write(Object body) {
        try {
            return JSON.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("maps and lists can be written", e);
        }
    }

    /** Which running service a command talks to. */
    public static final class Options {

        @Option(
                names = "--url",
                paramLabel = "URL",
                defaultValue = "${env:BRIDGE_URL:-http://localhost:8000}",
                description =
                        "The service. Default: BRIDGE_URL, or http://localhost:8000. Its token comes from BRIDGE_TOKEN.")
        private String url;

        /**
         * A client of the service.
         *
         * @throws BridgeException.InvalidRequest when the URL is none
         */
        public ServiceClient client() {
            return at(url);
        }
    }
}
