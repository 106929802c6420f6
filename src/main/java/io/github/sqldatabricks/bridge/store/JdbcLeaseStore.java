package io.github.sqldatabricks.bridge.store;

import io.github.sqldatabricks.bridge.job.Job;
import io.github.sqldatabricks.bridge.job.JobStore.LeaseStore;
import io.github.sqldatabricks.bridge.job.JobStore.LeaseStore.QueryClaim;
import io.github.sqldatabricks.bridge.job.QueryProgress.Progress;
import io.github.sqldatabricks.bridge.model.JobId;
import io.github.sqldatabricks.bridge.model.Lease;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.store.Statements.Changes;
import io.github.sqldatabricks.bridge.work.WorkHandler.Renewal;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/** {@link LeaseStore} in a database: conditional updates decide, by the database's clock. */
@ApplicationScoped
public class JdbcLeaseStore implements LeaseStore {

    /** One order for all, so that two workers can't wait for each other. */
    private static final Comparator<Lease> ORDER =
            Comparator.comparing((Lease lease) -> lease.job().value()).thenComparing(Lease::query);

    private static final Logger LOG = Logger.getLogger(JdbcLeaseStore.class);

    private static final String FREE =
            "SELECT q.job_id, q.query_name, q.fence, q.state, q.lease_owner FROM bridge.job_query q"
                    + " INNER JOIN bridge.job j ON j.job_id = q.job_id"
                    + " WHERE q.state IN ('pending', 'running') AND q.lease_until <= ?";

    private static final String OLDEST =
            " ORDER BY j.created_at, q.job_id, q.ordinal OFFSET 0 ROWS FETCH NEXT 1 ROWS ONLY";

    private static final String TAKE =
            "UPDATE bridge.job_query SET takeovers = takeovers + ?, lease_owner = ?, lease_until = ?,"
                    + " fence = fence + 1";

    private static final String AS_SEEN = " WHERE job_id = ? AND query_name = ? AND fence = ?"
            + " AND state IN ('pending', 'running') AND lease_until <= ?";

    /** Renewals in one transaction. */
    private static final int AT_ONCE = 50;

    private final JobDatabase database;
    private final SampleWriter samples = new SampleWriter();

    public JdbcLeaseStore(JobDatabase database) {
        this.database = database;
    }

    @Override
    public Renewal<Lease> renew(Map<Lease, Progress> running, String worker, Duration lease) {
        List<Map.Entry<Lease, Progress>> sorted = running.entrySet().stream()
                .sorted(Map.Entry.comparingByKey(ORDER))
                .toList();
        samples.retain(running.keySet());
        Statements.slices(sorted, AT_ONCE).forEach(some -> extend(some, worker, lease));
        return database.run(connection -> {
            Set<Lease> lost = new HashSet<>(running.keySet());
            lost.removeAll(held(connection, worker));
            return new Renewal<>(lost, cancelled(connection, worker));
        });
    }

    private void extend(List<Map.Entry<Lease, Progress>> running, String worker, Duration lease) {
        samples.made(database.change((connection, changes) -> {
            LocalDateTime now = database.now(connection);
            LocalDateTime until = now.plus(lease);
            running.forEach(query -> changes.add(
                    "UPDATE bridge.job_query SET lease_until = ?, attempts = ?, rows_extracted = ?, bytes_written = ?,"
                            + " elapsed_ms = ?, estimated_rows = ?" + JobWriter.HELD,
                    values(query.getKey(), query.getValue(), worker, until)));
            return samples.add(
                    connection, changes, running.stream().map(Map.Entry::getKey).toList(), worker, now);
        }));
    }

    private static Object[] values(Lease lease, Progress progress, String worker, LocalDateTime until) {
        List<Object> values = new ArrayList<>(List.of(
                until,
                progress.attempts(),
                progress.rows(),
                progress.bytes(),
                progress.elapsed().toMillis(),
                progress.estimatedRows()));
        values.addAll(List.of(JobWriter.key(lease, worker)));
        return values.toArray();
    }

    private static Set<Lease> held(Connection connection, String worker) throws SQLException {
        return Set.copyOf(Statements.list(
                connection,
                "SELECT job_id, query_name, fence FROM bridge.job_query WHERE lease_owner = ?"
                        + " AND state IN ('pending', 'running')",
                row -> lease(row.getString(1), row.getString(2), row.getLong(3)),
                worker));
    }

    private static Set<Lease> cancelled(Connection connection, String worker) throws SQLException {
        return Set.copyOf(Statements.list(
                connection,
                "SELECT q.job_id, q.query_name, q.fence FROM bridge.job_query q"
                        + " INNER JOIN bridge.job j ON j.job_id = q.job_id"
                        + " WHERE q.lease_owner = ? AND q.state = 'running' AND j.cancel_requested = 1",
                row -> lease(row.getString(1), row.getString(2), row.getLong(3)),
                worker));
    }

    @Override
    public Optional<QueryClaim> claim(String worker, Duration lease, int maxTakeovers) {
        return claim(FREE + OLDEST, worker, lease, maxTakeovers);
    }

