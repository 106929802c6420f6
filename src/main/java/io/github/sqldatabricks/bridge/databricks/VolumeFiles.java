package io.github.sqldatabricks.bridge.databricks;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sqldatabricks.bridge.databricks.RetryPolicy.RemoteFailure;
import io.github.sqldatabricks.bridge.databricks.WorkspaceHttp.RemoteRequest;
import io.github.sqldatabricks.bridge.databricks.WorkspaceHttp.RemoteRequest.FileRegion;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.VolumePath;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The Files API, with our retries and abortable; {@link MultipartApi} is its part for uploads in parts. Every method throws BridgeException as {@link DatabricksErrors} says.
 * Paths need no escaping: VolumePath has only characters that don't.
 *
 * @see <a href="https://docs.databricks.com/api/workspace/files">Files API</a>
 */
final class VolumeFiles {

    private static final String FILES = "/api/2.0/fs/files";
    private static final String DIRECTORIES = "/api/2.0/fs/directories";

    private final WorkspaceHttp http;
    private final RetryPolicy retry;

    VolumeFiles(WorkspaceHttp http, RetryPolicy retry) {
        this.http = http;
        this.retry = retry;
    }

    /** Makes the folder and its parents; fine when it exists. */
    void createFolder(VolumePath folder, Cancellation cancellation) {
        RemoteRequest request = RemoteRequest.of("PUT", DIRECTORIES + folder, Map.of());
        retry.call("Creating " + folder, cancellation, () -> http.send(request, cancellation));
    }

    /** Whether there is such a folder. */
    boolean isFolder(VolumePath folder, Cancellation cancellation) {
        RemoteRequest request = RemoteRequest.of("HEAD", DIRECTORIES + folder, Map.of());
        return !retry.call(
                        "Looking for " + folder,
                        cancellation,
                        () -> unlessMissing(
                                () -> "there" + http.send(request, cancellation).body(), ""))
                .isEmpty();
    }

    /** Removes the folder when nothing is in it; fine when there is none. The volume keeps one that is not empty (400). */
    void deleteFolder(VolumePath folder, Cancellation cancellation) {
        RemoteRequest request = RemoteRequest.of("DELETE", DIRECTORIES + folder, Map.of());
        retry.call(
                "Deleting " + folder,
                cancellation,
                () -> unless(
                        Set.of(400, 404), () -> http.send(request, cancellation).body(), ""));
    }

    /** What is in the folder; nothing when there is no such folder. */
    List<StoredFile> list(VolumePath folder, Cancellation cancellation) {
        List<StoredFile> files = new ArrayList<>();
        String page = "";
        do {
            JsonNode answer = page(folder, page, cancellation);
            answer.path("contents").forEach(entry -> files.add(file(entry)));
            page = answer.path("next_page_token").asText("");
        } while (!page.isEmpty());
        return files;
    }

    /** Removes the file; fine when there is none. */
    void delete(VolumePath file, Cancellation cancellation) {
        RemoteRequest request = RemoteRequest.of("DELETE", FILES + file, Map.of());
        retry.call(
                "Deleting " + file,
                cancellation,
                () -> unlessMissing(() -> http.send(request, cancellation).body(), ""));
    }

    /**
     * Stores the content under the name, replacing what was there. Each attempt starts at the beginning and is checked
     * by the length that the volume then reports: an upload that lost bytes can be answered with success.
     */
    void put(VolumePath file, long length, RemoteRequest.Body content, Cancellation cancellation) {
        RemoteRequest request = RemoteRequest.of("PUT", FILES + file, Map.of("overwrite", "true"))
                .with("application/octet-stream", content);
        retry.call("Uploading " + file, cancellation, () -> {
            http.send(request, cancellation);
            requireLength(file, length, cancellation);
            return file;
        });
    }

