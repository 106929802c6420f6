package io.github.sqldatabricks.bridge.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sqldatabricks.bridge.access.SessionStore;
import io.github.sqldatabricks.bridge.access.SessionStore.SessionProof;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@link SessionStore} in the database of jobs, by the database's clock. */
@ApplicationScoped
public class JdbcSessionStore implements SessionStore {

    /** Between two notes of its use, so that a page of a busy person does not write at each click. */
    private static final Duration BETWEEN_USES = Duration.ofMinutes(1);

    private static final String SELECT =
            "SELECT digest, token_sha256, user_name, vouched, opened_at, used_at, ends_at FROM bridge.console_session WHERE ";

    private static final String SUBJECT = "subject";
    private static final String PERSON = "person";
    private static final String ROLES = "roles";

    private final JobDatabase database;

    public JdbcSessionStore(JobDatabase database) {
        this.database = database;
    }

    @Override
    public void add(String digest, SessionProof proof, Duration longest) {
        database.change((connection, changes) -> {
            LocalDateTime now = database.now(connection);
            changes.add("DELETE FROM bridge.console_session WHERE ends_at <= ? OR used_at <= ?", now, now.minus(IDLE));
            present(connection, proof.owner(), now).stream()
                    .skip(MOST - 1L)
                    .forEach(old -> changes.add("DELETE FROM bridge.console_session WHERE digest = ?", old.digest()));
            changes.add(
                    "INSERT INTO bridge.console_session (digest, token_sha256, user_name, vouched, opened_at, used_at, ends_at)"
                            + " VALUES (?, ?, ?, ?, ?, ?, ?)",
                    digest,
                    proof instanceof SessionProof.Token token ? token.sha256() : digest,
                    proof.owner(),
                    vouched(proof),
                    now,
                    now,
                    now.plus(longest.compareTo(LONGEST) < 0 ? longest : LONGEST));
            return now;
        });
    }

    @Override
    public Optional<StoredSession> use(String digest) {
        return database.run(connection -> {
            LocalDateTime now = database.now(connection);
            Optional<StoredSession> found = find(connection, digest, now);
            if (found.isPresent() && Statements.column(found.get().usedAt()).isBefore(now.minus(BETWEEN_USES))) {
                Statements.update(
                        connection, "UPDATE bridge.console_session SET used_at = ? WHERE digest = ?", now, digest);
            }
            return found;
        });
    }

    @Override
    public Optional<StoredSession> find(String digest) {
        return database.run(connection -> find(connection, digest, database.now(connection)));
    }

    private static Optional<StoredSession> find(Connection connection, String digest, LocalDateTime now)
            throws SQLException {
        return Statements.one(
                connection,
                SELECT + "digest = ? AND ends_at > ? AND used_at > ?",
                JdbcSessionStore::session,
                digest,
                now,
                now.minus(IDLE));
    }

    @Override
    public List<StoredSession> of(String owner) {
        return database.run(connection -> present(connection, owner, database.now(connection)));
    }

    private static List<StoredSession> present(Connection connection, String owner, LocalDateTime now)
            throws SQLException {
        return Statements.list(
                connection,
                SELECT + "user_name = ? AND ends_at > ? AND used_at > ? ORDER BY opened_at DESC, digest",
                JdbcSessionStore::session,
                owner,
                now,
                now.minus(IDLE));
    }

    @Override
    public void end(String digest) {
        database.run(connection ->
                Statements.update(connection, "DELETE FROM bridge.console_session WHERE digest = ?", digest));
    }

    private static StoredSession session(ResultSet row) throws SQLException {
        return new StoredSession(
                row.getString("digest"),
                proof(row),
                Statements.time(row, "opened_at").orElseThrow(),
                Statements.time(row, "used_at").orElseThrow(),
                Statements.time(row, "ends_at").orElseThrow());
    }

    private static SessionProof proof(ResultSet row) throws SQLException {
        String vouched = row.getString("vouched");
        if (vouched == null) {
            return new SessionProof.Token(row.getString("token_sha256"), row.getString("user_name"));
        }
        JsonNode json = Json.read(vouched);
        Set<String> roles = new HashSet<>();
        json.path(ROLES).forEach(role -> roles.add(role.asText()));
        return new SessionProof.Vouched(
                json.path(SUBJECT).asText(), roles, json.path(PERSON).asText());
    }

    private static Optional<String> vouched(SessionProof proof) {
        if (!(proof instanceof SessionProof.Vouched known)) {
            return Optional.empty();
        }
        ObjectNode json = Json.object().put(SUBJECT, known.subject()).put(PERSON, known.person());
        known.roles().stream().sorted().forEach(json.putArray(ROLES)::add);
        return Optional.of(Json.write(json));
    }
}
