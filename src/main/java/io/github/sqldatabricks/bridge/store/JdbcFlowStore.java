package io.github.sqldatabricks.bridge.store;

import io.github.sqldatabricks.bridge.flow.FlowCounter.Amount;
import io.github.sqldatabricks.bridge.flow.FlowCounter.Direction;
import io.github.sqldatabricks.bridge.flow.FlowStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** {@link FlowStore} in the database of jobs, by the database's clock. */
@ApplicationScoped
public class JdbcFlowStore implements FlowStore {

    private final JobDatabase database;

    public JdbcFlowStore(JobDatabase database) {
        this.database = database;
    }

    @Override
    public void add(String process, Map<Direction, Amount> moved) {
        database.change((connection, changes) -> {
            long minute = minute(database.now(connection));
            Set<String> known = new HashSet<>(Statements.list(
                    connection,
                    "SELECT direction FROM bridge.flow_minute WHERE minute_number = ? AND replica_name = ?",
                    row -> row.getString(1),
                    minute,
                    process));
            moved.forEach((direction, amount) -> changes.add(
                    known.contains(direction.text())
                            ? "UPDATE bridge.flow_minute SET rows_moved = rows_moved + ?, bytes_moved = bytes_moved + ?,"
                                    + " ended = ended + ?, failed = failed + ?"
                                    + " WHERE minute_number = ? AND direction = ? AND replica_name = ?"
                            : "INSERT INTO bridge.flow_minute (rows_moved, bytes_moved, ended, failed, minute_number,"
                                    + " direction, replica_name) VALUES (?, ?, ?, ?, ?, ?, ?)",
                    amount.rows(),
                    amount.bytes(),
                    amount.ended(),
                    amount.failed(),
                    minute,
                    direction.text(),
                    process));
            return minute;
        });
    }

    @Override
    public Flow flow(Duration window, Duration step) {
        return database.run(connection -> {
            long each = step.toMinutes();
            // The present step is the last one.
            long first = (minute(database.now(connection)) / each + 1) * each - window.toMinutes();
            return new Flow(time(first), points(connection, first, each));
        });
    }

    private static List<Point> points(Connection connection, long first, long each) throws SQLException {
        return Statements.list(
                connection,
                "SELECT m.step, m.direction, SUM(m.rows_moved), SUM(m.bytes_moved), SUM(m.ended), SUM(m.failed)"
                        + " FROM (SELECT (minute_number - ?) / ? AS step, direction, rows_moved, bytes_moved, ended,"
                        + " failed FROM bridge.flow_minute WHERE minute_number >= ?) m"
                        + " GROUP BY m.step, m.direction ORDER BY m.step, m.direction",
                row -> new Point(
                        time(first + row.getLong(1) * each),
                        Direction.valueOf(row.getString(2).toUpperCase(Locale.ROOT)),
                        new Amount(row.getLong(3), row.getLong(4), row.getLong(5), row.getLong(6))),
                first,
                each,
                first);
    }

    @Override
    public int prune() {
        return database.run(connection -> Statements.update(
                connection,
                "DELETE FROM bridge.flow_minute WHERE minute_number < ?",
                minute(database.now(connection)) - RETENTION.toMinutes()));
    }

    private static long minute(LocalDateTime time) {
        return TimeUnit.SECONDS.toMinutes(time.toEpochSecond(ZoneOffset.UTC));
    }

    private static Instant time(long minute) {
        return Instant.ofEpochSecond(TimeUnit.MINUTES.toSeconds(minute));
    }
}
