package io.github.sqldatabricks.bridge.databricks;

import io.github.sqldatabricks.bridge.databricks.WorkspaceHttp.RemoteRequest.FileRegion;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.VolumePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jboss.logging.Logger;

/** A file that waits on the local disk and is uploaded in one request when it is to become visible. */
final class SpooledFile implements VolumeCommit.UploadedFile {

    private static final Logger LOG = Logger.getLogger(SpooledFile.class);

    private final VolumeFiles files;
    private final VolumePath target;
    private final String name;
    private final Path local;
    private final Space.Reservation space;
    private boolean completed;

    SpooledFile(VolumeFiles files, VolumePath folder, String name, Path local, Space.Reservation space) {
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
    public void complete(Cancellation cancellation) {
        if (completed) {
            return;
        }
        if (!Files.exists(local)) {
            throw deleted(local, null);
        }
        try (FileRegion content = new FileRegion(local, 0, length())) {
            files.put(target, length(), content, cancellation);
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
    public void discardRemote(Cancellation cancellation) {
        if (completed) {
            files.delete(target, cancellation);
        }
    }

    /** Counts the local disk that waiting files take in this process. Thread-safe. */
    static final class Space {

        private final long limit;
        private long used;

        /** @param limit in bytes */
        Space(long limit) {
            this.limit = limit;
        }

        /**
         * Takes room for a file, until the reservation is closed.
         *
         * @throws BridgeException.RemotePermanent when the limit would be passed
         */
        synchronized Reservation reserve(long bytes) {
            if (bytes > limit - used) {
                throw new BridgeException.RemotePermanent(
                        ErrorCode.SPOOL_LIMIT_EXCEEDED,
                        "Expected the files that wait for their upload to fit bridge.databricks.spool-limit (" + limit
                                + " bytes), but " + used + " are used and " + bytes
                                + " more are needed. Raise the limit, extract less at once, or enable multipart uploads.");
            }
            used += bytes;
            return new Reservation(this, bytes);
        }

        private synchronized void release(long bytes) {
            used -= bytes;
        }

        /** Room that was taken. Closing it twice gives it back once. */
        static final class Reservation implements AutoCloseable {
            private final Space space;
            private final long bytes;
            private boolean released;

            private Reservation(Space space, long bytes) {
                this.space = space;
                this.bytes = bytes;
            }

            /** The size of the room. */
            long bytes() {
                return bytes;
            }

            @Override
            public synchronized void close() {
                if (!released) {
                    released = true;
                    space.release(bytes);
                }
            }
        }
    }
}
