package io.github.sqldatabricks.bridge.store;

import io.github.sqldatabricks.bridge.model.BridgeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.jboss.logging.Logger;

/**
 * The file of an embedded store. Each commit adds a piece to it, because what was answered must survive a kill; H2 reuses the space of old
 * pieces only by a thread that it does not have then ({@code WRITE_DELAY=0}), so a duty does it. Thread-safe.
 */
final class StoreFile implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(StoreFile.class);
    private static final String PREFIX = "jdbc:h2:";
    private static final String FILE = "file:";
    private static final long SMALL_BYTES = 4L << 20;
    /** Nobody commits meanwhile. */
    private static final int COMPACTION_MILLIS = 200;

    private static final int LAST_COMPACTION_MILLIS = 2000;

    private final Path file;
    private volatile MVStore store;
    private long compacted;
    private boolean helps;

    private StoreFile(Path file) {
        this.file = file;
    }

    /** @throws IllegalArgumentException when the URL of an embedded database names no file that there can be */
    static StoreFile of(String url) {
        String name = url.substring(PREFIX.length()).replaceFirst(";.*", "");
        String path = name.startsWith(FILE) ? name.substring(FILE.length()) : name;
        try {
            return new StoreFile(Path.of(path.replaceFirst("^~", System.getProperty("user.home")) + ".mv.db"));
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("Expected bridge.jobs.url to name a file after jdbc:h2:file:.", e);
        }
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
                    "job-store-empty",
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
        store = session.getDatabase().getStore().getMvStore();
    }

    /** The database is closed, or about to be. */
    void closed() {
        store = null;
    }

    /** Makes the file smaller for a moment, while it grows, and after the last commit for as long as that helps; a duty of the process. */
    synchronized void compact() {
        MVStore open = store;
        long before = bytes();
        if (open != null && before > SMALL_BYTES && (helps || open.getCurrentVersion() != compacted)) {
            compact(open, COMPACTION_MILLIS);
            compacted = open.getCurrentVersion();
            helps = bytes() < before;
        }
    }

    private void compact(MVStore open, int millis) {
        int retention = open.getRetentionTime();
        try {
            open.compactFile(millis);
            open.setRetentionTime(retention);
        } catch (MVStoreException e) {
            // Whoever uses the database next finds out, too, and says so.
            LOG.debugf(e, "The store's file %s could not be compacted", file);
        }
    }

    /** Once more, while it is still open. */
    @Override
    public synchronized void close() {
        MVStore open =
                Optional.ofNullable(store).filter(some -> !some.isClosed()).orElse(null);
        closed();
        if (open != null) {
            compact(open, LAST_COMPACTION_MILLIS);
        }
    }
}