    /** The file's content as UTF-8; empty when there is none. It is kept in memory. */
    Optional<String> read(VolumePath file, Cancellation cancellation) {
        RemoteRequest request = RemoteRequest.of("GET", FILES + file, Map.of());
        return Optional.ofNullable(retry.call(
                "Reading " + file,
                cancellation,
                () -> unlessMissing(() -> http.send(request, cancellation).body(), null)));
    }

    private void requireLength(VolumePath file, long expected, Cancellation cancellation) {
        HttpResponse<String> answer = http.send(RemoteRequest.of("HEAD", FILES + file, Map.of()), cancellation);
        long stored = answer.headers().firstValueAsLong("Content-Length").orElse(-1);
        if (stored != expected) {
            throw RemoteFailure.noAnswer("sent " + expected + " bytes, but the volume holds " + stored, null);
        }
    }

    private JsonNode page(VolumePath folder, String page, Cancellation cancellation) {
        Map<String, String> query = page.isEmpty() ? Map.of() : Map.of("page_token", page);
        RemoteRequest request = RemoteRequest.of("GET", DIRECTORIES + folder, query);
        return WorkspaceHttp.json(retry.call(
                "Listing " + folder,
                cancellation,
                () -> unlessMissing(() -> http.send(request, cancellation).body(), "{}")));
    }

    private static StoredFile file(JsonNode entry) {
        return new StoredFile(
                entry.path("name").asText(),
                entry.path("is_directory").asBoolean(),
                entry.path("file_size").asLong(),
                entry.path("last_modified").asLong());
    }

    private static String unlessMissing(Supplier<String> request, String otherwise) {
        return unless(Set.of(404), request, otherwise);
    }

    private static String unless(Set<Integer> statuses, Supplier<String> request, String otherwise) {
        try {
            return request.get();
        } catch (RemoteFailure failure) {
            if (statuses.contains(failure.status())) {
                return otherwise;
            }
            throw failure;
        }
    }

    /**
     * A file or folder in a volume.
     *
     * @param name without its folder
     * @param folder whether it is a folder
     * @param size in bytes; 0 for a folder
     * @param modified milliseconds since 1970-01-01 UTC, by the store's clock; 0 for a folder
     */
    public record StoredFile(String name, boolean folder, long size, long modified) {}

    /**
     * Multipart uploads. The Java SDK 0.141.0 has no calls for them; the wire format is the Python SDK's
     * ({@code databricks/sdk/mixins/files.py} of databricks-sdk-py). One attempt each; throws {@link RemoteFailure}.
     */
    static final class MultipartApi {

        private static final String FILES = "/api/2.0/fs/files";
        private static final String JSON = "application/json";
        private static final String BYTES = "application/octet-stream";
        private static final int URL_LIFETIME_MINUTES = 60;
        /** How workspaces without multipart uploads answer the call that begins one. */
        private static final Set<Integer> UNSUPPORTED = Set.of(400, 404, 405, 501);

        private final WorkspaceHttp http;

        MultipartApi(WorkspaceHttp http) {
            this.http = http;
        }

        /**
         * Begins an upload that replaces the file when completed, and returns its session token.
         *
         * @throws MultipartUnavailable when the workspace has none (Google Cloud offers resumable uploads instead)
         */
        String begin(VolumePath file, Cancellation cancellation) {
            Map<String, String> query = Map.of("action", "initiate-upload", "overwrite", "true");
            try {
                JsonNode answer =
                        WorkspaceHttp.json(http.send(RemoteRequest.of("POST", FILES + file, query), cancellation)
                                .body());
                String token =
                        answer.path("multipart_upload").path("session_token").asText("");
                if (token.isEmpty()) {
                    throw new MultipartUnavailable("the workspace offers no multipart upload");
                }
                return token;
            } catch (RemoteFailure failure) {
                if (UNSUPPORTED.contains(failure.status())) {
                    throw new MultipartUnavailable("the workspace answered " + failure.status() + " to its begin");
                }
                throw failure;
            }
        }

