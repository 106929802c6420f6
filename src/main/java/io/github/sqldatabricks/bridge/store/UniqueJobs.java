package io.github.sqldatabricks.bridge.store;

import io.github.sqldatabricks.bridge.job.IdempotencyKey;
import io.github.sqldatabricks.bridge.job.JobStore.NewJob;
import io.github.sqldatabricks.bridge.job.JobStore.Writer;
import io.github.sqldatabricks.bridge.job.QueryProgress;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.Hashes;
import io.github.sqldatabricks.bridge.model.JobId;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.model.VolumePath;
import io.github.sqldatabricks.bridge.store.Statements.Changes;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What keeps jobs apart: the folders that unfinished queries write to, of which two jobs never have the same, and the idempotency keys
 * that jobs were made with.
 */
final class UniqueJobs {

    /** SQL Server allows 2100 parameters in a statement. */
    private static final int FOLDERS_PER_STATEMENT = 500;

    private record Use(String bodyHash, String job) {}

    /** A folder that is taken, and by whom. */
    record Taken(VolumePath folder, String job) {}

    private UniqueJobs() {}

    /** Takes all folders of the job, in one order for all so that two jobs can't wait for each other. */
    static void insertFolders(Changes changes, NewJob job) {
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

    static void removeFolder(Changes changes, JobId job, QueryName query) {
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

    /** Which jobs have taken which of the folders. */
    static Map<VolumePath, Writer> writers(Connection connection, List<VolumePath> folders) throws SQLException {
        Map<String, Writer> byHash = new HashMap<>();
        for (List<VolumePath> some : Statements.slices(folders, FOLDERS_PER_STATEMENT)) {
            Statements.list(
                    connection,
                    "SELECT a.folder_hash, a.job_id, j.owner_name FROM bridge.active_output a"
                            + " INNER JOIN bridge.job j ON j.job_id = a.job_id WHERE a.folder_hash IN ("
                            + String.join(", ", Collections.nCopies(some.size(), "?")) + ")",
                    row -> byHash.put(row.getString(1), new Writer(new JobId(row.getString(2)), row.getString(3))),
                    some.stream().map(UniqueJobs::hash).toArray());
        }
        Map<VolumePath, Writer> writers = new HashMap<>();
        folders.forEach(folder ->
                Optional.ofNullable(byHash.get(hash(folder))).ifPresent(writer -> writers.put(folder, writer)));
        return writers;
    }

    private static String hash(VolumePath folder) {
        return Hashes.of(folder.value());
    }

    /** @param body the hash of the request */
    static void insertKey(Changes changes, NewJob job, String body) {
        if (job.key().isPresent()) {
            changes.add(
                    "INSERT INTO bridge.idempotency_key (key_hash, body_hash, job_id) VALUES (?, ?, ?)",
                    keyHash(job.owner(), job.key().get()),
                    body,
                    job.id().value());
        }
    }

    /**
     * The job that the owner made with the key.
     *
     * @param body the hash of the request
     * @throws BridgeException.KeyReused when it was made with another request
     */
    static Optional<JobId> findByKey(Connection connection, String owner, IdempotencyKey key, String body)
            throws SQLException {
        Optional<Use> use = Statements.one(
                connection,
                "SELECT body_hash, job_id FROM bridge.idempotency_key WHERE key_hash = ?",
                row -> new Use(row.getString(1), row.getString(2)),
                keyHash(owner, key));
        if (use.isPresent() && !use.get().bodyHash().equals(body)) {
            throw new BridgeException.KeyReused(
                    ErrorCode.IDEMPOTENCY_KEY_REUSED,
                    "The idempotency key was used for another request (job "
                            + use.get().job() + "). Send a new key with a new request.");
        }
        return use.map(found -> new JobId(found.job()));
    }

    private static String keyHash(String owner, IdempotencyKey key) {
        return Hashes.of(owner, key.value());
    }
}
