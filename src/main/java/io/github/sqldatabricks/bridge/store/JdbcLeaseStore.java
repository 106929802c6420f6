package io.github.sqldatabricks.bridge.store;

import io.github.sqldatabricks.bridge.job.Holding;
import io.github.sqldatabricks.bridge.job.Lease;
import io.github.sqldatabricks.bridge.job.LeaseStore;
import io.github.sqldatabricks.bridge.job.Progress;
import io.github.sqldatabricks.bridge.job.Renewal;
import io.github.sqldatabricks.bridge.model.JobId;
import io.github.sqldatabricks.bridge.model.QueryName;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
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

    /** Whoever ran the query has neither ended it nor given it back. */
    private static final String DIED = "state = 'running' AND lease_owner IS NOT NULL";

    private static final String ABANDONED = " WHERE job_id = ? AND query_name = ? AND fence = ?"
            + " AND state IN ('pending', 'running') AND lease_until <= ?";

    /** Renewals in one transaction. */
    private static final int AT_ONCE = 50;

    private final JobDatabase database;

    public JdbcLeaseStore(JobDatabase database) {
        this.database = database;
    }

    @Override
    public Renewal renew(Collection<Holding> holdings, String worker, Duration lease) {
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
            return new Renewal(lost, cancelled(connection, worker));
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
    public List<Lease> abandoned(int limit) {
        return limit < 1 ? List.of() : database.run(connection -> abandoned(connection, limit));
    }

    @Override
    public Optional<Lease> adopt(Lease abandoned, String worker, Duration lease) {
        boolean taken = database.change((connection, changes) -> take(connection, changes, abandoned, worker, lease));
        return taken
                ? Optional.of(new Lease(abandoned.job(), abandoned.query(), abandoned.fence() + 1))
                : Optional.empty();
    }

    private List<Lease> abandoned(Connection connection, int limit) throws SQLException {
        return Statements.list(
                connection,
                "SELECT q.job_id, q.query_name, q.fence FROM bridge.job_query q"
                        + " INNER JOIN bridge.job j ON j.job_id = q.job_id"
                        + " WHERE q.state IN ('pending', 'running') AND q.lease_until <= ?"
                        + " ORDER BY j.created_at, q.job_id, q.ordinal OFFSET 0 ROWS FETCH NEXT ? ROWS ONLY",
                row -> lease(row.getString(1), row.getString(2), row.getLong(3)),
                database.now(connection),
                limit);
    }

    /** Another worker may have taken it, or its holder may have woken up, since it was seen. */
    private boolean take(Connection connection, Changes changes, Lease seen, String worker, Duration lease)
            throws SQLException {
        Optional<Long> version = JobReader.version(connection, seen.job());
        LocalDateTime now = database.now(connection);
        Object[] key = {seen.job().value(), seen.query().value(), seen.fence(), now};
        boolean free = version.isPresent()
                && Statements.one(
                                connection,
                                "SELECT fence FROM bridge.job_query" + ABANDONED,
                                row -> row.getLong(1),
                                key)
                        .isPresent();
        if (free) {
            JobWriter.requireUnchanged(changes, seen.job(), version.get());
            changes.require(
                    "UPDATE bridge.job_query SET takeovers = takeovers + CASE WHEN " + DIED + " THEN 1 ELSE 0 END,"
                            + " state = 'pending', started_at = NULL, lease_owner = ?, lease_until = ?, fence = fence + 1"
                            + ABANDONED,
                    worker,
                    now.plus(lease),
                    key[0],
                    key[1],
                    key[2],
                    key[3]);
        }
        return free;
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
