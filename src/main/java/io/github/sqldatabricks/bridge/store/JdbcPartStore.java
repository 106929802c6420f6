package io.github.sqldatabricks.bridge.store;

import io.github.sqldatabricks.bridge.extraction.QueryParts.PartResult;
import io.github.sqldatabricks.bridge.model.JobId;
import io.github.sqldatabricks.bridge.model.Lease;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.model.RowSchema;
import io.github.sqldatabricks.bridge.run.PartStore;
import io.github.sqldatabricks.bridge.store.Statements.Changes;
import io.github.sqldatabricks.bridge.work.WorkHandler.Renewal;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@link PartStore} in a database: conditional updates decide, by the database's clock. */
@ApplicationScoped
public class JdbcPartStore implements PartStore {

    /** What stands in them goes with the end of its query. */
    static final List<String> TABLES = List.of("query_part", "part_plan");

    /** One order for all, so that two workers can't wait for each other. */
    private static final Comparator<PartClaim> ORDER = Comparator.comparing(
                    (PartClaim claim) -> claim.parts().job().value())
            .thenComparing(claim -> claim.parts().query())
            .thenComparing(PartClaim::ordinal);

    private static final String OF_PLAN = " WHERE job_id = ? AND query_name = ? AND attempt = ?";
    private static final String SEEN = OF_PLAN + " AND ordinal = ? AND fence = ?";
    private static final String HELD = SEEN + " AND lease_owner = ? AND state = 'running'";

    private static final String BACK =
            "UPDATE bridge.query_part SET state = 'waiting', lease_owner = NULL, lease_until = NULL, query_fence = NULL,"
                    + " rows_read = 0, bytes_written = 0";
    private static final String TAKE = "UPDATE bridge.query_part SET state = 'running', fence = fence + 1,"
            + " lease_owner = ?, lease_until = ?, query_fence = ?, rows_read = 0, bytes_written = 0";

    /** Whose reader is gone: it helped, and its lease has run out; or it had the query before. */
    private static final String LEFT = "(state = 'running' AND (lease_until <= ? OR query_fence < ?))";

    private static final String OFFERED =
            " FROM bridge.query_part p INNER JOIN bridge.job_query q ON q.job_id = p.job_id AND q.query_name = p.query_name"
                    + " INNER JOIN bridge.job j ON j.job_id = p.job_id"
                    + " WHERE p.state = 'waiting' AND p.fence = 0 AND q.state = 'running' AND q.lease_owner <> ?"
                    + " AND q.lease_until > ? AND j.cancel_requested = 0";

    private static final int MOST_OFFERS = 20;

    private final JobDatabase database;

    public JdbcPartStore(JobDatabase database) {
        this.database = database;
    }

    @Override
    public Optional<Plan> plan(JobId job, QueryName query) {
        return database.run(connection -> Statements.one(
                connection,
                "SELECT attempt, statement, basis, position, completeness, current_as_of FROM bridge.part_plan"
                        + " WHERE job_id = ? AND query_name = ?",
                row -> new Plan(
                        row.getString("attempt"),
                        row.getString("statement"),
                        row.getString("basis"),
                        Optional.ofNullable(row.getString("position")),
                        row.getString("completeness"),
                        Statements.time(row, "current_as_of")),
                job.value(),
                query.value()));
    }

