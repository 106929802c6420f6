package io.github.sqldatabricks.bridge.sandbox.sqlserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.sandbox.sqlserver.SandboxServer.BackgroundLoad;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Catches a reader that sees half of the sandbox's data, a failure that looks like data, and a stop that waits for it all. */
class BackgroundLoadTest {

    private static final double SMALL = 0.001;
    /** Takes hours. */
    private static final double ENDLESS = 1000;

    @Test
    void whoWaitsFindsAllTables() throws SQLException {
        try (SandboxDatabase database = SandboxDatabase.inMemory();
                BackgroundLoad load = BackgroundLoad.begin(database, SMALL)) {
            load.await(new Cancellation());

            assertThat(load.isDone()).isTrue();
            assertThat(rows(database, "dbo.lineitem")).isEqualTo(6005);
            assertThat(rows(database, "dbo.pricing")).isEqualTo(100);
        }
    }

    @Test
    void aCancelEndsTheWaitButNotTheMaking() throws Exception {
        try (SandboxDatabase database = SandboxDatabase.inMemory();
                BackgroundLoad load = BackgroundLoad.begin(database, ENDLESS)) {
            Cancellation cancellation = new Cancellation();
            CompletableFuture<Throwable> waiting =
                    CompletableFuture.supplyAsync(() -> failure(() -> load.await(cancellation)));
            cancellation.cancel("Not needed any more.");

            assertThat(waiting.get(10, TimeUnit.SECONDS))
                    .isInstanceOf(BridgeException.Cancelled.class)
                    .hasMessage("Not needed any more.");
            assertThat(load.hasFailed()).isFalse();
            assertThat(load.isDone()).isFalse();
        }
    }

    @Test
    void closingEndsTheMakingAndWhoWaitsForIt() throws Exception {
        try (SandboxDatabase database = SandboxDatabase.inMemory()) {
            BackgroundLoad load = BackgroundLoad.begin(database, ENDLESS);
            CompletableFuture<Throwable> waiting =
                    CompletableFuture.supplyAsync(() -> failure(() -> load.await(new Cancellation())));

            CompletableFuture.runAsync(load::close).get(10, TimeUnit.SECONDS);

            assertThat(waiting.get(10, TimeUnit.SECONDS)).isInstanceOf(BridgeException.Cancelled.class);
        }
    }

    @Test
    void aFailureReachesWhoWaits() throws SQLException {
        SandboxDatabase database = SandboxDatabase.inMemory();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE dbo.nation (taken int)");
        }
        try (database;
                BackgroundLoad load = BackgroundLoad.begin(database, SMALL)) {
            assertThatThrownBy(() -> load.await(new Cancellation()))
                    .isInstanceOf(BridgeException.RemotePermanent.class)
                    .hasMessageContaining("Making the sandbox's data");
            assertThat(load.hasFailed()).isTrue();
        }
    }

    private static Throwable failure(ThrowingCallable action) {
        return catchThrowable(action);
    }

    private static long rows(SandboxDatabase database, String table) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("SELECT COUNT(*) FROM " + table)) {
            count.next();
            return count.getLong(1);
        }
    }
}
