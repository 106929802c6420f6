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
import java.sql.PreparedStatement;
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

    private final JobDatabase database;

    public JdbcLeaseStore(JobDatabase database) {
        this.database = database;
    }

    @Override
    public Renewal renew(Collection<Holding> holdings, String worker, Duration lease) {
        List<Holding> sorted = holdings.stream()
                .sorted(Comparator.comparing(Holding::lease, ORDER))
                .toList();
        return database.transaction(connection -> {
            Set<Lease> lost = extend(connection, sorted, worker, lease);
            return new Renewal(lost, cancelled(connection, worker));
        });
    }

    private Set<Lease> extend(Connection connection, List<Holding> holdings, String worker, Duration lease)
            throws SQLException {
        LocalDateTime until = database.now(connection).plus(lease);
        try (PreparedStatement update = connection.prepareStatement(
                "UPDATE bridge.job_query SET lease_until = ?, attempts = ?, rows_extracted = ?, bytes_written = ?,"
                        + " elapsed_ms = ?, estimated_rows = ?" + LeaseRows.HELD)) {
            for (Holding holding : holdings) {
                addBatch(update, holding, worker, until);
            }
            return lost(holdings, update.executeBatch());
        }
    }

    private static void addBatch(PreparedStatement update, Holding holding, String worker, LocalDateTime until)
            throws SQLException {
        Progress progress = holding.progress();
        List<Object> values = new ArrayList<>(List.of(
                until,
                progress.attempts(),
                progress.rows(),
                progress.bytes(),
                progress.elapsed().toMillis(),
                progress.estimatedRows()));
        values.addAll(List.of(LeaseRows.key(holding.lease(), worker)));
        Statements.bind(update, values.toArray());
        update.addBatch();
    }

    private static Set<Lease> lost(List<Holding> holdings, int[] counts) {
        Set<Lease> lost = new HashSet<>();
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] == 0) {
                lost.add(holdings.get(i).lease());
            }
        }
        return lost;
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
        return limit < 1 ? List.of() : database.transaction(connection -> abandoned(connection, limit));
    }

    @Override
    public Optional<Lease> adopt(Lease abandoned, String worker, Duration lease) {
        boolean taken = database.transaction(connection -> take(connection, abandoned, worker, lease));
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
    private boolean take(Connection connection, Lease seen, String worker, Duration lease) throws SQLException {
        if (!JobWriter.lock(connection, seen.job())) {
            return false;
        }
        LocalDateTime now = database.now(connection);
        return Statements.update(
                        connection,
                        "UPDATE bridge.job_query SET takeovers = takeovers + CASE WHEN " + DIED + " THEN 1 ELSE 0 END,"
                                + " state = 'pending', started_at = NULL, lease_owner = ?, lease_until = ?, fence = fence + 1 WHERE job_id = ? AND query_name = ? AND fence = ?"
                                + " AND state IN ('pending', 'running') AND lease_until <= ?",
                        worker,
                        now.plus(lease),
                        seen.job().value(),
                        seen.query().value(),
                        seen.fence(),
                        now)
                == 1;
    }

    @Override
    public void release(Collection<Lease> leases, String worker) {
        List<Lease> sorted = leases.stream().sorted(ORDER).toList();
        database.transaction(connection -> {
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
        return database.transaction(connection -> Statements.one(
                        connection,
                        "SELECT COUNT(*) FROM bridge.job_query WHERE state = 'pending'",
                        row -> row.getLong(1))
                .orElseThrow());
    }

    private static Lease lease(String job, String query, long fence) {
        return new Lease(new JobId(job), new QueryName(query), fence);
    }
}
