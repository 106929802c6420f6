package io.github.sqldatabricks.bridge.sandbox.workspace;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sqldatabricks.bridge.sandbox.workspace.Endpoint.Answer;
import io.github.sqldatabricks.bridge.sandbox.workspace.Endpoint.Answer.Refusal;
import io.github.sqldatabricks.bridge.sandbox.workspace.Endpoint.Call;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Multipart uploads, as on AWS and Azure, and the cloud's object storage behind their presigned URLs. The wire format is the one
 * that Databricks' Python SDK speaks ({@code databricks/sdk/mixins/files.py}).
 */
final class MultipartEndpoint implements Endpoint {

    private static final String PART_URLS = "/api/2.0/fs/create-upload-part-urls";
    private static final String ABORT_URL = "/api/2.0/fs/create-abort-upload-url";

    private static final String STORAGE = "/storage/";

    private final VolumeFolders volumes;
    private final UploadSessions sessions;

    MultipartEndpoint(VolumeFolders volumes, UploadSessions sessions) {
        this.volumes = volumes;
        this.sessions = sessions;
    }

    @Override
    public Optional<Answer> answer(Call call) throws IOException {
        if (call.path().startsWith(STORAGE)) {
            return storage(call);
        }
        if (!call.method().equals("POST")) {
            return Optional.empty();
        }
        return switch (call.path()) {
            case PART_URLS -> Optional.of(partUrls(call));
            case ABORT_URL -> Optional.of(abortUrl(call));
            default -> onFile(call);
        };
    }

    private Optional<Answer> onFile(Call call) throws IOException {
        if (!call.path().startsWith(FilesEndpoint.PREFIX + "/")) {
            return Optional.empty();
        }
        return switch (call.query().getOrDefault("action", "")) {
            case "initiate-upload" -> Optional.of(initiate(call));
            case "complete-upload" -> Optional.of(complete(call));
            default -> Optional.empty();
        };
    }

    private Answer initiate(Call call) throws IOException {
        String token = sessions.begin(
                volumes.locate(call.path().substring(FilesEndpoint.PREFIX.length())),
                Boolean.parseBoolean(call.query().get("overwrite")));
        return Answer.ok(Map.of("multipart_upload", Map.of("session_token", token)));
    }

    private Answer complete(Call call) throws IOException {
        sessions.complete(
                call.query().get("session_token"), Answer.read(call.body()).path("parts"));
        return Answer.ok(Map.of());
    }

    private Answer partUrls(Call call) throws IOException {
        JsonNode request = Answer.read(call.body());
        String token = request.path("session_token").asText();
        sessions.require(token);
        int first = request.path("start_part_number").asInt();
        List<Map<String, Object>> urls = new ArrayList<>();
        for (int number = first; number < first + request.path("count").asInt(); number++) {
            String url = storageUrl(call, token, Integer.toString(number));
            urls.add(Map.of("part_number", number, "url", url, "headers", List.of()));
        }
        return Answer.ok(Map.of("upload_part_urls", urls));
    }

    private Answer abortUrl(Call call) throws IOException {
        String token = Answer.read(call.body()).path("session_token").asText();
        sessions.require(token);
        String url = storageUrl(call, token, "all");
        return Answer.ok(Map.of("abort_upload_url", Map.of("url", url, "headers", List.of())));
    }

    /** The presigned URL for one part, or for {@code all} of them. */
    private static String storageUrl(Call call, String token, String part) {
        return "http://" + call.headers().get("host") + STORAGE + token + "/" + part + "?signature=sandbox";
    }

    /**
     * The session token in the path is the permission; a bearer token is refused, because a real store refuses two kinds of proof in
     * one request.
     */
    private Optional<Answer> storage(Call call) throws IOException {
        if (call.headers().containsKey("authorization")) {
            return Optional.of(Answer.empty(400));
        }
        String[] names = call.path().substring(STORAGE.length()).split("/");
        return switch (call.method()) {
            case "PUT" -> Optional.of(put(call, names[0], Integer.parseInt(names[1])));
            case "DELETE" -> Optional.of(abort(names[0]));
            default -> Optional.empty();
        };
    }

