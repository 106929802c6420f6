package io.github.sqldatabricks.bridge.job;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Port: who works on which query. A lease that is not renewed in time may be taken by any worker. Thread-safe,
 * blocking; fails as {@link JobStore} does.
 */
public interface LeaseStore {

    /** Extends leases from now on by {@code lease} and writes their progress, many in one batch. */
    Renewal renew(Collection<Holding> holdings, String worker, Duration lease);

    /** Up to {@code limit} queries that nobody holds any more, oldest first, with the leases that have run out. */
    List<Lease> abandoned(int limit);

    /**
     * Takes over one of {@link #abandoned}: it is pending again. A query that ran, and was not given back, counts one
     * takeover more. Empty when somebody else was faster.
     */
    Optional<Lease> adopt(Lease abandoned, String worker, Duration lease);

    /** Gives leases back, so that another worker can adopt their queries at once. */
    void release(Collection<Lease> leases, String worker);

    /** How many queries wait for a worker, in all processes and outside of them. */
    long waiting();
}
