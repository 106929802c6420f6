package io.github.sqldatabricks.bridge.event;

import io.github.sqldatabricks.bridge.event.EventStore.OpenTarget;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.EventId;
import io.github.sqldatabricks.bridge.model.Hashes;
import io.github.sqldatabricks.bridge.model.SqlServerTable;
import io.github.sqldatabricks.bridge.sync.StoredEvent.Claim;
import io.github.sqldatabricks.bridge.sync.SyncEvent;
import io.github.sqldatabricks.bridge.sync.TargetDatabase;
import io.github.sqldatabricks.bridge.sync.TargetTable.TargetIdentity;
import io.github.sqldatabricks.bridge.sync.TargetTable.TargetIdentity.TargetKey;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;

/**
 * Finds out which tables events really change, so that one table under two names is never changed by two events at once, nor out of
 * their order. The servers are asked, once a minute for each name at most. One that can't be asked holds nothing up: its events
 * go by their names as they are written until it can; so do those of a single table whose definition is locked. Thread-safe, blocking.
 */
@ApplicationScoped
public class TargetKeys {

    private static final Logger LOG = Logger.getLogger(TargetKeys.class);

    /** How long an answer counts. A name that means another table since then is noticed when an event is claimed. */
    private static final long FRESH_NANOS = Duration.ofMinutes(1).toNanos();

    private static final int MOST_NAMES = 10_000;
    private static final int PAGE = 1000;

    private final EventStore store;
    private final TargetDatabase targets;
    private final Map<Name, Answer> answers = new ConcurrentHashMap<>();
    private final Set<String> silent = ConcurrentHashMap.newKeySet();
    private final ReentrantLock settling = new ReentrantLock();

    /**
     * A table as it is written.
     *
     * @param place where the connection leads
     */
    private record Name(String place, SqlServerTable table) {}

    private record Answer(TargetKey key, long at) {
        boolean isFresh() {
            return System.nanoTime() - at < FRESH_NANOS;
        }
    }

    public TargetKeys(EventStore store, TargetDatabase targets) {
        this.store = store;
        this.targets = targets;
    }

    /**
     * Gives all new events their keys, together, so that none of them can overtake another one of the same table. To be called before
     * each claim; while another thread does it, there is nothing to wait for: new events can't be claimed yet.
     */
    public void settle() {
        if (settling.tryLock()) {
            try {
                settleAll();
            } finally {
                settling.unlock();
            }
        }
    }

    private void settleAll() {
        Map<EventId, TargetKey> keys = new LinkedHashMap<>();
        for (OpenTarget open : store.unsettled(PAGE)) {
            TargetKey key = key(open.event());
            // Those of a server that can't be asked stay as they are; there may be many, at each claim.
            if (key.confirmed() || !key.hash().equals(open.hash())) {
                keys.put(open.event().id(), key);
            }
        }
        if (!keys.isEmpty()) {
            store.settle(keys);
        }
    }

    private TargetKey key(SyncEvent event) {
        Optional<String> place = place(event);
        if (place.isEmpty()) {
            return nowhere(event);
        }
        return silent.contains(place.get()) ? written(place.get(), event) : ask(place.get(), event);
    }

    /**
     * Whether an event that was just claimed is to be given back, because its name means another table than it was claimed for. Where the
     * server can't be asked, the claim stays: the attempt fails as it would without us.
     */
    public boolean isMoved(Claim claim) {
        SyncEvent event = claim.event();
        Optional<String> place = place(event);
        TargetKey key = place.map(known -> ask(known, event)).orElseGet(() -> nowhere(event));
        if (!key.confirmed()) {
            return false;
        }
        place.filter(silent::remove).ifPresent(again -> settleWhatWaited());
        return store.resettle(claim, key);
    }

    /** Has the server asked again which table the event's name means: what is known of it is not true any more. */
    public void forget(Claim claim) {
        SyncEvent event = claim.event();
        place(event).ifPresent(place -> answers.remove(new Name(place, event.target())));
    }

    /** Events that were let through unasked may be older than the claimed one. */
    private void settleWhatWaited() {
        settling.lock();
        try {
            settleAll();
        } finally {
            settling.unlock();
        }
    }

    /** Empty when no connection leads there, so that nothing will be changed. */
    private Optional<String> place(SyncEvent event) {
        try {
            return Optional.of(targets.place(event.address()));
        } catch (BridgeException e) {
            return Optional.empty();
        }
    }

    private TargetKey ask(String place, SyncEvent event) {
        Name name = new Name(place, event.target());
        Answer known = answers.get(name);
        if (known != null && known.isFresh() && !silent.contains(place)) {
            return known.key();
        }
        try {
            TargetIdentity identity = targets.identify(event.address(), event.target());
            TargetKey key = new TargetKey(identity.key(), true);
            remember(name, key);
            return key;
        } catch (BridgeException e) {
            LOG.debugf("SQL Server can't be asked which table %s is: %s", event.target(), e.getMessage());
            TargetKey key = written(place, event);
            if (e.error() == ErrorCode.SQLSERVER_LOCK_TIMEOUT) {
                // This table is being altered: the server answers for all others, and is not asked for this one again
                // and again.
                remember(name, key);
            } else {
                silent.add(place);
            }
            return key;
        }
    }

    private void remember(Name name, TargetKey key) {
        if (answers.size() >= MOST_NAMES) {
            answers.clear();
        }
        answers.put(name, new Answer(key, System.nanoTime()));
    }

    private static TargetKey written(String place, SyncEvent event) {
        return new TargetKey(byName(place, event), false);
    }

    private static TargetKey nowhere(SyncEvent event) {
        return new TargetKey(byName(event.address().toString(), event), true);
    }

    private static String byName(String place, SyncEvent event) {
        return Hashes.of(
                place,
                event.target().schema().toLowerCase(Locale.ROOT),
                event.target().name().toLowerCase(Locale.ROOT));
    }
}