    private Answer put(Call call, String token, int number) throws IOException {
        // Object stores need the length beforehand: S3 answers a chunked part so.
        if (!call.headers().containsKey("content-length")) {
            return Answer.empty(411);
        }
        String tag = sessions.storePart(token, number, call.body());
        return new Answer(200, Map.of("ETag", tag), 0, out -> {});
    }

    private Answer abort(String token) throws IOException {
        sessions.abort(token);
        return Answer.empty(200);
    }

    /** Multipart uploads under way: the parts are files in a hidden folder until the upload is completed. Thread-safe. */
    static final class UploadSessions {

        private final Map<String, Session> sessions = new ConcurrentHashMap<>();
        private final VolumeFolders volumes;

        UploadSessions(VolumeFolders volumes) {
            this.volumes = volumes;
        }

        /** Begins an upload and returns its session token. */
        String begin(Path target, boolean overwrite) throws IOException {
            volumes.requireWritable(target, overwrite);
            String token = UUID.randomUUID().toString();
            sessions.put(token, new Session(target, overwrite, Files.createDirectory(volumes.newTemporary())));
            return token;
        }

        /** @throws Refusal when the session is unknown, completed or aborted */
        void require(String token) {
            find(token);
        }

        /** Stores a part, replacing an earlier one of the number, and returns its entity tag. */
        String storePart(String token, int number, InputStream bytes) throws IOException {
            Session session = find(token);
            Path part = volumes.newTemporary();
            Files.copy(bytes, part);
            Files.move(part, session.part(number), StandardCopyOption.REPLACE_EXISTING);
            String tag = "\"" + UUID.randomUUID() + "\"";
            session.tags.put(number, tag);
            return tag;
        }

        /** Joins the named parts and makes the file visible; the session ends. */
        void complete(String token, JsonNode parts) throws IOException {
            Session session = find(token);
            session.check(parts);
            Path joined = volumes.newTemporary();
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(joined))) {
                for (JsonNode part : parts) {
                    Files.copy(session.part(part.path("part_number").asInt()), out);
                }
            }
            volumes.publish(joined, session.target, session.overwrite);
            abort(token);
        }

        /** Ends the session and removes its parts. */
        void abort(String token) throws IOException {
            Session session = find(token);
            sessions.remove(token);
            List<Path> parts;
            try (Stream<Path> files = Files.list(session.folder)) {
                parts = files.toList();
            }
            for (Path part : parts) {
                Files.delete(part);
            }
            Files.delete(session.folder);
        }

        /** Uploads begun and neither completed nor aborted. */
        int open() {
            return sessions.size();
        }

        private Session find(String token) {
            Session session = sessions.get(token == null ? "" : token);
            if (session == null) {
                throw new Refusal(Answer.notFound("The upload session is not found."));
            }
            return session;
        }

        private record Session(Path target, boolean overwrite, Path folder, Map<Integer, String> tags) {

            private Session(Path target, boolean overwrite, Path folder) {
                this(target, overwrite, folder, new ConcurrentHashMap<>());
            }

            private Path part(int number) {
                return folder.resolve(Integer.toString(number));
            }

            private void check(JsonNode parts) {
                int previous = 0;
                for (JsonNode part : parts) {
                    int number = part.path("part_number").asInt();
                    if (number <= previous || !part.path("etag").asText().equals(tags.get(number))) {
                        throw new Refusal(Answer.badRequest("Part " + number + " was not uploaded so."));
                    }
                    previous = number;
                }
                if (previous == 0) {
                    throw new Refusal(Answer.badRequest("An upload needs at least one part."));
                }
            }
        }
    }
}
