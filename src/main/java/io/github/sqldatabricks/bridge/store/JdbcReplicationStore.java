package io.github.sqldatabricks.bridge.store;

import io.github.sqldatabricks.bridge.model.JobId;
import io.github.sqldatabricks.bridge.run.ReplicationStore;
import io.github.sqldatabricks.bridge.run.StreamState;
import io.github.sqldatabricks.bridge.run.StreamState.Block;
import io.github.sqldatabricks.bridge.run.StreamState.Trouble;
import io.github.sqldatabricks.bridge.store.Statements.Changes;
import io.github.sqldatabricks.bridge.store.StreamRow.ScheduleRow;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@link ReplicationStore} in the database of jobs, by the database's clock. */
@ApplicationScoped
public class JdbcReplicationStore implements ReplicationStore {

    private static final String LOADED =
            "UPDATE bridge.replication_stream SET load_id = ?, job_id = ?, rows_loaded = ?, loaded_at = ?"
                    + StreamRow.OF_STREAM;

    private static final String RESET =
            "UPDATE bridge.replication_stream SET generation = generation + 1, position = NULL, reset = 1, "
                    + StreamRow.NOT_BLOCKED;

    private final JobDatabase database;

    public JdbcReplicationStore(JobDatabase database) {
        this.database = database;
    }

    @Override
    public Instant now() {
        return database.run(connection -> Statements.instant(database.now(connection)));
    }

    @Override
    public Optional<Pause> paused(String replication) {
        return database.run(connection ->
                Statements.one(connection, ScheduleRow.PAUSES + " AND name = ?", ScheduleRow::pause, replication));
    }

    @Override
    public Map<String, Pause> pauses() {
        Map<String, Pause> pauses = new HashMap<>();
        database.run(connection -> Statements.list(
                connection, ScheduleRow.PAUSES, row -> pauses.put(row.getString("name"), ScheduleRow.pause(row))));
        return pauses;
    }

    @Override
    public void pause(String replication, String by) {
        database.change((connection, changes) -> {
            LocalDateTime now = database.now(connection);
            ScheduleRow.add(connection, changes, replication);
            changes.add(
                    "UPDATE bridge.replication_schedule SET paused_by = ?, paused_at = ? WHERE name = ? AND paused_at IS NULL",
                    by,
                    now,
                    replication);
            return now;
        });
    }

    @Override
    public boolean resume(String replication) {
        return database.run(connection -> Statements.update(
                        connection,
                        "UPDATE bridge.replication_schedule SET paused_by = NULL, paused_at = NULL WHERE name = ?"
                                + " AND paused_at IS NOT NULL",
                        replication)
                == 1);
    }

    @Override
    public Optional<Instant> doneUntil(String replication) {
        return database.run(connection -> ScheduleRow.doneUntil(connection, replication));
    }

    /** Never back: another process may have been faster. */
    @Override
    public boolean doneUntil(String replication, Instant time, Map<String, String> failed) {
        return database.change((connection, changes) -> {
            if (ScheduleRow.doneUntil(connection, replication)
                    .filter(done -> !done.isBefore(time))
                    .isPresent()) {
                return false;
            }
            ScheduleRow.add(connection, changes, replication);
            LocalDateTime done = Statements.column(time);
            changes.require(
                    "UPDATE bridge.replication_schedule SET done_until = ? WHERE name = ? AND (done_until IS NULL OR done_until < ?)",
                    done,
                    replication,
                    done);
            for (Map.Entry<String, String> stream : failed.entrySet()) {
                addFailure(connection, changes, new StreamId(replication, stream.getKey()), stream.getValue());
            }
            return true;
        });
    }

    @Override
    public StreamState stream(StreamId stream) {
        return database.run(connection -> Statements.one(
                        connection,
                        StreamRow.SELECT + " AND stream = ?",
                        StreamRow::read,
                        stream.replication(),
                        stream.stream())
                .orElseGet(() -> StreamState.unknown(stream)));
    }

    @Override
    public List<StreamState> streams(String replication) {
        return database.run(connection ->
                Statements.list(connection, StreamRow.SELECT + " ORDER BY stream", StreamRow::read, replication));
    }

    @Override
    public Map<String, List<StreamState>> streams() {
        return database
                .run(connection -> Statements.list(
                        connection, StreamRow.SELECT_ALL + " ORDER BY replication_name, stream", StreamRow::read))
                .stream()
                .collect(Collectors.groupingBy(state -> state.id().replication()));
    }

