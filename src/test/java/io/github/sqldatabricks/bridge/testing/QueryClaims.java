package io.github.sqldatabricks.bridge.testing;

import io.github.sqldatabricks.bridge.job.JobStore.LeaseStore.QueryClaim;
import io.github.sqldatabricks.bridge.job.JobTracker;
import io.github.sqldatabricks.bridge.model.JobId;
import io.github.sqldatabricks.bridge.model.Lease;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Claims of queries by a process, without its threads. */
public final class QueryClaims {

    private QueryClaims() {}

    /** Claims up to so many queries, oldest first. */
    public static List<Lease> of(JobTracker worker, int limit) {
        List<Lease> leases = new ArrayList<>();
        Optional<QueryClaim> claim = limit > 0 ? worker.claim() : Optional.empty();
        while (claim.isPresent()) {
            leases.add(claim.get().lease());
            claim = leases.size() < limit ? worker.claim() : Optional.empty();
        }
        return leases;
    }

    /** Claims this query; those before it are given back. */
    public static Lease of(JobTracker worker, JobId job, String query) {
        List<Lease> others = new ArrayList<>();
        Lease lease = worker.claim().orElseThrow().lease();
        while (!lease.job().equals(job) || !lease.query().value().equals(query)) {
            others.add(lease);
            lease = worker.claim().orElseThrow().lease();
        }
        worker.release(others);
        return lease;
    }
}
