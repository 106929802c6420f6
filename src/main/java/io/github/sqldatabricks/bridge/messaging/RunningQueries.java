package io.github.sqldatabricks.bridge.messaging;

import io.github.sqldatabricks.bridge.job.Holding;
import io.github.sqldatabricks.bridge.job.Lease;
import io.github.sqldatabricks.bridge.model.JobId;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The queries that run in this process. Thread-safe. */
@ApplicationScoped
public class RunningQueries {

    private final Map<Lease, RunningQuery> running = new HashMap<>();

    synchronized RunningQuery add(Lease lease, int earlierAttempts) {
        RunningQuery query = new RunningQuery(lease, earlierAttempts);
        running.put(lease, query);
        return query;
    }

    synchronized void remove(Lease lease) {
        running.remove(lease);
        notifyAll();
    }

    synchronized int size() {
        return running.size();
    }

    synchronized List<Holding> holdings() {
        return running.values().stream().map(RunningQuery::holding).toList();
    }

    /** Stops the queries of the leases that run here. */
    void stop(Collection<Lease> leases, RunningQuery.Stop why) {
        leases.forEach(lease -> find(lease).ifPresent(query -> query.stop(why)));
    }

    /** Stops all queries that run here. */
    void stopAll(RunningQuery.Stop why) {
        stop(leases(), why);
    }

    /** Stops the queries of a job that run here, because somebody cancelled it; other processes stop theirs. */
    public void cancel(JobId job) {
        List<Lease> leases =
                leases().stream().filter(lease -> lease.job().equals(job)).toList();
        stop(leases, RunningQuery.Stop.CANCELLED);
    }

    /** Waits until nothing runs. False when something still does after the time. */
    synchronized boolean awaitNone(Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!running.isEmpty()) {
            long millis = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
            if (millis <= 0) {
                return false;
            }
            wait(millis);
        }
        return true;
    }

    private synchronized Optional<RunningQuery> find(Lease lease) {
        return Optional.ofNullable(running.get(lease));
    }

    private synchronized List<Lease> leases() {
        return List.copyOf(running.keySet());
    }
}
