package io.github.sqldatabricks.bridge.extraction.input;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.QuotedInput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A folder whose files may be read, and nothing outside its root: neither by {@code ..} nor through a symbolic link.
 * Links that stay inside are followed, because Kubernetes mounts every ConfigMap through them.
 */
public final class ConfinedFolder {

    /** The largest file that is read, in bytes. */
    static final int MAX_FILE_BYTES = 1 << 20;

    private final Path root;
    private final Path folder;

    private ConfinedFolder(Path root, Path folder) {
        this.root = root;
        this.folder = folder;
    }

    /**
     * The folder that a request names below the configured root.
     *
     * @param root the configured root
     * @param named a name below the root; a path that already starts with the root (as callers of the earlier service
     *     send it, such as {@code queries}, {@code queries/daily} or {@code /bridge/queries/daily}) is understood too; empty for
     *     the root
     * @param field the request's field, for messages
     * @throws BridgeException.InvalidRequest when the name leaves the root
     * @throws BridgeException.NotFound when there is no such folder
     */
    public static ConfinedFolder below(Path root, Optional<String> named, String field) {
        ConfinedFolder whole = new ConfinedFolder(realRoot(root, field), realRoot(root, field));
        return named.filter(name -> !name.isEmpty())
                .map(name -> whole.named(root, name, field))
                .orElse(whole);
    }

    /** The folder's path, links resolved. */
    public Path path() {
        return folder;
    }

    /** The folder of that one name in this folder, if there is one. */
    public Optional<ConfinedFolder> folder(String name) {
        return existing(name).filter(Files::isDirectory).map(found -> new ConfinedFolder(root, found));
    }

    /** The file of that one name in this folder, if there is one. */
    public Optional<Path> file(String name) {
        return existing(name).filter(Files::isRegularFile).map(found -> folder.resolve(name));
    }

    /** Where a file that {@link #file} found is, below the configured root; with {@code /} on every system. */
    public String placeOf(Path file) {
        return root.relativize(file).toString().replace('\\', '/');
    }

    /** The names of the files in this folder that end so, in order; hidden ones are left out. */
    public List<String> fileNames(String suffix) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(suffix) && !name.startsWith("."))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("The folder " + folder + " can't be listed", e);
        }
    }

    /** The names of the folders in this folder, in order; hidden ones are left out. */
    public List<String> folderNames() {
        try (Stream<Path> folders = Files.list(folder)) {
            return folders.filter(Files::isDirectory)
                    .map(found -> found.getFileName().toString())
                    .filter(name -> !name.startsWith("."))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("The folder " + folder + " can't be listed", e);
        }
    }

    /**
     * The text of a file that {@link #file} found, without a byte order mark.
     *
     * @throws BridgeException.InvalidRequest when it is larger than 1 MiB or not UTF-8
     */
    public String read(Path file) {
        try {
            if (Files.size(file) > MAX_FILE_BYTES) {
                throw new BridgeException.InvalidRequest(
                        ErrorCode.FILE_TOO_LARGE, "Expected a file of at most 1 MiB, but " + file + " is larger.");
            }
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.FILE_NOT_UTF8,
                    "Expected UTF-8 text in " + file + ". Save the file with the encoding UTF-8.",
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException("The file " + file + " can't be read", e);
        }
    }

    private ConfinedFolder named(Path configuredRoot, String name, String field) {
        Path asked = lexicallyInside(configuredRoot, name, field);
        if (!Files.isDirectory(asked)) {
            throw new BridgeException.NotFound(
                    ErrorCode.UNKNOWN_PATH,
                    "There is no folder " + QuotedInput.of(name) + " below the configured folder of " + field + ".");
        }
        return new ConfinedFolder(root, inside(asked));
    }

    private Path lexicallyInside(Path configuredRoot, String name, String field) {
        Path base = configuredRoot.toAbsolutePath().normalize();
        if (name.indexOf('\0') < 0 && name.indexOf('\\') < 0 && isUnicode(name)) {
            Path below = base.resolve(name).normalize();
            Path fromHere = Path.of(name).toAbsolutePath().normalize();
            if (fromHere.startsWith(base) && !Files.isDirectory(below)) {
                return fromHere;
            }
            if (below.startsWith(base)) {
                return below;
            }
            // The whole path of a root that is configured by a link.
            if (fromHere.startsWith(root)) {
                return fromHere;
            }
        }
        throw outside(field);
    }

    /** Half of a surrogate pair is no file's name anywhere. */
    private static boolean isUnicode(String name) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(name);
    }

    private Optional<Path> existing(String name) {
        Path candidate = folder.resolve(name);
        if (!folder.equals(candidate.getParent())) {
            throw outside("'" + name + "'");
        }
        return Files.exists(candidate) ? Optional.of(inside(candidate)) : Optional.empty();
    }

    private Path inside(Path existing) {
        try {
            Path real = existing.toRealPath();
            if (!real.startsWith(root)) {
                throw outside("'" + existing.getFileName() + "'");
            }
            return real;
        } catch (IOException e) {
            throw new UncheckedIOException("The path " + existing + " can't be read", e);
        }
    }

    private static Path realRoot(Path root, String field) {
        try {
            return root.toRealPath();
        } catch (IOException e) {
            throw new BridgeException.NotFound(
                    ErrorCode.UNKNOWN_PATH, "The configured folder of " + field + " does not exist: " + root + ".");
        }
    }

    private static BridgeException outside(String what) {
        return new BridgeException.InvalidRequest(
                ErrorCode.PATH_OUTSIDE_ROOT,
                "Expected " + what + " to name something below its configured folder, but it leads outside.");
    }
}
