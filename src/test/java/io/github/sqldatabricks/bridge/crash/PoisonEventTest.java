package io.github.sqldatabricks.bridge.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.event.EventStore;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.EventId;
import io.github.sqldatabricks.bridge.sync.SourceRows;
import io.github.sqldatabricks.bridge.sync.StoredEvent;
import io.github.sqldatabricks.bridge.sync.StoredEvent.EventStatus;
import io.github.sqldatabricks.bridge.sync.SyncConfig;
import io.github.sqldatabricks.bridge.testing.CuttableProxy;
import io.github.sqldatabricks.bridge.testing.Events;
import io.github.sqldatabricks.bridge.testing.FakeEventsTable;
import io.github.sqldatabricks.bridge.testing.ListedRows;
import io.github.sqldatabricks.bridge.testing.SyncSettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An event that kills whoever applies it. Catches one that takes one process after the other with it for ever. */
@Timeout(120)
class PoisonEventTest {

    private static final int TAKEOVERS = 3;
    private static final SyncConfig CONFIG =
            SyncSettings.with(Map.of("bridge.sync.max-takeovers", Integer.toString(TAKEOVERS)));

    @Test
    void anEventThatKillsItsWorkersFailsAfterSomeOfThemAndTheGoodOnesAroundItAreApplied() throws Exception {
        try (Databases databases = new Databases()) {
            databases.change(
                    "CREATE TABLE dbo.t (id int, name nvarchar(20))",
                    "CREATE TABLE dbo.u (id int, name nvarchar(20))",
                    "INSERT INTO dbo.t VALUES (1, 'old')",
                    "INSERT INTO dbo.u VALUES (1, 'old')");
            EventStore store = databases.store();
            store.accept(List.of(
                    Events.update("b-poison", "t"), Events.update("a-good", "u"), Events.update("c-good", "t")));
            int deaths = 0;
            while (!live(databases, "worker-" + deaths)) {
                databases.letLeasesRunOut("worker-" + deaths);
                deaths++;
            }
            assertThat(deaths).isEqualTo(TAKEOVERS);
            StoredEvent poison = store.find(new EventId("b-poison")).orElseThrow();
            assertThat(poison.errorCode()).contains("worker-died");
            assertThat(store.counts().byStatus()).containsEntry(EventStatus.COMPLETED, 2L);
            assertThat(databases.inTarget("SELECT id, name FROM dbo.t UNION ALL SELECT id, name FROM dbo.u"))
                    .containsExactly("1 new", "1 new");
        }
    }

    /** False when it died. */
    private static boolean live(Databases databases, String worker) throws Exception {
        try (CuttableProxy wire =
                CuttableProxy.to("127.0.0.1", databases.places().port())) {
            Death death = new Death(Optional.empty(), wire::cut);
            Places places = databases.places().through(wire.port());
            try (Life life = new Life(worker, places, death, source(databases, death), new FakeEventsTable(), CONFIG)) {
                life.work();
                return true;
            } catch (Death.Crash e) {
                return false;
            }
        }
    }

    /** All events read the same table, so the poison is told by what is being applied. */
    private static SourceRows source(Databases databases, Death death) {
        return (table, columns, cancellation) -> {
            StoredEvent poison = databases.store().find(new EventId("b-poison")).orElseThrow();
            if (poison.status() == EventStatus.PROCESSING) {
                death.strike();
            }
            return new ListedRows()
                    .column("id", new ColumnType.Int64())
                    .column("name", new ColumnType.Text())
                    .row(1L, "new")
                    .open(table, columns, cancellation);
        };
    }
}