        /** Where one part is to be sent; numbers begin at 1. */
        SignedUrl partUrl(VolumePath file, String token, int number, Cancellation cancellation) {
            Map<String, Object> request = session(file, token);
            request.put("start_part_number", number);
            request.put("count", 1);
            return SignedUrl.of(post("/api/2.0/fs/create-upload-part-urls", request, cancellation)
                    .path("upload_part_urls")
                    .path(0));
        }

        /** Sends one part to the object store, and returns its entity tag (Azure gives none: empty). */
        String sendPart(SignedUrl url, FileRegion part, Cancellation cancellation) {
            RemoteRequest request = url.request("PUT", BYTES, part);
            return http.send(request, cancellation).headers().firstValue("ETag").orElse("");
        }

        /** Makes the file visible. {@code tags} are those of the parts 1, 2, ... */
        void complete(VolumePath file, String token, List<String> tags, Cancellation cancellation) {
            List<Map<String, Object>> parts = new ArrayList<>();
            for (String tag : tags) {
                parts.add(Map.of("part_number", parts.size() + 1, "etag", tag));
            }
            String body = WorkspaceHttp.json(Map.of("parts", parts));
            Map<String, String> query =
                    Map.of("action", "complete-upload", "upload_type", "multipart", "session_token", token);
            http.send(
                    RemoteRequest.of("POST", FILES + file, query).with(JSON, () -> BodyPublishers.ofString(body)),
                    cancellation);
        }

        /** Ends the upload and lets the store forget its parts. */
        void abort(VolumePath file, String token, Cancellation cancellation) {
            JsonNode url = post("/api/2.0/fs/create-abort-upload-url", session(file, token), cancellation)
                    .path("abort_upload_url");
            http.send(SignedUrl.of(url).request("DELETE", BYTES, BodyPublishers::noBody), cancellation);
        }

        private JsonNode post(String path, Map<String, Object> content, Cancellation cancellation) {
            String body = WorkspaceHttp.json(content);
            RemoteRequest request =
                    RemoteRequest.of("POST", path, Map.of()).with(JSON, () -> BodyPublishers.ofString(body));
            return WorkspaceHttp.json(http.send(request, cancellation).body());
        }

        private static Map<String, Object> session(VolumePath file, String token) {
            Instant expiry =
                    Instant.now().plus(URL_LIFETIME_MINUTES, ChronoUnit.MINUTES).truncatedTo(ChronoUnit.SECONDS);
            return new HashMap<>(
                    Map.of("path", file.value(), "session_token", token, "expire_time", expiry.toString()));
        }

        /** A URL of the object store that carries its own permission. */
        record SignedUrl(URI url, Map<String, String> headers) {

            private static SignedUrl of(JsonNode answer) {
                String url = answer.path("url").asText("");
                if (url.isEmpty()) {
                    throw new RemoteFailure(501, "", "the workspace gave no upload URL", Optional.empty(), null);
                }
                Map<String, String> headers = new HashMap<>();
                answer.path("headers")
                        .forEach(header -> headers.put(
                                header.path("name").asText(),
                                header.path("value").asText()));
                return new SignedUrl(URI.create(url), headers);
            }

            private RemoteRequest request(String method, String contentType, RemoteRequest.Body body) {
                Map<String, String> all = new HashMap<>(headers);
                all.putIfAbsent("Content-Type", contentType);
                return new RemoteRequest(method, url, all, body);
            }

            /** Without the URL: its query is a permission. */
            @Override
            public String toString() {
                return "SignedUrl[" + url.getHost() + "]";
            }
        }

        /** The workspace or the network does not let files be uploaded in parts; the single upload may work. */
        static final class MultipartUnavailable extends RuntimeException {

            /** @param why for people; no secrets */
            MultipartUnavailable(String why) {
                super(why, null, false, false);
            }
        }
    }
}
