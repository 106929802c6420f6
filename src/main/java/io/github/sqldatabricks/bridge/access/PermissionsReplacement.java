package io.github.sqldatabricks.bridge.access;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;

/**
 * Replaces the permissions file in one step: a service that reloads it sees the old text or the new one, and a crash leaves
 * one of both. Owner, group and mode stay.
 */
final class PermissionsReplacement {

    private PermissionsReplacement() {}

    /**
     * Writes the text to a new file beside {@code file} (or beside what it links to) and moves it there. Its folder is made when
     * that is all that is missing.
     *
     * @throws BridgeException.Conflict when that is not possible; the old file is untouched then
     */
    static void write(Path file, String text) {
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
}