    @Override
    public boolean succeeded(StreamState seen, Success success) {
        StreamId stream = seen.id();
        return noteAsSeen(seen, (changes, load) -> {
            changes.require(
                    "UPDATE bridge.replication_stream SET position = ?, reset = 0, completeness = ?,"
                            + " failures = 0, error_code = NULL, failed_at = NULL"
                            + " WHERE replication_name = ? AND stream = ? AND generation = ? AND COALESCE(load_id, '') = ?",
                    success.position(),
                    success.completeness(),
                    stream.replication(),
                    stream.stream(),
                    seen.generation(),
                    load);
            success.asOf()
                    .ifPresent(since -> changes.add(
                            "UPDATE bridge.replication_stream SET current_as_of = ? WHERE replication_name = ? AND stream = ?",
                            since,
                            stream.replication(),
                            stream.stream()));
            success.load().ifPresent(last -> {
                changes.add(LOADED, loaded(seen, last));
                changes.add(StreamRow.UNBLOCK_RUN, stream.replication(), stream.stream());
            });
        });
    }

    @Override
    public boolean loadedAgain(StreamState seen, LastLoad load) {
        return noteAsSeen(seen, (changes, known) -> {
            changes.require(
                    LOADED + " AND generation = ? AND COALESCE(load_id, '') = ?",
                    Stream.concat(Stream.of(loaded(seen, load)), Stream.of(seen.generation(), known))
                            .toArray());
            changes.add(StreamRow.UNBLOCK_BACKFILL, seen.id().replication(), seen.id().stream());
        });
    }

    @Override
    public boolean blocked(StreamState seen, Block block) {
        String range = block.range().orElse("");
        String follows = block.follows().orElse("");
        return noteAsSeen(
                seen,
                (changes, known) -> changes.require(
                        StreamRow.BLOCK,
                        range,
                        follows,
                        block.rowsGone(),
                        block.load(),
                        range,
                        follows,
                        block.rowsBefore(),
                        block.rowsAfter(),
                        seen.id().replication(),
                        seen.id().stream(),
                        seen.generation(),
                        known));
    }

    /** Changes a stream that is as it was seen: {@code changes} require the generation and the load that they are told, too. */
    private boolean noteAsSeen(StreamState seen, BiConsumer<Changes, String> note) {
        String load = seen.load().map(LastLoad::id).orElse("");
        return database.change((connection, changes) -> {
            if (!add(connection, changes, seen.id()).equals(new Noted(seen.generation(), load))) {
                return false;
            }
            note.accept(changes, load);
            return true;
        });
    }

    private static Object[] loaded(StreamState seen, LastLoad load) {
        return new Object[] {
            load.id(), load.job(), load.rows(), load.at(), seen.id().replication(), seen.id().stream()
        };
    }

    @Override
    public void failed(StreamId stream, String errorCode) {
        database.change((connection, changes) -> {
            addFailure(connection, changes, stream, errorCode);
            return errorCode;
        });
    }

    private void addFailure(Connection connection, Changes changes, StreamId stream, String errorCode)
            throws SQLException {
        add(connection, changes, stream);
        changes.add(
                "UPDATE bridge.replication_stream SET failures = failures + 1, error_code = ?, failed_at = ?"
                        + StreamRow.OF_STREAM,
                errorCode,
                database.now(connection),
                stream.replication(),
                stream.stream());
    }

    @Override
    public void freshness(String replication, Map<String, Duration> freshness) {
        database.change((connection, changes) -> {
            Map<String, Optional<Long>> known = freshness(connection, replication);
            for (String stream : freshness.keySet()) {
                if (!known.containsKey(stream)) {
                    add(connection, changes, new StreamId(replication, stream));
                }
            }
            Stream.concat(known.keySet().stream(), freshness.keySet().stream())
                    .distinct()
                    .forEach(stream -> {
                        Optional<Long> wanted =
                                Optional.ofNullable(freshness.get(stream)).map(Duration::toSeconds);
                        if (!wanted.equals(known.getOrDefault(stream, Optional.empty()))) {
                            changes.add(
                                    "UPDATE bridge.replication_stream SET fresh_for = CAST(? AS BIGINT)"
                                            + StreamRow.OF_STREAM,
                                    wanted,
                                    replication,
                                    stream);
                        }
                    });
            return known;
        });
    }

