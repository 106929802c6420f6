package io.github.sqldatabricks.bridge.databricks;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sqldatabricks.bridge.databricks.WorkspaceHttp.RemoteRequest;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.VolumePath;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The Files API, with our retries and abortable. Every method throws BridgeException as {@link DatabricksErrors} says.
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
}
