package io.github.sqldatabricks.bridge.event;

import io.github.sqldatabricks.bridge.event.EventsTable.StatusReport;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.sync.StoredEvent;
import io.github.sqldatabricks.bridge.sync.SyncConfig;
import io.github.sqldatabricks.bridge.work.ThisProcess;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Writes statuses into the events table, one statement for many events. One process at a time does it, because two
 * writers of a Delta table conflict. What was written but not noted as written is written again, which changes nothing.
 * Thread-safe, blocking.
 */
@ApplicationScoped
public class StatusWriteBack {

    private static final Logger LOG = Logger.getLogger(StatusWriteBack.class);
    private static final String LOCK = "mirror";
    /** Longer than a statement may take. */
    private static final Duration LEASE = Duration.ofMinutes(2);

    private final EventStore store;
    private final EventsTable eventsTable;
    private final SyncConfig config;

    public StatusWriteBack(EventStore store, EventsTable eventsTable, SyncConfig config) {
        this.store = store;
        this.eventsTable = eventsTable;
        this.config = config;
    }

    /**
     * Writes what is due before the process ends, if the events table is used at all. Never throws: what is not written in time, the
     * next process writes.
     *
     * @param atMost how long it may take
     */
    void flush(Duration atMost) {
        if (!config.poller().enabled()) {
            return;
        }
        Thread last = new Thread(this::writeQuietly, "last statuses");
        last.setDaemon(true);
        last.start();
        try {
            last.join(Math.max(1, atMost.toMillis()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (last.isAlive()) {
            LOG.warn("The last statuses are not written into the events table yet; the next process writes them");
        }
    }

    private void writeQuietly() {
        try {
            LOG.debugf("%d last statuses written into the events table", write());
        } catch (RuntimeException | Error e) {
            LOG.warnf(
                    "The last statuses can't be written into the events table, the next process writes them: %s",
                    e.getMessage());
        }
    }

    /**
     * Writes what is due.
     *
     * @return how many events; 0 also when another process does it
     * @throws BridgeException when the store or the events table can't be used; nothing is lost
     */
    synchronized int write() {
        int batch = config.mirror().batch();
        int written = 0;
        boolean more = !store.unwritten(1).isEmpty();
        // What is due is read while the leader lock is held: another process may have written newer states before.
        while (more && store.holdLeaderLock(LOCK, ThisProcess.name(), LEASE)) {
            List<StoredEvent> due = store.unwritten(batch);
            if (!due.isEmpty()) {
                eventsTable.report(due.stream().map(StatusReport::of).toList());
                store.writtenBack(due);
            }
            written += due.size();
            more = due.size() == batch;
        }
        return written;
    }
}
