package io.github.sqldatabricks.bridge.store;

import io.github.sqldatabricks.bridge.job.NewJob;
import io.github.sqldatabricks.bridge.job.QueryProgress;
import io.github.sqldatabricks.bridge.model.Hashes;
import io.github.sqldatabricks.bridge.model.JobId;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.model.VolumePath;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The folders that unfinished queries write to: two jobs never write to the same one. */
final class ActiveOutputs {

    /** A folder that is taken, and by whom. */
    record Taken(VolumePath folder, String job) {}

    private ActiveOutputs() {}

    /** Takes all folders of the job, in one order for all so that two jobs can't wait for each other. */
    static void insert(Changes changes, NewJob job) {
        changes.insert(
                "bridge.active_output (folder_hash, job_id, query_name)",
                "(?, ?, ?)",
                job.queries().stream()
                        .sorted(Comparator.comparing(query -> hash(query.folder())))
                        .<List<Object>>map(query -> List.of(
                                hash(query.folder()),
                                job.id().value(),
                                query.name().value()))
                        .toList());
    }

    static void remove(Changes changes, JobId job, QueryName query) {
        changes.add("DELETE FROM bridge.active_output WHERE job_id = ? AND query_name = ?", job.value(), query.value());
    }

    /** The first folder of the job that another job has taken. */
    static Optional<Taken> firstTaken(Connection connection, NewJob job) throws SQLException {
        for (QueryProgress query : job.queries()) {
            Optional<String> other = Statements.one(
                    connection,
                    "SELECT job_id FROM bridge.active_output WHERE folder_hash = ?",
                    row -> row.getString(1),
                    hash(query.folder()));
            if (other.isPresent()) {
                return Optional.of(new Taken(query.folder(), other.get()));
            }
        }
        return Optional.empty();
    }

    private static String hash(VolumePath folder) {
        return Hashes.of(folder.value());
    }
}
