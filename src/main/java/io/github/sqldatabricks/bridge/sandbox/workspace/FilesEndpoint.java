package io.github.sqldatabricks.bridge.sandbox.workspace;

import io.github.sqldatabricks.bridge.sandbox.workspace.CallHandler.LimitedInputStream;
import io.github.sqldatabricks.bridge.sandbox.workspace.Endpoint.Answer;
import io.github.sqldatabricks.bridge.sandbox.workspace.Endpoint.Answer.Refusal;
import io.github.sqldatabricks.bridge.sandbox.workspace.Endpoint.Call;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Files in volumes: upload in one request, download (ranges too), metadata, delete.
 *
 * @see <a href="https://docs.databricks.com/api/workspace/files">Files API</a>
 */
final class FilesEndpoint implements Endpoint {

    static final String PREFIX = "/api/2.0/fs/files";

    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d*)");

    private final VolumeFolders volumes;

    FilesEndpoint(VolumeFolders volumes) {
        this.volumes = volumes;
    }

    @Override
    public Optional<Answer> answer(Call call) throws IOException {
        if (!call.path().startsWith(PREFIX + "/")) {
            return Optional.empty();
        }
        Path file = volumes.locate(call.path().substring(PREFIX.length()));
        return switch (call.method()) {
            case "PUT" -> Optional.of(upload(call, file));
            case "GET" -> Optional.of(download(call, existing(file)));
            case "HEAD" -> Optional.of(metadata(existing(file)));
            case "DELETE" -> Optional.of(delete(existing(file)));
            default -> Optional.empty();
        };
    }

    private Answer upload(Call call, Path file) throws IOException {
        volumes.store(call.body(), file, Boolean.parseBoolean(call.query().get("overwrite")));
        return Answer.empty(204);
    }

    private static Answer delete(Path file) throws IOException {
        Files.deleteIfExists(file);
        return Answer.empty(204);
    }

    private static Answer metadata(Path file) throws IOException {
        long size = Files.size(file);
        return new Answer(200, headers(file, size), 0, out -> {});
    }

    private static Answer download(Call call, Path file) throws IOException {
        long size = Files.size(file);
        Matcher range = RANGE.matcher(call.headers().getOrDefault("range", ""));
        if (!range.matches()) {
            return new Answer(200, headers(file, size), size, out -> copy(file, 0, size, out));
        }
        long from = Long.parseLong(range.group(1));
        long to = range.group(2).isEmpty() ? size - 1 : Math.min(size - 1, Long.parseLong(range.group(2)));
        return from > to
                ? Answer.error(416, "INVALID_PARAMETER_VALUE", "The range is outside of the file.")
                : part(file, from, to, size);
    }

    private static Answer part(Path file, long from, long to, long size) throws IOException {
        long length = to - from + 1;
        Map<String, String> headers = new HashMap<>(headers(file, length));
        headers.put("Content-Range", "bytes " + from + "-" + to + "/" + size);
        return new Answer(206, headers, length, out -> copy(file, from, length, out));
    }

    private static void copy(Path file, long from, long length, OutputStream out) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            in.skipNBytes(from);
            new LimitedInputStream(in, length).transferTo(out);
        }
    }

    private static Map<String, String> headers(Path file, long length) throws IOException {
        String modified = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                Files.getLastModifiedTime(file).toInstant().atOffset(ZoneOffset.UTC));
        return Map.of(
                "Content-Type",
                "application/octet-stream",
                "Content-Length",
                Long.toString(length),
                "Last-Modified",
                modified);
    }

    private static Path existing(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new Refusal(Answer.notFound("The file being accessed is not found."));
        }
        return file;
    }
}
