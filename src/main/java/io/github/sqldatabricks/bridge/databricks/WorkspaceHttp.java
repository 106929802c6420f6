package io.github.sqldatabricks.bridge.databricks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.observe.RemoteCalls;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Sends requests that the SDK has no call for, or that have to be abortable: uploads in parts, and whole files with a
 * known length. The SDK still does the login. Thread-safe.
 */
final class WorkspaceHttp {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(15);
    private static final long LONGEST_SECONDS = Duration.ofDays(1).toSeconds();
    /** The client sets these itself and refuses them. */
    private static final Set<String> RESTRICTED = Set.of("host", "content-length", "connection", "expect", "upgrade");

    private final WorkspaceSession session;
    private final Duration timeout;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    /** @param timeout of one request, its bodies included */
    WorkspaceHttp(WorkspaceSession session, Duration timeout) {
        this.session = session;
        this.timeout = timeout;
    }

    /** Sends once and reads the answer as text. */
    HttpResponse<String> send(RemoteRequest request, Cancellation cancellation) {
        return send(request, BodyHandlers.ofString(), cancellation);
    }

    /**
     * Sends once; only a token that is refused is renewed and the request sent again.
     *
     * @throws RemoteFailure when there is no answer or one that is not 2xx
     */
    <T> HttpResponse<T> send(RemoteRequest request, BodyHandler<T> reader, Cancellation cancellation) {
        Map<String, String> proof = request.toWorkspace() ? session.proof() : Map.of();
        HttpResponse<T> answer = exchange(request, proof, reader, cancellation);
        if (answer.statusCode() == 401 && request.toWorkspace() && session.renew(proof)) {
            answer = exchange(request, session.proof(), reader, cancellation);
        }
        if (answer.statusCode() / 100 != 2) {
            throw failure(answer);
        }
        return answer;
    }

    /** An answer's JSON, or a missing node when it is none. */
    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    /** JSON of maps, lists, texts and numbers. */
    static String json(Map<String, ?> content) {
        try {
            return JSON.writeValueAsString(content);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("Maps and texts always serialize", impossible);
        }
    }

    private <T> HttpResponse<T> exchange(
            RemoteRequest request, Map<String, String> proof, BodyHandler<T> reader, Cancellation cancellation) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(session.host().resolve(request.uri()))
                .timeout(timeout)
                .method(request.method(), request.body().open());
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(request.headers());
        headers.putAll(proof);
        headers.keySet().removeAll(RESTRICTED);
        headers.forEach(builder::setHeader);
        return timed(() -> await(client.sendAsync(builder.build(), reader), cancellation));
    }

    /** Waits for the answer; a cancel ends the request at once. */
    private <T> HttpResponse<T> await(CompletableFuture<HttpResponse<T>> request, Cancellation cancellation) {
        try (Cancellation.Registration stopping = cancellation.onCancel(() -> request.cancel(true))) {
            return request.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | CancellationException e) {
            cancellation.check();
            throw noAnswer(e.getCause());
        } catch (TimeoutException e) {
            throw RemoteFailure.noAnswer("none within " + timeout.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BridgeException.Cancelled(
                    ErrorCode.UPLOAD_ABORTED, "The thread of a request to Databricks was interrupted.");
        } finally {
            request.cancel(true);
        }
    }

    private static RemoteFailure noAnswer(Throwable cause) {
        // The JDK's ConnectException has no message.
        String message = cause == null || cause.getMessage() == null ? "" : ": " + cause.getMessage();
        String kind = cause == null ? "cancelled" : cause.getClass().getSimpleName();
        return RemoteFailure.noAnswer(kind + message, cause);
    }

    private <T> HttpResponse<T> timed(Supplier<HttpResponse<T>> call) {
        long begin = System.nanoTime();
        int status = RemoteCalls.NO_ANSWER;
        try {
            HttpResponse<T> answer = call.get();
            status = answer.statusCode();
            return answer;
        } finally {
            session.calls().ended(status, Duration.ofNanos(System.nanoTime() - begin));
        }
    }

    private static RemoteFailure failure(HttpResponse<?> answer) {
        // An error of the object store is XML, whose text may hold the signed URL: only the status of it is used.
        JsonNode error = answer.body() instanceof String text ? json(text) : MissingNode.getInstance();
        Optional<Duration> retryAfter =
                answer.headers().firstValue("Retry-After").flatMap(WorkspaceHttp::seconds);
        return new RemoteFailure(
                answer.statusCode(),
                error.path("error_code").asText(""),
                error.path("message").asText(""),
                retryAfter,
                null);
    }

    /** Databricks sends seconds; the date that RFC 9110 also allows counts as absent. */
    private static Optional<Duration> seconds(String text) {
        try {
            return Optional.of(
                    Duration.ofSeconds(Math.min(LONGEST_SECONDS, Math.max(0, Long.parseLong(text.strip())))));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
