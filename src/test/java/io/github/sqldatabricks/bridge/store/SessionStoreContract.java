package io.github.sqldatabricks.bridge.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.access.SessionStore;
import io.github.sqldatabricks.bridge.access.SessionStore.SessionProof;
import io.github.sqldatabricks.bridge.access.SessionStore.StoredSession;
import java.time.Duration;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What every store does with sessions of the console, through real SQL. Catches one that outlives its time, one that opens another's,
 * and an eleventh one.
 */
abstract class SessionStoreContract extends StoreFixture {

    private JdbcSessionStore store() {
        return new JdbcSessionStore(database);
    }

    private static SessionProof token(String user) {
        return new SessionProof.Token("c".repeat(64), user);
    }

    private static String digest(int number) {
        return String.format("%064d", number);
    }

    @Test
    void aSessionIsThereUntilItIsEnded() {
        store().add(digest(1), token("ana"), SessionStore.LONGEST);
        StoredSession session = store().use(digest(1)).orElseThrow();
        assertThat(session.proof()).isEqualTo(token("ana"));
        assertThat(Duration.between(session.openedAt(), session.endsAt())).isEqualTo(SessionStore.LONGEST);
        assertThat(store().of("ana")).containsExactly(session);
        assertThat(store().of("Ana")).isEmpty();
        assertThat(store().use(digest(2))).isEmpty();
        store().end(digest(1));
        assertThat(store().find(digest(1))).isEmpty();
    }

    @Test
    void theOldestEndsWhenThereAreTooMany() {
        IntStream.rangeClosed(1, SessionStore.MOST + 1)
                .forEach(number -> store().add(digest(number), token("ana"), SessionStore.LONGEST));
        store().add(digest(100), token("ben"), SessionStore.LONGEST);
        assertThat(store().of("ana")).hasSize(SessionStore.MOST);
        assertThat(store().find(digest(SessionStore.MOST + 1))).isPresent();
        assertThat(store().find(digest(100))).isPresent();
    }

    @Test
    void oneThatNobodyUsesEndsAndIsRemoved() {
        store().add(digest(1), token("ana"), SessionStore.LONGEST);
        age("used_at", SessionStore.IDLE);
        assertThat(store().use(digest(1))).isEmpty();
        assertThat(store().of("ana")).isEmpty();
        store().add(digest(2), token("ana"), SessionStore.LONGEST);
        assertThat(database.<Integer>run(connection -> Statements.one(
                                connection, "SELECT COUNT(*) FROM bridge.console_session", row -> row.getInt(1))
                        .orElseThrow()))
                .isEqualTo(1);
    }

    @Test
    void useKeepsItAliveAndLookingDoesNot() {
        store().add(digest(1), token("ana"), SessionStore.LONGEST);
        age("used_at", Duration.ofMinutes(10));
        StoredSession before = store().find(digest(1)).orElseThrow();
        assertThat(store().find(digest(1)).orElseThrow().usedAt()).isEqualTo(before.usedAt());
        store().use(digest(1));
        assertThat(store().find(digest(1)).orElseThrow().usedAt()).isAfter(before.usedAt());
    }

    @Test
    void useDoesNotMakeItLastLongerThanTheLongest() {
        store().add(digest(1), token("ana"), SessionStore.LONGEST);
        age("ends_at", SessionStore.LONGEST);
        assertThat(store().use(digest(1))).isEmpty();
    }

    @Test
    void whatAProviderHasSaidIsKeptAndEndsWhenItSays() {
        SessionProof person = new SessionProof.Vouched("sub-\u00e9\"1", Set.of("a", "b,\"c"), "Ana \u00d1");
        store().add(digest(1), person, Duration.ofMinutes(5));
        StoredSession session = store().use(digest(1)).orElseThrow();
        assertThat(session.proof()).isEqualTo(person);
        assertThat(Duration.between(session.openedAt(), session.endsAt())).isEqualTo(Duration.ofMinutes(5));
        assertThat(store().of(person.owner())).containsExactly(session);

        store().add(digest(2), new SessionProof.Vouched("sub-2", Set.of("a"), "Ben"), Duration.ofDays(1));
        assertThat(store().of(person.owner())).containsExactly(session);
        StoredSession other = store().find(digest(2)).orElseThrow();
        assertThat(Duration.between(other.openedAt(), other.endsAt())).isEqualTo(SessionStore.LONGEST);
    }

    private void age(String column, Duration by) {
        database.run(connection -> Statements.update(
                connection,
                "UPDATE bridge.console_session SET " + column + " = ?",
                database.now(connection).minus(by).plus(column.equals("ends_at") ? by : Duration.ZERO)));
    }
}