    @Override
    public boolean begin(Lease lease, String worker, Plan plan, List<String> ranges) {
        return database.change((connection, changes) -> {
            if (!JobWriter.isHeld(connection, lease, worker)) {
                return false;
            }
            requireHeld(changes, lease, worker);
            delete(changes, lease.job(), lease.query());
            changes.add(
                    "INSERT INTO bridge.part_plan (job_id, query_name, attempt, statement, basis, position, completeness,"
                            + " current_as_of) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    lease.job().value(),
                    lease.query().value(),
                    plan.attempt(),
                    plan.statement(),
                    plan.basis(),
                    plan.position(),
                    plan.completeness(),
                    plan.asOf());
            List<List<Object>> rows = new ArrayList<>();
            for (String range : ranges) {
                rows.add(List.of(lease.job().value(), lease.query().value(), rows.size(), plan.attempt(), range));
            }
            changes.insert(
                    "bridge.query_part (job_id, query_name, ordinal, attempt, part_range, state, fence, rows_read,"
                            + " bytes_written)",
                    "(?, ?, ?, ?, ?, 'waiting', 0, 0, 0)",
                    rows);
            return true;
        });
    }

    /** The parts of a query, which are read anew or never again. */
    static void delete(Changes changes, JobId job, QueryName query) {
        for (String table : TABLES) {
            changes.add(
                    "DELETE FROM bridge." + table + " WHERE job_id = ? AND query_name = ?", job.value(), query.value());
        }
    }

    /** Nobody takes the query meanwhile. */
    private static void requireHeld(Changes changes, Lease lease, String worker) {
        changes.require("UPDATE bridge.job_query SET fence = fence" + JobWriter.HELD, JobWriter.key(lease, worker));
    }

    @Override
    public boolean resume(Lease lease, String worker, String attempt) {
        PartsId parts = new PartsId(lease.job(), lease.query(), attempt);
        return database.change((connection, changes) -> {
            if (!JobWriter.isHeld(connection, lease, worker)
                    || states(connection, parts).isEmpty()) {
                return false;
            }
            requireHeld(changes, lease, worker);
            changes.add(BACK + OF_PLAN + " AND state = 'running' AND query_fence IS NOT NULL", key(parts));
            return true;
        });
    }

    /** Their fence stays: the next reader has a greater one, so that neither a late answer of the one before nor its files count. */
    @Override
    public void setBack(Lease lease, String worker, String attempt, Set<String> files) {
        PartsId parts = new PartsId(lease.job(), lease.query(), attempt);
        database.change((connection, changes) -> {
            List<Done> gone = JobWriter.isHeld(connection, lease, worker)
                    ? done(connection, parts).stream()
                            .filter(part -> part.result().hasAny(files))
                            .toList()
                    : List.of();
            if (!gone.isEmpty()) {
                requireHeld(changes, lease, worker);
            }
            gone.forEach(part ->
                    changes.require(BACK + SEEN + " AND state = 'done'", key(parts, part.ordinal(), part.fence())));
            return gone.size();
        });
    }

    /** A part that is read. */
    private record Done(int ordinal, long fence, PartResult result) {}

    private static List<Done> done(Connection connection, PartsId parts) throws SQLException {
        return Statements.list(
                connection,
                "SELECT ordinal, fence, result FROM bridge.query_part" + OF_PLAN
                        + " AND state = 'done' ORDER BY ordinal",
                row -> new Done(row.getInt("ordinal"), row.getLong("fence"), PartResult.read(row.getString("result"))),
                key(parts));
    }

    @Override
    public void drop(Lease lease, String worker) {
        database.change((connection, changes) -> {
            boolean held = JobWriter.isHeld(connection, lease, worker);
            if (held) {
                requireHeld(changes, lease, worker);
                delete(changes, lease.job(), lease.query());
            }
            return held;
        });
    }

    @Override
    public Optional<Claimed> claim(Lease lease, String worker, String attempt) {
        PartsId parts = new PartsId(lease.job(), lease.query(), attempt);
        return database.change((connection, changes) -> {
            if (!JobWriter.isHeld(connection, lease, worker)) {
                return Optional.empty();
            }
            LocalDateTime now = database.now(connection);
            Optional<Open> open = Statements.one(
                    connection,
                    "SELECT job_id, query_name, attempt, ordinal, fence, part_range, state FROM bridge.query_part"
                            + OF_PLAN + " AND (state = 'waiting' OR " + LEFT + ")"
                            + " ORDER BY ordinal OFFSET 0 ROWS FETCH NEXT 1 ROWS ONLY",
                    Open::read,
                    key(parts, now, lease.fence()));
            if (open.isPresent()) {
                requireHeld(changes, lease, worker);
                changes.require(
                        TAKE + SEEN + " AND (state = 'waiting' OR " + LEFT + ")",
                        open.get().values(List.of(worker, Optional.empty(), lease.fence()), now, lease.fence()));
            }
            return open.map(Open::taken);
        });
    }

