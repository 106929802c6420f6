package io.github.sqldatabricks.bridge.sandbox.workspace;

import io.github.sqldatabricks.bridge.sandbox.workspace.Endpoint.Answer;
import io.github.sqldatabricks.bridge.sandbox.workspace.Endpoint.Answer.Refusal;
import io.github.sqldatabricks.bridge.sandbox.workspace.Endpoint.Call;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Folders in volumes: create with parents, list in pages, metadata, delete when empty. */
final class DirectoriesEndpoint implements Endpoint {

    private static final String PREFIX = "/api/2.0/fs/directories";
    private static final int MAX_PAGE_SIZE = 1000;

    private final VolumeFolders volumes;

    DirectoriesEndpoint(VolumeFolders volumes) {
        this.volumes = volumes;
    }

    @Override
    public Optional<Answer> answer(Call call) throws IOException {
        if (!call.path().startsWith(PREFIX + "/")) {
            return Optional.empty();
        }
        String path = call.path().substring(PREFIX.length());
        Path folder = volumes.locate(path.endsWith("/") ? path.substring(0, path.length() - 1) : path);
        return switch (call.method()) {
            case "PUT" -> Optional.of(create(folder));
            case "GET" -> Optional.of(list(call, path, existing(folder)));
            case "HEAD" -> Optional.of(metadata(existing(folder)));
            case "DELETE" -> Optional.of(delete(existing(folder)));
            default -> Optional.empty();
        };
    }

    private static Answer create(Path folder) throws IOException {
        try {
            Files.createDirectories(folder);
            return Answer.empty(204);
        } catch (FileAlreadyExistsException e) {
            return Answer.error(409, "ALREADY_EXISTS", "A file is at the path of the directory or of a parent.");
        }
    }

    private static Answer metadata(Path folder) {
        return new Answer(200, Map.of("Content-Type", "application/json"), 0, out -> {});
    }

    private static Answer delete(Path folder) throws IOException {
        try {
            Files.delete(folder);
            return Answer.empty(204);
        } catch (DirectoryNotEmptyException e) {
            return Answer.error(400, "BAD_REQUEST", "The directory being deleted is not empty.");
        }
    }

    private static Answer list(Call call, String path, Path folder) throws IOException {
        int size = Math.min(MAX_PAGE_SIZE, Math.max(1, number(call, "page_size", MAX_PAGE_SIZE)));
        int from = number(call, "page_token", 0);
        List<Path> names;
        try (Stream<Path> children = Files.list(folder)) {
            names = children.sorted().toList();
        }
        int to = Math.min(names.size(), from + size);
        Map<String, Object> answer = new HashMap<>();
        answer.put(
                "contents",
                names.subList(Math.min(from, to), to).stream()
                        .map(child -> entry(path, child))
                        .toList());
        if (to < names.size()) {
            answer.put("next_page_token", Integer.toString(to));
        }
        return Answer.ok(answer);
    }

    private static int number(Call call, String parameter, int otherwise) {
        String text = call.query().getOrDefault(parameter, "");
        try {
            return text.isEmpty() || text.equals("0") ? otherwise : Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new Refusal(Answer.badRequest("Invalid " + parameter + "."));
        }
    }

    private static Map<String, Object> entry(String parent, Path child) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(child, BasicFileAttributes.class);
            String name = child.getFileName().toString();
            Map<String, Object> entry = new HashMap<>(
                    Map.of("name", name, "path", parent + "/" + name, "is_directory", attributes.isDirectory()));
            if (attributes.isRegularFile()) {
                entry.put("file_size", attributes.size());
                entry.put("last_modified", attributes.lastModifiedTime().toMillis());
            }
            return entry;
        } catch (IOException e) {
            throw new Refusal(Answer.error(500, "INTERNAL_ERROR", "The directory changed while it was listed."));
        }
    }

    private static Path existing(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new Refusal(Answer.notFound("The directory being accessed is not found."));
        }
        return folder;
    }
}
