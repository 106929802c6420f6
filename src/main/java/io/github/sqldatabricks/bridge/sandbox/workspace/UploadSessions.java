package io.github.sqldatabricks.bridge.sandbox.workspace;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sqldatabricks.bridge.sandbox.workspace.Answer.Refusal;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Multipart uploads under way: the parts are files in a hidden folder until the upload is completed. Thread-safe. */
final class UploadSessions {

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
