package io.github.sqldatabricks.bridge.messaging;

import io.github.sqldatabricks.bridge.job.Holding;
import io.github.sqldatabricks.bridge.job.Lease;
import io.github.sqldatabricks.bridge.model.JobId;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/** The queries that run in this process. Thread-safe. */
@ApplicationScoped
public class RunningQueries {

    private final RunningWork<Lease, RunningQuery> running = new RunningWork<>();

    RunningQuery add(Lease lease, int earlierAttempts) {
        RunningQuery query = new RunningQuery(lease, earlierAttempts);
        running.add(lease, query);
        return query;
    }

    void remove(Lease lease) {
        running.remove(lease);
    }

    int size() {
        return running.size();
    }

    List<Holding> holdings() {
        return running.of(running.keys()).stream().map(RunningQuery::holding).toList();
    }

    /** Stops the queries of the leases that run here. */
    void stop(Collection<Lease> leases, RunningQuery.Stop why) {
        running.of(leases).forEach(query -> query.stop(why));
    }

    /** Stops all queries that run here. */
    void stopAll(RunningQuery.Stop why) {
        stop(running.keys(), why);
    }

    /** Stops the queries of a job that run here, because somebody cancelled it; other processes stop theirs. */
    public void cancel(JobId job) {
        List<Lease> leases =
                running.keys().stream().filter(lease -> lease.job().equals(job)).toList();
        stop(leases, RunningQuery.Stop.CANCELLED);
    }

    /** See {@link RunningWork#awaitNone}. */
    boolean awaitNone(Duration atMost) throws InterruptedException {
        return running.awaitNone(atMost);
    }
}
