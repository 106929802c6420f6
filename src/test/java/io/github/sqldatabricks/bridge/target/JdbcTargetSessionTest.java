package io.github.sqldatabricks.bridge.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.jdbc.JdbcSession;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.EventId;
import io.github.sqldatabricks.bridge.sync.EventOutcome.ChangeCounts;
import io.github.sqldatabricks.bridge.sync.TargetDatabase.TargetSession.Attempt;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Catches a driver's unchecked exception, or an error, around the commit that makes a change look as if it were not there. */
class JdbcTargetSessionTest {

    private final Attempt attempt = new Attempt(new EventId("a"), "hash", 1);
    private final AtomicBoolean aborted = new AtomicBoolean();

    /** Does nothing but to throw in one method. */
    private static <T> T failing(Class<T> type, String method, Throwable failure) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, called, args) -> {
            if (called.getName().equals(method)) {
                throw failure;
            }
            return called.getReturnType() == boolean.class ? false : null;
        }));
    }

    private JdbcTargetSession open(String method, Throwable failure) {
        JdbcTargetSession session = new JdbcTargetSession(
                new JdbcSession(failing(Connection.class, method, failure), () -> aborted.set(true)),
                failing(TargetDialect.class, "", failure),
                failing(Ledger.class, "", failure),
                Duration.ofSeconds(1),
                new Cancellation());
        session.beginTransaction(Optional.of(attempt));
        return session;
    }

    @Test
    void whatADriverThrowsAfterTheCommitTakesNothingBack() {
        JdbcTargetSession session = open("rollback", new IllegalStateException("a driver's defect"));
        session.commit(attempt, ChangeCounts.updated(1));
        session.close();
        assertThat(aborted).isTrue();
    }

    @Test
    void afterAnErrorInTheCommitNobodyKnowsItsOutcome() {
        JdbcTargetSession session = open("commit", new OutOfMemoryError("of the test"));
        assertThatThrownBy(() -> session.commit(attempt, ChangeCounts.updated(1)))
                .isInstanceOfSatisfying(
                        BridgeException.RemoteTransient.class,
                        unknown -> assertThat(unknown.code()).isEqualTo("commit-outcome-unknown"));
        session.close();
        assertThat(aborted).isTrue();
    }
}
