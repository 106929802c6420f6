package io.github.sqldatabricks.bridge.store;

import io.github.sqldatabricks.bridge.job.QuerySamples.SampleThinning;
import io.github.sqldatabricks.bridge.model.Lease;
import io.github.sqldatabricks.bridge.store.Statements.Changes;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Adds to {@code job_sample} how far the queries of this process are, in the transaction that renews their leases and after it has
 * written that into {@code job_query}. Thread-safe.
 */
final class SampleWriter {

    private static final String ADD =
            "INSERT INTO bridge.job_sample (job_id, query_name, slot, attempt, rows_extracted, bytes_written)"
                    + " SELECT job_id, query_name, CAST(? AS INT), attempts, rows_extracted, bytes_written"
                    + " FROM bridge.job_query" + JobWriter.HELD + " AND attempts > 0 AND NOT EXISTS (SELECT 1"
                    + " FROM bridge.job_sample s WHERE s.job_id = ? AND s.query_name = ? AND s.slot = ?)";

    /** Keeps the first one of each interval. */
    private static final String THIN =
            "DELETE FROM bridge.job_sample WHERE job_id = ? AND query_name = ? AND slot NOT IN"
                    + " (SELECT MIN(s.slot) FROM bridge.job_sample s WHERE s.job_id = ? AND s.query_name = ?"
                    + " GROUP BY (s.slot - CAST(? AS INT)) / CAST(? AS INT))";

    /** What was written of the queries that this process runs. */
    private final Map<Lease, Series> known = new ConcurrentHashMap<>();

    /** @param created of the job */
    private record Series(LocalDateTime created, OptionalInt first, OptionalInt last) {}

    /**
     * What has been written once the transaction is made.
     *
     * @param series with it
     */
    record Taken(Lease lease, Series series) {}

    /** Adds the samples that are due. */
    List<Taken> add(Connection connection, Changes changes, Collection<Lease> running, String worker, LocalDateTime now)
            throws SQLException {
        List<Taken> taken = new ArrayList<>();
        for (Lease lease : running) {
            Series series = known.containsKey(lease) ? known.get(lease) : read(connection, lease);
            if (series != null) {
                add(changes, new Taken(lease, series), worker, now, taken);
            }
        }
        return taken;
    }

    private static void add(Changes changes, Taken before, String worker, LocalDateTime now, List<Taken> taken) {
        Lease lease = before.lease();
        Series series = before.series();
        int slot = (int) Duration.between(series.created(), now).toSeconds();
        int first = series.first().orElse(slot);
        if (slot < first || !SampleThinning.isDue(first, series.last(), slot)) {
            return;
        }
        String job = lease.job().value();
        String query = lease.query().value();
        changes.add(ADD, slot, job, query, lease.fence(), worker, job, query, slot);
        if (SampleThinning.isTooDense(first, series.last(), slot)) {
            changes.add(THIN, job, query, job, query, first, SampleThinning.interval(slot - first));
        }
        taken.add(new Taken(lease, new Series(series.created(), OptionalInt.of(first), OptionalInt.of(slot))));
    }

    /** What was written before this process had the query; null when the job is gone. */
    private static Series read(Connection connection, Lease lease) throws SQLException {
        return Statements.one(
                        connection,
                        "SELECT j.created_at, MIN(s.slot), MAX(s.slot) FROM bridge.job j LEFT JOIN bridge.job_sample s"
                                + " ON s.job_id = j.job_id AND s.query_name = ? WHERE j.job_id = ? GROUP BY j.created_at",
                        row -> new Series(
                                row.getObject(1, LocalDateTime.class),
                                slot(row.getObject(2, Integer.class)),
                                slot(row.getObject(3, Integer.class))),
                        lease.query().value(),
                        lease.job().value())
                .orElse(null);
    }

    private static OptionalInt slot(Integer slot) {
        return slot == null ? OptionalInt.empty() : OptionalInt.of(slot);
    }

    /** They are written. */
    void made(List<Taken> taken) {
        taken.forEach(sample -> known.put(sample.lease(), sample.series()));
    }

    /** Forgets all others. */
    void retain(Collection<Lease> running) {
        known.keySet().retainAll(running);
    }
}
