package io.github.sqldatabricks.bridge.databricks.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.event.EventsTable.StatusReport;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.sandbox.workspace.Fault;
import io.github.sqldatabricks.bridge.sandbox.workspace.Fault.Effect;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The events table of a workspace that is slow, throttles, fails or refuses. Catches failures of the wrong kind, and a status that is
 * written twice or not at all.
 */
class EventsTableFaultsTest extends EventsTableWorld {

    @Test
    void writingTheSameAgainChangesNothing() throws SQLException {
        eventsTable.create();
        insert("e1");
        databricks
                .faults()
                .add(Fault.on("POST", "/api/2.0/sql/statements", new Effect.CutResponse(0))
                        .after(1));

        List<StatusReport> reports = List.of(completed("e1", 3));
        for (int i = 0; i < 3; i++) {
            try {
                eventsTable.report(reports);
            } catch (BridgeException e) {
                assertThat(e.retryable()).as(e.getMessage()).isTrue();
            }
        }

        assertThat(row("e1")).isEqualTo("completed|3|null");
    }

    @Test
    void aWriteConflictCanBeTriedAgain() throws SQLException {
        eventsTable.create();
        insert("e1");
        eventsTable.pending(1);
        databricks
                .warehouseFaults()
                .failNext("DELTA_CONCURRENT_APPEND", "2D521", "Files were added by a concurrent update.");

        assertThatThrownBy(() -> eventsTable.report(List.of(completed("e1", 3))))
                .isInstanceOfSatisfying(
                        BridgeException.RemoteTransient.class,
                        e -> assertThat(e.code()).isEqualTo("delta-write-conflict"));
        eventsTable.report(List.of(completed("e1", 3)));

        assertThat(row("e1")).isEqualTo("completed|3|null");
    }

    @Test
    void aStatementThatStillRunsAtTheTimeOutOfTheApiIsWaitedFor() throws SQLException {
        eventsTable.create();
        insert("e1");
        eventsTable.pending(1);
        databricks.warehouseFaults().stayPending(3);

        assertThat(ids(eventsTable.pending(10))).containsExactly("e1");
    }

    @Test
    void throttlingAndAWarehouseThatStartsAreWaitedForAndTransientBeyond() throws SQLException {
        eventsTable.create();
        insert("e1");
        databricks
                .faults()
                .add(Fault.on("POST", "/api/2.0/sql/statements", Effect.tooManyRequests(Duration.ofSeconds(1))));
        assertThat(ids(eventsTable.pending(10))).containsExactly("e1");

        databricks
                .faults()
                .add(Fault.on("POST", "/api/2.0/sql/", Effect.unavailable()).always());
        assertThatThrownBy(() -> eventsTable.pending(10)).isInstanceOf(BridgeException.RemoteTransient.class);
    }

    @Test
    void anExpiredTokenIsToldAsSuch() throws SQLException {
        eventsTable.create();
        databricks
                .faults()
                .add(Fault.on("POST", "/api/2.0/sql/", Effect.tokenExpired()).always());

        assertThatThrownBy(() -> eventsTable.pending(10))
                .isInstanceOfSatisfying(
                        BridgeException.class, e -> assertThat(e.code()).isEqualTo("databricks-unauthorized"));
    }

    @Test
    void aTableThatIsMissingOrIsNoEventsTableIsAPermanentFailure() throws SQLException {
        assertThatThrownBy(() -> eventsTable.pending(10)).isInstanceOf(BridgeException.RemotePermanent.class);
        databricks.run("CREATE TABLE " + NAME + " (event_id STRING, operation STRING)");
        assertThatThrownBy(() -> eventsTable.pending(10))
                .isInstanceOf(BridgeException.RemotePermanent.class)
                .hasMessageContaining("target_table, status");
        databricks.run("DROP TABLE " + NAME);
        eventsTable.create();
        assertThat(eventsTable.pending(10).drafts()).isEmpty();
    }
}
