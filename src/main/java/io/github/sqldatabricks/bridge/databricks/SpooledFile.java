package io.github.sqldatabricks.bridge.databricks;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.VolumePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jboss.logging.Logger;

/** A file that waits on the local disk and is uploaded in one request when it is to become visible. */
final class SpooledFile implements StagedFile {

    private static final Logger LOG = Logger.getLogger(SpooledFile.class);

    private final VolumeFiles files;
    private final VolumePath target;
    private final String name;
    private final Path local;
    private final SpoolSpace.Reservation space;
    private boolean completed;

    SpooledFile(VolumeFiles files, VolumePath folder, String name, Path local, SpoolSpace.Reservation space) {
        this.files = files;
        this.target = folder.resolve(name);
        this.name = name;
        this.local = local;
        this.space = space;
    }

    /** What it means that a finished file is gone before it was uploaded. */
    static BridgeException deleted(Path file, Throwable cause) {
        return new BridgeException.RemoteTransient(
                ErrorCode.SPOOL_DELETED,
                "The finished file " + file + " was deleted before its upload. Exempt the folder"
                        + " bridge.extraction.spool-path from what cleans up; another attempt writes it again.",
                cause);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long length() {
        return space.bytes();
    }

    @Override
    public void complete(AbortSignal signal) {
        if (completed) {
            return;
        }
        if (!Files.exists(local)) {
            throw deleted(local, null);
        }
        try (FileRegion content = new FileRegion(local, 0, length())) {
            files.put(target, length(), content, signal);
        }
        completed = true;
        forgetLocal();
    }

    @Override
    public boolean assumed() {
        return false;
    }

    @Override
    public void forgetLocal() {
        space.close();
        try {
            Files.deleteIfExists(local);
        } catch (IOException e) {
            LOG.warnf("A spooled file could not be deleted: %s", local);
        }
    }

    @Override
    public void discardRemote(AbortSignal signal) {
        if (completed) {
            files.delete(target, signal);
        }
    }
}
