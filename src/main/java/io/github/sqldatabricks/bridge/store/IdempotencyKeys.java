package io.github.sqldatabricks.bridge.store;

import io.github.sqldatabricks.bridge.job.IdempotencyKey;
import io.github.sqldatabricks.bridge.job.NewJob;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.Hashes;
import io.github.sqldatabricks.bridge.model.JobId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** Which job was made with which idempotency key. */
final class IdempotencyKeys {

    private record Use(String bodyHash, String job) {}

    private IdempotencyKeys() {}

    /** @param body the hash of the request */
    static void insert(Changes changes, NewJob job, String body) {
        if (job.key().isPresent()) {
            changes.add(
                    "INSERT INTO bridge.idempotency_key (key_hash, body_hash, job_id) VALUES (?, ?, ?)",
                    hash(job.owner(), job.key().get()),
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
    static Optional<JobId> find(Connection connection, String owner, IdempotencyKey key, String body)
            throws SQLException {
        Optional<Use> use = Statements.one(
                connection,
                "SELECT body_hash, job_id FROM bridge.idempotency_key WHERE key_hash = ?",
                row -> new Use(row.getString(1), row.getString(2)),
                hash(owner, key));
        if (use.isPresent() && !use.get().bodyHash().equals(body)) {
            throw new BridgeException.KeyReused(
                    ErrorCode.IDEMPOTENCY_KEY_REUSED,
                    "The idempotency key was used for another request (job "
                            + use.get().job() + "). Send a new key with a new request.");
        }
        return use.map(found -> new JobId(found.job()));
    }

    private static String hash(String owner, IdempotencyKey key) {
        return Hashes.of(owner, key.value());
    }
}
