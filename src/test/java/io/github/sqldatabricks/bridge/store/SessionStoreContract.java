package io.github.sqldatabricks.bridge.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.access.SessionStore;
import io.github.sqldatabricks.bridge.access.SessionStore.StoredSession;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What every store does with sessions of the console, through real SQL. Catches one that outlives its time, one that opens another's,
 * and an eleventh one.
 */
abstract class SessionStoreContract extends StoreFixture {

    private static final String TOKEN = "c".repeat(64);

    private JdbcSessionStore store() {
        return new JdbcSessionStore(database);
    }

    private static String digest(int number) {
        return String.format("%064d", number);
    }

    @Test
    void aSessionIsThereUntilItIsEnded() {
        store().add(digest(1), TOKEN, "ana");
        StoredSession session = store().use(digest(1)).orElseThrow();
        assertThat(session.tokenSha256()).isEqualTo(TOKEN);
        assertThat(Duration.between(session.openedAt(), session.endsAt())).isEqualTo(SessionStore.LONGEST);
        assertThat(store().of("ana")).containsExactly(session);
        assertThat(store().of("Ana")).isEmpty();
        assertThat(store().use(digest(2))).isEmpty();
        store().end(digest(1));
        assertThat(store().find(digest(1))).isEmpty();
    }

    @Test
    void theOldestEndsWhenThereAreTooMany() {
        IntStream.rangeClosed(1, SessionStore.MOST + 1).forEach(number -> store().add(digest(number), TOKEN, "ana"));
        store().add(digest(100), TOKEN, "ben");
        assertThat(store().of("ana")).hasSize(SessionStore.MOST);
        assertThat(store().find(digest(SessionStore.MOST + 1))).isPresent();
        assertThat(store().find(digest(100))).isPresent();
    }

    @Test
    void oneThatNobodyUsesEndsAndIsRemoved() {
        store().add(digest(1), TOKEN, "ana");
        age("used_at", SessionStore.IDLE);
        assertThat(store().use(digest(1))).isEmpty();
        assertThat(store().of("ana")).isEmpty();
        store().add(digest(2), TOKEN, "ana");
        assertThat(database.<Integer>run(connection -> Statements.one(
                                connection, "SELECT COUNT(*) FROM bridge.console_session", row -> row.getInt(1))
                        .orElseThrow()))
                .isEqualTo(1);
    }

    @Test
    void useKeepsItAliveAndLookingDoesNot() {
        store().add(digest(1), TOKEN, "ana");
        age("used_at", Duration.ofMinutes(10));
        StoredSession before = store().find(digest(1)).orElseThrow();
        assertThat(store().find(digest(1)).orElseThrow().usedAt()).isEqualTo(before.usedAt());
        store().use(digest(1));
        assertThat(store().find(digest(1)).orElseThrow().usedAt()).isAfter(before.usedAt());
    }

    @Test
    void useDoesNotMakeItLastLongerThanTheLongest() {
        store().add(digest(1), TOKEN, "ana");
        age("ends_at", SessionStore.LONGEST);
        assertThat(store().use(digest(1))).isEmpty();
    }

    private void age(String column, Duration by) {
        database.run(connection -> Statements.update(
                connection,
                "UPDATE bridge.console_session SET " + column + " = ?",
                database.now(connection).minus(by).plus(column.equals("ends_at") ? by : Duration.ZERO)));
    }
}
