package io.github.sqldatabricks.bridge.crash;

import static io.github.sqldatabricks.bridge.testing.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.EventId;
import io.github.sqldatabricks.bridge.sync.EventOutcome.ChangeCounts;
import io.github.sqldatabricks.bridge.sync.StoredEvent;
import io.github.sqldatabricks.bridge.sync.StoredEvent.EventStatus;
import io.github.sqldatabricks.bridge.testing.Events;
import io.github.sqldatabricks.bridge.testing.FakeEventsTable;
import io.github.sqldatabricks.bridge.testing.Gate;
import io.github.sqldatabricks.bridge.testing.ListedRows;
import io.github.sqldatabricks.bridge.testing.SyncSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A worker that stands still, and goes on once its event was given up. Catches an event that is reported as failed although its
 * change is committed, then or later.
 */
@Timeout(120)
class FrozenWorkerTest {

    private static final String FROZEN = "frozen";
    private static final EventId EVENT = new EventId("a");

    private final Gate ice = new Gate();
    private final ExecutorService threads = Executors.newSingleThreadExecutor();
    private Databases databases;

    @BeforeEach
    void makeTable() throws Exception {
        databases = new Databases();
        databases.change("CREATE TABLE dbo.t (id int, name nvarchar(20))", "INSERT INTO dbo.t VALUES (1, 'old')");
        databases.store().accept(List.of(Events.update(EVENT.value(), "t")));
    }

    @AfterEach
    void close() throws Exception {
        ice.letPass();
        threads.shutdown();
        databases.close();
    }

    @Test
    void oneThatIsFrozenBeforeItsTransactionChangesNothingOnceTheEventHasFailed() throws Exception {
        Future<?> frozen = freeze(Step.STAGED);
        giveUp();
        assertThat(event().errorCode()).contains("worker-died");
        assertThat(event().errorMessage().orElseThrow()).contains("Nothing was changed");
        thaw(frozen);
        assertThat(event().status()).isEqualTo(EventStatus.FAILED);
        assertThat(rows()).containsExactly("1 old");
    }

    @Test
    void oneThatIsFrozenInItsTransactionIsWaitedForAndItsCommitCounts() throws Exception {
        Future<?> frozen = freeze(Step.APPLIED_NOT_COMMITTED);
        giveUp();
        assertThat(event().status()).isEqualTo(EventStatus.RETRY);
        assertThat(event().errorCode()).contains("attempt-unsettled");
        assertThat(event().nextAttemptAt()).isPresent();
        thaw(frozen);
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            giveUp();
            return event().status().ended();
        });
        assertCompleted();
    }

    @Test
    void oneThatIsFrozenAfterItsCommitHasAppliedTheEvent() throws Exception {
        Future<?> frozen = freeze(Step.COMMITTED_NOT_STORED);
        giveUp();
        assertCompleted();
        thaw(frozen);
        assertCompleted();
    }

    private void assertCompleted() throws Exception {
        assertThat(event().status()).isEqualTo(EventStatus.COMPLETED);
        assertThat(event().counts()).contains(ChangeCounts.updated(1));
        assertThat(rows()).containsExactly("1 new");
    }

    /** A worker stands still behind this step, and all its leases run out. */
    private Future<?> freeze(Step step) throws Exception {
        Future<?> frozen = threads.submit(() -> {
            live(FROZEN, new Mishap(new Moment(step, 1), ice::pass));
            return null;
        });
        ice.awaitReached();
        databases.letLeasesRunOut(FROZEN);
        return frozen;
    }

    private void thaw(Future<?> frozen) throws Exception {
        ice.letPass();
        frozen.get();
    }

    private void giveUp() throws Exception {
        live("other", Fate.NONE);
    }

    private void live(String worker, Fate fate) throws Exception {
        ListedRows source = new ListedRows()
                .column("id", new ColumnType.Int64())
                .column("name", new ColumnType.Text())
                .row(1L, "new");
        Map<String, String> settings = Map.of("bridge.sync.max-takeovers", "1", "bridge.sync.retry-delay", "1s");
        try (Life life = new Life(
                worker, databases.places(), fate, source, new FakeEventsTable(), SyncSettings.with(settings))) {
            life.work();
        }
    }

    private StoredEvent event() {
        return databases.store().find(EVENT).orElseThrow();
    }

    private List<String> rows() throws Exception {
        return databases.inTarget("SELECT id, name FROM dbo.t");
    }
}
