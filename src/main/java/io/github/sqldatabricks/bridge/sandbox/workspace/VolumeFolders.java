package io.github.sqldatabricks.bridge.sandbox.workspace;

import io.github.sqldatabricks.bridge.sandbox.workspace.Endpoint.Answer;
import io.github.sqldatabricks.bridge.sandbox.workspace.Endpoint.Answer.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/** Volumes as folders: {@code /Volumes/c/s/v/x} is {@code <root>/Volumes/c/s/v/x}. Thread-safe. */
final class VolumeFolders {

    private static final int VOLUME_DEPTH = 4;

    private final Path root;
    private final Path temporary;

    /** @throws IOException when the folder can't be made */
    VolumeFolders(Path root) throws IOException {
        this.root = root.toAbsolutePath().normalize();
        this.temporary = this.root.resolve(".uploads");
        Files.createDirectories(temporary);
    }

    /**
     * The local path of a path in a volume.
     *
     * @throws Refusal when it is outside of /Volumes, traverses, or its volume does not exist
     */
    Path locate(String volumePath) {
        Path local = root.resolve(volumePath.substring(1)).normalize();
        boolean exact = (root + volumePath).equals(local.toString());
        if (!exact
                || !volumePath.startsWith("/Volumes/")
                || local.getNameCount() - root.getNameCount() < VOLUME_DEPTH) {
            throw new Refusal(Answer.badRequest("Invalid path: expected /Volumes/catalog/schema/volume/..."));
        }
        Path volume = root.resolve(root.relativize(local).subpath(0, VOLUME_DEPTH));
        if (!Files.isDirectory(volume)) {
            throw new Refusal(Answer.notFound("Volume " + root.relativize(volume) + " does not exist."));
        }
        return local;
    }

    /** A new name for a file or folder that is not yet visible. */
    Path newTemporary() {
        return temporary.resolve(UUID.randomUUID().toString());
    }

    /**
     * Stores all bytes under the path, visible only when complete.
     *
     * @throws Refusal when the file exists and must not be replaced, or its folder does not exist
     */
    void store(InputStream bytes, Path target, boolean overwrite) throws IOException {
        Path unfinished = newTemporary();
        try {
            Files.copy(bytes, unfinished);
            publish(unfinished, target, overwrite);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    /** Moves a finished temporary file to its place. */
    void publish(Path finished, Path target, boolean overwrite) throws IOException {
        requireWritable(target, overwrite);
        try {
            if (overwrite) {
                Files.move(finished, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } else {
                Files.move(finished, target);
            }
        } catch (FileAlreadyExistsException e) {
            throw alreadyExists();
        } catch (NoSuchFileException e) {
            throw noParent();
        }
    }

    /** @throws Refusal when the file exists and must not be replaced, or its folder does not exist */
    void requireWritable(Path target, boolean overwrite) {
        if (Files.isDirectory(target) || (!overwrite && Files.exists(target))) {
            throw alreadyExists();
        }
        if (!Files.isDirectory(target.getParent())) {
            throw noParent();
        }
    }

    private static Refusal alreadyExists() {
        return new Refusal(Answer.error(409, "ALREADY_EXISTS", "The file being created already exists."));
    }

    private static Refusal noParent() {
        return new Refusal(Answer.notFound("The parent directory of the file does not exist."));
    }
}