    @Override
    public Optional<QueryClaim> claimCancelled(String worker, Duration lease) {
        return claim(FREE + " AND j.cancel_requested = 1" + OLDEST, worker, lease, Integer.MAX_VALUE);
    }

    private Optional<QueryClaim> claim(String next, String worker, Duration lease, int maxTakeovers) {
        Attempt attempt = attempt(next, worker, lease, maxTakeovers);
        while (attempt.postponed()) {
            attempt = attempt(next, worker, lease, maxTakeovers);
        }
        return attempt.claim();
    }

    private Attempt attempt(String next, String worker, Duration lease, int maxTakeovers) {
        return database.change((connection, changes) -> {
            LocalDateTime now = database.now(connection);
            Optional<Free> free = Statements.one(connection, next, Free::read, now);
            return free.isEmpty()
                    ? Attempt.NOTHING
                    : take(connection, changes, free.get(), new Holder(worker, now, now.plus(lease)), maxTakeovers);
        });
    }

    /** @param postponed whether the query can't be read, and was put off so that others can be claimed */
    private record Attempt(Optional<QueryClaim> claim, boolean postponed) {
        private static final Attempt NOTHING = new Attempt(Optional.empty(), false);
        private static final Attempt POSTPONED = new Attempt(Optional.empty(), true);
    }

    /** A query that nobody holds. */
    private record Free(Lease last, boolean died) {
        static Free read(ResultSet row) throws SQLException {
            // Its worker has neither ended it nor given it back.
            boolean died = row.getString(4).equals("running") && row.getString(5) != null;
            return new Free(lease(row.getString(1), row.getString(2), row.getLong(3)), died);
        }
    }

    private record Holder(String worker, LocalDateTime from, LocalDateTime until) {}

    /** Another worker may have taken it, or its holder may have woken up, since it was seen. */
    private static Attempt take(Connection connection, Changes changes, Free free, Holder holder, int maxTakeovers)
            throws SQLException {
        Lease last = free.last();
        Optional<Long> version = JobReader.version(connection, last.job());
        if (version.isEmpty()) {
            changes.outdate();
            return Attempt.NOTHING;
        }
        Job before;
        Job after;
        try {
            before = JobReader.find(connection, last.job()).orElseThrow();
            if (before.query(last.query()).ended()) {
                // Another worker was faster, from its claim to its end.
                changes.outdate();
                return Attempt.NOTHING;
            }
            after = before.queryClaimed(last.query(), free.died(), maxTakeovers, Statements.instant(holder.from()));
        } catch (RuntimeException e) {
            // One row that can't be read must not keep all others from being claimed.
            LOG.errorf(e, "Query can't be claimed, and is put off: job=%s query=%s", last.job(), last.query());
            changes.require(
                    "UPDATE bridge.job_query SET lease_until = ?" + AS_SEEN, seen(last, holder, holder.until()));
            return Attempt.POSTPONED;
        }
        JobWriter.requireUnchanged(changes, last.job(), version.get());
        changes.require(TAKE + AS_SEEN, seen(last, holder, free.died() ? 1 : 0, holder.worker(), holder.until()));
        JobWriter.save(changes, before, after);
        Lease lease = new Lease(last.job(), last.query(), last.fence() + 1);
        return new Attempt(Optional.of(new QueryClaim(lease, after, free.died())), false);
    }

    /** The values of {@link #AS_SEEN} behind others. */
    private static Object[] seen(Lease last, Holder holder, Object... values) {
        List<Object> all = new ArrayList<>(List.of(values));
        all.addAll(List.of(last.job().value(), last.query().value(), last.fence(), holder.from()));
        return all.toArray();
    }

    @Override
    public void release(Collection<Lease> leases, String worker) {
        leases.stream().sorted(ORDER).forEach(lease -> release(lease, worker));
    }

    private void release(Lease lease, String worker) {
        database.change((connection, changes) -> {
            Optional<Job> before = JobWriter.requireLeased(connection, changes, lease, worker);
            if (before.isPresent()) {
                LocalDateTime now = database.now(connection);
                List<Object> values = new ArrayList<>(List.of(now));
                values.addAll(List.of(JobWriter.key(lease, worker)));
                // Before the query's state: one of a cancelled job ends, and so has no lease any more.
                changes.require(
                        "UPDATE bridge.job_query SET lease_owner = NULL, lease_until = ?" + JobWriter.HELD,
                        values.toArray());
                JobWriter.save(
                        changes, before.get(), before.get().queryReleased(lease.query(), Statements.instant(now)));
            }
            return before;
        });
    }

    @Override
    public long waiting() {
        return database.run(connection -> Statements.one(
                        connection,
                        "SELECT COUNT(*) FROM bridge.job_query"
                                + " WHERE state = 'pending' OR (state = 'running' AND lease_until <= ?)",
                        row -> row.getLong(1),
                        database.now(connection))
                .orElseThrow());
    }

    private static Lease lease(String job, String query, long fence) {
        return new Lease(new JobId(job), new QueryName(query), fence);
    }
}