    @Override
    public List<Offer> offers(String worker) {
        return database.run(connection -> Statements.list(
                connection,
                "SELECT p.job_id, p.query_name, p.attempt, l.statement, MIN(j.created_at) AS created_at"
                        + OFFERED.replace(
                                " WHERE ",
                                " INNER JOIN bridge.part_plan l ON l.job_id = p.job_id AND l.query_name = p.query_name"
                                        + " WHERE ")
                        + " GROUP BY p.job_id, p.query_name, p.attempt, l.statement ORDER BY MIN(j.created_at), p.job_id,"
                        + " p.query_name OFFSET 0 ROWS FETCH NEXT " + MOST_OFFERS + " ROWS ONLY",
                row -> new Offer(parts(row), row.getString("statement")),
                worker,
                database.now(connection)));
    }

    /** From the last part on: the process that runs the query begins with the first. */
    @Override
    public Optional<Claimed> claim(PartsId parts, String worker, Duration lease) {
        return database.change((connection, changes) -> {
            LocalDateTime now = database.now(connection);
            Optional<Open> open = Statements.one(
                    connection,
                    "SELECT p.job_id, p.query_name, p.attempt, p.ordinal, p.fence, p.part_range, p.state" + OFFERED
                            + " AND p.job_id = ? AND p.query_name = ? AND p.attempt = ?"
                            + " ORDER BY p.ordinal DESC OFFSET 0 ROWS FETCH NEXT 1 ROWS ONLY",
                    Open::read,
                    worker,
                    now,
                    parts.job().value(),
                    parts.query().value(),
                    parts.attempt());
            open.ifPresent(part -> changes.require(
                    TAKE + SEEN + " AND state = 'waiting'",
                    part.values(List.of(worker, now.plus(lease), Optional.empty()))));
            return open.map(Open::taken);
        });
    }

    /** A part that can be taken. */
    private record Open(PartsId parts, int ordinal, long fence, String range, boolean begun) {

        static Open read(ResultSet row) throws SQLException {
            return new Open(
                    JdbcPartStore.parts(row),
                    row.getInt("ordinal"),
                    row.getLong("fence"),
                    row.getString("part_range"),
                    row.getString("state").equals("running"));
        }

        Claimed taken() {
            return new Claimed(new PartClaim(parts, ordinal, fence + 1), range, begun);
        }

        /** The values of {@link #SEEN} between others. */
        Object[] values(List<Object> before, Object... behind) {
            List<Object> values = new ArrayList<>(before);
            values.addAll(List.of(key(parts, ordinal, fence)));
            values.addAll(List.of(behind));
            return values.toArray();
        }
    }

    @Override
    public Renewal<PartClaim> renew(Map<PartClaim, Amount> running, String worker, Duration lease) {
        if (running.isEmpty()) {
            return Renewal.nothing();
        }
        return database.run(connection -> {
            LocalDateTime until = database.now(connection).plus(lease);
            Set<PartClaim> lost = new HashSet<>();
            Set<PartClaim> cancelled = new HashSet<>();
            for (PartClaim claim : running.keySet().stream().sorted(ORDER).toList()) {
                if (!extend(connection, claim, running.get(claim), worker, until)) {
                    lost.add(claim);
                } else if (isCancelled(connection, claim.parts())) {
                    cancelled.add(claim);
                }
            }
            return new Renewal<>(lost, cancelled);
        });
    }

