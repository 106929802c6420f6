package io.github.sqldatabricks.bridge.store;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.jboss.logging.Logger;

/**
 * The file of an embedded store. Each commit adds a piece to it, because what was answered must survive a kill; H2 reuses the space of old
 * pieces only by a thread that it does not have then ({@code WRITE_DELAY=0}), so a duty does it. Thread-safe.
 */
final class StoreFile {

    private static final Logger LOG = Logger.getLogger(StoreFile.class);
    private static final int FILL_PERCENT = 50;
    private static final int REWRITTEN_BYTES = 4 << 20;
    /** Twice as long as between two runs of {@link #compact}, each of which makes the disk have what it was given. */
    private static final int RETENTION_MILLIS = 10_000;

    private final Path file;
    private volatile MVStore store;

    /** @param database its path without a suffix */
    StoreFile(Path database) {
        this.file = database.resolveSibling(database.getFileName() + ".mv.db");
    }

    Path path() {
        return file.toAbsolutePath();
    }

    /** 0 when there is none. */
    long bytes() {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0;
        }
    }

    /**
     * H2 takes an empty file for a new database, and so would lose what was there before without a word.
     *
     * @throws BridgeException.RemotePermanent ({@code job-store-empty})
     */
    void requireNotEmpty() {
        if (Files.isRegularFile(file) && bytes() == 0) {
            throw new BridgeException.RemotePermanent(
                    ErrorCode.JOB_STORE_EMPTY,
                    "The file of jobs and events is empty: " + path()
                            + ". Put its copy back; or remove it, to begin with"
                            + " no jobs, no events and no audit trail.",
                    null);
        }
    }

    /** Keeps the file small from now on, as long as the connection is open. */
    void opened(Connection connection) throws SQLException {
        SessionLocal session =
                (SessionLocal) connection.unwrap(JdbcConnection.class).getSession();
        MVStore opened = session.getDatabase().getStore().getMvStore();
        opened.setRetentionTime(RETENTION_MILLIS);
        store = opened;
    }

    /** The database is closed, or about to be. */
    void closed() {
        store = null;
    }

    /**
     * Writes what still counts in mostly outdated pieces anew, so that later commits reuse their space; a duty of the process. Pieces are
     * not moved: H2 can fail an assertion then (2.4.240, {@code FreeSpaceBitSet.allocate}), which closes the database.
     */
    void compact() {
        MVStore open = store;
        if (open == null || open.isClosed()) {
            return;
        }
        try {
            open.sync();
            open.compact(FILL_PERCENT, REWRITTEN_BYTES);
        } catch (MVStoreException e) {
            // The next use of the database fails, too, and says so.
            LOG.debugf(e, "The store's file %s could not be compacted", file);
        }
    }
}
