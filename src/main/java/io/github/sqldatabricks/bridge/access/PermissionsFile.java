package io.github.sqldatabricks.bridge.access;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Environment;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.Optional;

/**
 * The permissions file on disk. Changes are found by comparing the content, because a Kubernetes ConfigMap swaps a
 * symbolic link some folders above the file, which file watchers miss and which can leave the modification time alone.
 * Not thread-safe.
 */
final class PermissionsFile {

    private static final int MAX_BYTES = 1024 * 1024;

    private final Path file;
    private final Environment environment;
    private Optional<String> lastText = Optional.empty();

    PermissionsFile(Path file, Environment environment) {
        this.file = file;
        this.environment = environment;
    }

    boolean exists() {
        return Files.exists(file);
    }

    /**
     * Reads the file, when its content differs from the last call's; a file that is missing at first is no change.
     *
     * @return empty when nothing has changed
     * @throws InvalidPermissions when the file has become missing, unreadable or wrong
     */
    Optional<UserDirectory> readIfChanged() {
        Optional<String> text = text();
        if (text.equals(lastText)) {
            return Optional.empty();
        }
        lastText = text;
        String yaml = text.orElseThrow(() -> new InvalidPermissions(file + " is missing"));
        return Optional.of(new PermissionsParser(file, environment).parse(yaml));
    }

    /**
     * The file's text; empty when it is missing.
     *
     * @throws InvalidPermissions when it can't be read, is too large or no UTF-8
     */
    Optional<String> text() {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(MAX_BYTES + 1);
            if (content.length > MAX_BYTES) {
                throw new InvalidPermissions(file + " is larger than " + MAX_BYTES + " bytes");
            }
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (CharacterCodingException e) {
            throw new InvalidPermissions(file + " is not UTF-8 text", e);
        } catch (IOException e) {
            throw new InvalidPermissions(
                    file + " can't be read: " + e.getClass().getSimpleName(), e);
        }
    }

    /**
     * Replaces the file in one step: a service that reloads it sees the old text or the new one, and a crash leaves one of both.
     * Owner, group and mode stay. The folder is made when that is all that is missing.
     *
     * @throws BridgeException.Conflict when that is not possible; the old file is untouched then
     */
    void replace(String text) {
        try {
            Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
            makeFolder(target.getParent());
            Path next = Files.createTempFile(target.getParent(), target.getFileName() + ".", ".new");
            try {
                Files.writeString(next, text);
                keepOwnerAndMode(target, next);
                Files.move(next, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(next);
            }
        } catch (IOException e) {
            throw new BridgeException.Conflict(
                    ErrorCode.PERMISSIONS_FILE_NOT_WRITABLE,
                    "Expected to replace " + file + " by a file beside it with the same owner and mode, but got "
                            + e.getClass().getSimpleName()
                            + ". Nothing was changed. Make the folder when it is not there,"
                            + " run the command as the file's owner, or use --print and add the entry where the file comes from.");
        }
    }

    /** The first token of an installation comes before its folder {@code config}; of a longer path that is missing, a typing error. */
    private static void makeFolder(Path folder) throws IOException {
        if (Files.notExists(folder)) {
            Files.createDirectory(folder);
        }
    }

    /** A new file keeps the mode of a temporary one: only its owner reads it. */
    private static void keepOwnerAndMode(Path old, Path next) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(next, PosixFileAttributeView.class);
        if (view == null || !Files.exists(old)) {
            return;
        }
        PosixFileAttributes wanted = Files.readAttributes(old, PosixFileAttributes.class);
        PosixFileAttributes present = view.readAttributes();
        if (!wanted.owner().equals(present.owner())) {
            view.setOwner(wanted.owner());
        }
        if (!wanted.group().equals(present.group())) {
            view.setGroup(wanted.group());
        }
        view.setPermissions(wanted.permissions());
    }

    /** The permissions file can't be used. The message names file and line and never shows a token. */
    public static final class InvalidPermissions extends RuntimeException {

        private static final long serialVersionUID = 1L;

        InvalidPermissions(String message) {
            super(message);
        }

        InvalidPermissions(String message, Throwable cause) {
            super(message, cause);
        }

        /** @param line counted from 1 */
        static InvalidPermissions at(Path file, int line, String problem) {
            return new InvalidPermissions(file + ", line " + line + ": " + problem);
        }
    }
}