    private static boolean extend(
            Connection connection, PartClaim claim, Amount amount, String worker, LocalDateTime until)
            throws SQLException {
        List<Object> values = new ArrayList<>(List.of(until, amount.rows(), amount.bytes()));
        values.addAll(List.of(held(claim, worker)));
        return Statements.update(
                        connection,
                        "UPDATE bridge.query_part SET lease_until = ?, rows_read = ?, bytes_written = ?" + HELD,
                        values.toArray())
                == 1;
    }

    /** Its job was; or the query is not read any more. */
    private static boolean isCancelled(Connection connection, PartsId parts) throws SQLException {
        return Statements.one(
                        connection,
                        "SELECT q.ordinal FROM bridge.job_query q INNER JOIN bridge.job j ON j.job_id = q.job_id"
                                + " WHERE q.job_id = ? AND q.query_name = ? AND q.state IN ('pending', 'running')"
                                + " AND j.cancel_requested = 0",
                        row -> row.getInt(1),
                        parts.job().value(),
                        parts.query().value())
                .isEmpty();
    }

    @Override
    public boolean finish(PartClaim claim, String worker, PartResult result) {
        List<Object> values = new ArrayList<>(List.of(result.rows(), result.bytes(), result.json()));
        values.addAll(List.of(held(claim, worker)));
        return database.run(connection -> Statements.update(
                                connection,
                                "UPDATE bridge.query_part SET state = 'done', lease_owner = NULL, lease_until = NULL,"
                                        + " query_fence = NULL, rows_read = ?, bytes_written = ?, result = ?" + HELD,
                                values.toArray())
                        == 1
                || Statements.one(
                                connection,
                                "SELECT ordinal FROM bridge.query_part" + SEEN + " AND state = 'done'",
                                row -> row.getInt(1),
                                key(claim.parts(), claim.ordinal(), claim.fence()))
                        .isPresent());
    }

    @Override
    public void release(PartClaim claim, String worker) {
        database.run(connection -> Statements.update(connection, BACK + HELD, held(claim, worker)));
    }

    @Override
    public List<State> states(PartsId parts) {
        return database.run(connection -> states(connection, parts));
    }

    private static List<State> states(Connection connection, PartsId parts) throws SQLException {
        return Statements.list(
                connection,
                "SELECT ordinal, fence, state, rows_read, bytes_written FROM bridge.query_part" + OF_PLAN
                        + " ORDER BY ordinal",
                row -> new State(
                        row.getInt("ordinal"),
                        row.getLong("fence"),
                        row.getString("state").equals("done"),
                        new Amount(row.getLong("rows_read"), row.getLong("bytes_written"))),
                key(parts));
    }

    @Override
    public Optional<RowSchema> columns(PartsId parts) {
        return database.run(connection -> Statements.one(
                connection,
                "SELECT result FROM bridge.query_part" + OF_PLAN
                        + " AND state = 'done' ORDER BY ordinal OFFSET 0 ROWS FETCH NEXT 1 ROWS ONLY",
                row -> PartResult.read(row.getString("result")).schema(),
                key(parts)));
    }

    @Override
    public List<PartResult> results(PartsId parts) {
        return database.run(
                connection -> done(connection, parts).stream().map(Done::result).toList());
    }

    private static PartsId parts(ResultSet row) throws SQLException {
        return new PartsId(
                new JobId(row.getString("job_id")),
                new QueryName(row.getString("query_name")),
                row.getString("attempt"));
    }

    private static Object[] held(PartClaim claim, String worker) {
        return key(claim.parts(), claim.ordinal(), claim.fence(), worker);
    }

    private static Object[] key(PartsId parts, Object... more) {
        List<Object> values =
                new ArrayList<>(List.of(parts.job().value(), parts.query().value(), parts.attempt()));
        values.addAll(List.of(more));
        return values.toArray();
    }
}
