package io.github.sqldatabricks.bridge.testing;

import io.github.sqldatabricks.bridge.job.Holding;
import io.github.sqldatabricks.bridge.job.Lease;
import io.github.sqldatabricks.bridge.job.LeaseStore;
import io.github.sqldatabricks.bridge.job.Renewal;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** A real store that tells the test when it is searched for abandoned queries. */
public record WatchedLeaseStore(LeaseStore store, Runnable onSearch) implements LeaseStore {

    @Override
    public Renewal renew(Collection<Holding> holdings, String worker, Duration lease) {
        return store.renew(holdings, worker, lease);
    }

    @Override
    public List<Lease> abandoned(int limit) {
        onSearch.run();
        return store.abandoned(limit);
    }

    @Override
    public Optional<Lease> adopt(Lease abandoned, String worker, Duration lease) {
        return store.adopt(abandoned, worker, lease);
    }

    @Override
    public void release(Collection<Lease> leases, String worker) {
        store.release(leases, worker);
    }

    @Override
    public long waiting() {
        return store.waiting();
    }
}