    private static Map<String, Optional<Long>> freshness(Connection connection, String replication)
            throws SQLException {
        Map<String, Optional<Long>> known = new HashMap<>();
        Statements.list(
                        connection,
                        "SELECT stream, fresh_for FROM bridge.replication_stream WHERE replication_name = ?",
                        row -> Map.entry(row.getString(1), Optional.ofNullable(row.getObject(2, Long.class))),
                        replication)
                .forEach(entry -> known.put(entry.getKey(), entry.getValue()));
        return known;
    }

    @Override
    public void told(StreamId stream, Optional<Trouble> trouble) {
        database.run(connection -> Statements.update(
                connection,
                "UPDATE bridge.replication_stream SET told = ?" + StreamRow.OF_STREAM,
                trouble.map(Trouble::text),
                stream.replication(),
                stream.stream()));
    }

    @Override
    public void reset(StreamId stream) {
        database.change((connection, changes) -> {
            add(connection, changes, stream);
            changes.add(RESET + StreamRow.OF_STREAM, stream.replication(), stream.stream());
            return stream;
        });
    }

    @Override
    public boolean reset(StreamId stream, long generation) {
        return database.run(connection -> Statements.update(
                        connection,
                        RESET + " WHERE replication_name = ? AND stream = ? AND generation = ?",
                        stream.replication(),
                        stream.stream(),
                        generation)
                == 1);
    }

    @Override
    public boolean repositioned(StreamId stream, long generation, long next, LastLoad change, String position) {
        return database.run(connection -> Statements.update(
                        connection,
                        "UPDATE bridge.replication_stream SET generation = ?, position = ?, reset = 0, load_id = ?,"
                                + " job_id = ?, rows_loaded = ?, loaded_at = ?, failures = 0, error_code = NULL,"
                                + " failed_at = NULL, " + StreamRow.NOT_BLOCKED
                                + " WHERE replication_name = ? AND stream = ? AND generation = ?",
                        next,
                        position,
                        change.id(),
                        change.job(),
                        change.rows(),
                        Statements.column(change.at()),
                        stream.replication(),
                        stream.stream(),
                        generation)
                == 1);
    }

    @Override
    public void reset(StreamId stream, JobId job) {
        database.change((connection, changes) -> {
            add(connection, changes, stream);
            changes.add(
                    RESET + ", reset_job = ?" + StreamRow.OF_STREAM + " AND COALESCE(reset_job, '') <> ?",
                    job.value(),
                    stream.replication(),
                    stream.stream(),
                    job.value());
            return stream;
        });
    }

    @Override
    public boolean approve(StreamId stream, Block block, String by) {
        return database.run(connection -> Statements.update(
                        connection,
                        "UPDATE bridge.replication_stream SET approved_by = ?" + StreamRow.OF_STREAM
                                + " AND blocked_load = ? AND blocked_before = ? AND blocked_after = ?",
                        by,
                        stream.replication(),
                        stream.stream(),
                        block.load(),
                        block.rowsBefore(),
                        block.rowsAfter())
                == 1);
    }

    @Override
    public void forget(StreamId stream) {
        database.run(connection -> Statements.update(
                connection,
                "DELETE FROM bridge.replication_stream" + StreamRow.OF_STREAM,
                stream.replication(),
                stream.stream()));
    }

    @Override
    public void forget(String replication) {
        database.change((connection, changes) -> {
            changes.add("DELETE FROM bridge.replication_stream WHERE replication_name = ?", replication);
            changes.add("DELETE FROM bridge.replication_schedule WHERE name = ?", replication);
            return replication;
        });
    }

    /**
     * What a run moves a stream on from.
     *
     * @param load the id of the last one; empty for none
     */
    private record Noted(long generation, String load) {}

    /** Adds the stream's row when it is missing. */
    private static Noted add(Connection connection, Changes changes, StreamId stream) throws SQLException {
        Optional<Noted> known = Statements.one(
                connection,
                "SELECT generation, COALESCE(load_id, '') FROM bridge.replication_stream WHERE replication_name = ? AND stream = ?",
                row -> new Noted(row.getLong(1), row.getString(2)),
                stream.replication(),
                stream.stream());
        if (known.isEmpty()) {
            changes.add(
                    "INSERT INTO bridge.replication_stream (replication_name, stream, generation, reset, failures)"
                            + " VALUES (?, ?, 1, 0, 0)",
                    stream.replication(),
                    stream.stream());
        }
        return known.orElse(new Noted(1, ""));
    }
}
