package io.github.sqldatabricks.bridge.databricks;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;

/** Counts the local disk that waiting files take in this process. Thread-safe. */
final class SpoolSpace {

    private final long limit;
    private long used;

    /** @param limit in bytes */
    SpoolSpace(long limit) {
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
        private final SpoolSpace space;
        private final long bytes;
        private boolean released;

        private Reservation(SpoolSpace space, long bytes) {
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
