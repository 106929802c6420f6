package io.github.sqldatabricks.bridge.store;

import io.github.sqldatabricks.bridge.store.Statements.Changes;
import io.github.sqldatabricks.bridge.work.ReplicaStore;
import io.github.sqldatabricks.bridge.work.ReplicaStore.Replica;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.util.List;

/** {@link ReplicaStore} in the database of jobs, by the database's clock. */
@ApplicationScoped
public class JdbcReplicaStore implements ReplicaStore {

    private final JobDatabase database;

    public JdbcReplicaStore(JobDatabase database) {
        this.database = database;
    }

    @Override
    public void beat(Beat beat) {
        database.change((connection, changes) -> {
            LocalDateTime now = database.now(connection);
            changes.add("DELETE FROM bridge.replica WHERE beat_at <= ?", now.minus(PATIENCE));
            note(connection, changes, beat, now);
            return now;
        });
    }

    /** Who was thought dead has gone with the others in the same change, and begins anew. */
    private static void note(Connection connection, Changes changes, Beat beat, LocalDateTime now) throws SQLException {
        boolean known = Statements.one(
                        connection,
                        "SELECT 1 FROM bridge.replica WHERE replica_name = ? AND beat_at > ?",
                        row -> row.getInt(1),
                        beat.name(),
                        now.minus(PATIENCE))
                .isPresent();
        if (known) {
            changes.require(
                    "UPDATE bridge.replica SET beat_at = ?, draining = ?, queries = ?, events = ?"
                            + " WHERE replica_name = ?",
                    now,
                    beat.draining() ? 1 : 0,
                    beat.queries(),
                    beat.events(),
                    beat.name());
        } else {
            changes.add(
                    "INSERT INTO bridge.replica (replica_name, host_name, app_version, started_at, beat_at, draining,"
                            + " queries, query_threads, events, event_threads) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    beat.name(),
                    beat.host(),
                    beat.version(),
                    now,
                    now,
                    beat.draining() ? 1 : 0,
                    beat.queries(),
                    beat.queryThreads(),
                    beat.events(),
                    beat.eventThreads());
        }
    }

    @Override
    public void gone(String name) {
        database.run(
                connection -> Statements.update(connection, "DELETE FROM bridge.replica WHERE replica_name = ?", name));
    }

    @Override
    public List<Replica> all() {
        return database.run(connection -> Statements.list(
                connection,
                "SELECT replica_name, host_name, app_version, started_at, beat_at, draining, queries, query_threads,"
                        + " events, event_threads FROM bridge.replica WHERE beat_at > ?"
                        + " ORDER BY started_at, replica_name",
                JdbcReplicaStore::replica,
                database.now(connection).minus(PATIENCE)));
    }

    private static Replica replica(ResultSet row) throws SQLException {
        return new Replica(
                row.getString("replica_name"),
                row.getString("host_name"),
                row.getString("app_version"),
                Statements.time(row, "started_at").orElseThrow(),
                Statements.time(row, "beat_at").orElseThrow(),
                row.getInt("draining") == 1,
                row.getInt("queries"),
                row.getInt("query_threads"),
                row.getInt("events"),
                row.getInt("event_threads"));
    }
}
