package io.github.sqldatabricks.bridge.databricks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.sqldatabricks.bridge.databricks.RetryPolicy.RemoteFailure;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.observe.RemoteCalls;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
import java.util.stream.Collectors;

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

        /**
         * A request body that streams a region of a file: a few kilobytes of memory, and a length known beforehand, because
         * object stores refuse bodies of unknown length. One request at a time uses it.
         */
        static final class FileRegion implements RemoteRequest.Body, AutoCloseable {

            private final Path file;
            private final long offset;
            private final long length;
            private InputStream opened = InputStream.nullInputStream();

            /** The bytes of {@code file} from {@code offset} on, {@code length} of them. */
            FileRegion(Path file, long offset, long length) {
                this.file = file;
                this.offset = offset;
                this.length = length;
            }

            @Override
            public BodyPublisher open() {
                return length == 0
                        ? BodyPublishers.noBody()
                        : BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(this::reopen), length);
            }

            /** Closes the file that a cancelled request may have left open. */
            @Override
            public synchronized void close() {
                try {
                    opened.close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }

            private synchronized InputStream reopen() {
                close();
                try {
                    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
                    opened = new Limited(Channels.newInputStream(channel.position(offset)), length);
                    return opened;
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }

            private static final class Limited extends FilterInputStream {
                private long remaining;

                private Limited(InputStream in, long length) {
                    super(in);
                    this.remaining = length;
                }

                @Override
                public int read() throws IOException {
                    byte[] one = new byte[1];
                    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
                }

                @Override
                public int read(byte[] buffer, int start, int count) throws IOException {
                    if (remaining == 0) {
                        return -1;
                    }
                    int read = super.read(buffer, start, (int) Math.min(count, remaining));
                    remaining -= Math.max(0, read);
                    return read;
                }
            }
        }
    }
}
