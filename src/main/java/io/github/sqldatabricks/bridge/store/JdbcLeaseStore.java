package io.github.sqldatabricks.bridge.store;

import io.github.sqldatabricks.bridge.job.Holding;
import io.github.sqldatabricks.bridge.job.Job;
import io.github.sqldatabricks.bridge.job.Lease;
import io.github.sqldatabricks.bridge.job.LeaseStore;
import io.github.sqldatabricks.bridge.job.Progress;
import io.github.sqldatabricks.bridge.job.QueryClaim;
import io.github.sqldatabricks.bridge.model.JobId;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.work.Renewal;
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
import java.util.Optional;
import java.util.Set;

/** {@link LeaseStore} in a database: conditional updates decide, by the database's clock. */
@ApplicationScoped
public class JdbcLeaseStore implements LeaseStore {

    /** One order for all, so that two workers can't wait for each other. */
    private static final Comparator<Lease> ORDER =
            Comparator.comparing((Lease lease) -> lease.job().value()).thenComparing(Lease::query);

    private static final String NEXT =
            "SELECT q.job_id, q.query_name, q.fence, q.state, q.lease_owner FROM bridge.job_query q"
                    + " INNER JOIN bridge.job j ON j.job_id = q.job_id"
                    + " WHERE q.state IN ('pending', 'running') AND q.lease_until <= ?"
                    + " ORDER BY j.created_at, q.job_id, q.ordinal OFFSET 0 ROWS FETCH NEXT 1 ROWS ONLY";

    private static final String TAKE =
            "UPDATE bridge.job_query SET takeovers = takeovers + ?, lease_owner = ?, lease_until = ?,"
                    + " fence = fence + 1 WHERE job_id = ? AND query_name = ? AND fence = ? AND state IN ('pending', 'running')"
                    + " AND lease_until <= ?";

    /** Renewals in one transaction. */
    private static final int AT_ONCE = 50;

    private final JobDatabase database;

    public JdbcLeaseStore(JobDatabase database) {
        this.database = database;
    }

    @Override
    public Renewal<Lease> renew(Collection<Holding> holdings, String worker, Duration lease) {
        List<Holding> sorted = holdings.stream()
                .sorted(Comparator.comparing(Holding::lease, ORDER))
                .toList();
        for (int from = 0; from < sorted.size(); from += AT_ONCE) {
            extend(sorted.subList(from, Math.min(from + AT_ONCE, sorted.size())), worker, lease);
        }
        return database.run(connection -> {
            Set<Lease> lost = new HashSet<>();
            holdings.forEach(holding -> lost.add(holding.lease()));
            lost.removeAll(held(connection, worker));
            return new Renewal<>(lost, cancelled(connection, worker));
        });
    }

    private void extend(List<Holding> holdings, String worker, Duration lease) {
        database.change((connection, changes) -> {
            LocalDateTime until = database.now(connection).plus(lease);
            holdings.forEach(holding -> changes.add(
                    "UPDATE bridge.job_query SET lease_until = ?, attempts = ?, rows_extracted = ?, bytes_written = ?,"
                            + " elapsed_ms = ?, estimated_rows = ?" + LeaseRows.HELD,
                    values(holding, worker, until)));
            return until;
        });
    }

    private static Object[] values(Holding holding, String worker, LocalDateTime until) {
        Progress progress = holding.progress();
        List<Object> values = new ArrayList<>(List.of(
                until,
                progress.attempts(),
                progress.rows(),
                progress.bytes(),
                progress.elapsed().toMillis(),
                progress.estimatedRows()));
        values.addAll(List.of(LeaseRows.key(holding.lease(), worker)));
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
        return database.change((connection, changes) -> {
            LocalDateTime now = database.now(connection);
            Optional<Free> next = Statements.one(connection, NEXT, Free::read, now);
            return next.isEmpty()
                    ? Optional.empty()
                    : take(connection, changes, next.get(), new Holder(worker, now, now.plus(lease)), maxTakeovers);
        });
    }

    /** A query that nobody holds. */
    private record Free(Lease last, boolean died) {
        static Free read(ResultSet row) throws SQLException {
            // Whoever ran it has neither ended it nor given it back.
            boolean died = row.getString(4).equals("running") && row.getString(5) != null;
            return new Free(lease(row.getString(1), row.getString(2), row.getLong(3)), died);
        }
    }

    private record Holder(String worker, LocalDateTime from, LocalDateTime until) {}

    /** Another worker may have taken it, or its holder may have woken up, since it was seen. */
    private static Optional<QueryClaim> take(
            Connection connection, Changes changes, Free free, Holder holder, int maxTakeovers) throws SQLException {
        Lease last = free.last();
        Optional<Long> version = JobReader.version(connection, last.job());
        Optional<Job> before = JobReader.find(connection, last.job());
        if (version.isEmpty()
                || before.isEmpty()
                || before.get().query(last.query()).ended()) {
            changes.outdate();
            return Optional.empty();
        }
        Job after = before.get().queryClaimed(last.query(), free.died(), maxTakeovers, Times.instant(holder.from()));
        JobWriter.requireUnchanged(changes, last.job(), version.get());
        changes.require(
                TAKE,
                free.died() ? 1 : 0,
                holder.worker(),
                holder.until(),
                last.job().value(),
                last.query().value(),
                last.fence(),
                holder.from());
        JobWriter.save(changes, before.get(), after);
        return Optional.of(new QueryClaim(new Lease(last.job(), last.query(), last.fence() + 1), after, free.died()));
    }

    @Override
    public void release(Collection<Lease> leases, String worker) {
        List<Lease> sorted = leases.stream().sorted(ORDER).toList();
        database.run(connection -> {
            LocalDateTime now = database.now(connection);
            for (Lease lease : sorted) {
                List<Object> values = new ArrayList<>(List.of(now));
                values.addAll(List.of(LeaseRows.key(lease, worker)));
                Statements.update(
                        connection,
                        "UPDATE bridge.job_query SET lease_owner = NULL, lease_until = ?" + LeaseRows.HELD,
                        values.toArray());
            }
            return null;
        });
    }

    @Override
    public long waiting() {
        return database.run(connection -> Statements.one(
                        connection,
                        "SELECT COUNT(*) FROM bridge.job_query WHERE state = 'pending'",
                        row -> row.getLong(1))
                .orElseThrow());
    }

    private static Lease lease(String job, String query, long fence) {
        return new Lease(new JobId(job), new QueryName(query), fence);
    }
}
