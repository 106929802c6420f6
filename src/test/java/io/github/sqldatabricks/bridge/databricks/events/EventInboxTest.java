package io.github.sqldatabricks.bridge.databricks.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.UnityTable;
import io.github.sqldatabricks.bridge.sandbox.workspace.Effect;
import io.github.sqldatabricks.bridge.sandbox.workspace.Fault;
import io.github.sqldatabricks.bridge.sync.EventDraft;
import io.github.sqldatabricks.bridge.sync.EventInbox.MalformedRow;
import io.github.sqldatabricks.bridge.sync.EventInbox.PendingRows;
import io.github.sqldatabricks.bridge.sync.EventReport;
import io.github.sqldatabricks.bridge.sync.EventStatus;
import io.github.sqldatabricks.bridge.testing.LocalDatabricks;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The events table through the unmodified driver. Catches an order that nulls break, a malformed row that spoils others, a
 * statement for each event, a status that is not written or is written into the wrong rows, and failures of the wrong kind.
 */
class EventInboxTest {

    private static final UnityTable TABLE = new UnityTable("bridge", "events", "bridge_events");
    private static final String NAME = "bridge.events.bridge_events";

    @TempDir
    Path root;

    private LocalDatabricks databricks;
    private DatabricksEventInbox inbox;
    private EventsTable table;

    @BeforeEach
    void start() throws IOException {
        databricks = new LocalDatabricks(root, Map.of("bridge.databricks.warehouse-start-timeout", "3s"));
        databricks.createSchema("bridge", "events");
        inbox = new DatabricksEventInbox(databricks.statements(), TABLE);
        table = new EventsTable(databricks.statements(), TABLE);
    }

    @AfterEach
    void stop() {
        databricks.close();
    }

    @Test
    void aTableThatWasCreatedHasAllColumnsAndCreatingItAgainKeepsItsRows() throws SQLException {
        table.create();
        insert("e1");
        table.create();

        assertThat(table.check().needed()).isEmpty();
        assertThat(table.check().wanted()).isEmpty();
        assertThat(inbox.pending(10).drafts()).hasSize(1);
    }

    @Test
    void theRowThatJobsInsertIsReadWithItsDefaults() throws SQLException {
        table.create();
        databricks.run("INSERT INTO " + NAME + " (event_id, operation, source_table, target_table, primary_keys)"
                + " VALUES (uuid(), 'INSERT', 'catalog.schema.source', 'dbo.target', array('id', 'day'))");

        EventDraft draft = inbox.pending(10).drafts().get(0);

        assertThat(draft.eventId()).isPresent();
        assertThat(draft.operation()).contains("INSERT");
        assertThat(draft.sourceTable()).contains("catalog.schema.source");
        assertThat(draft.targetTable()).contains("dbo.target");
        assertThat(draft.primaryKeys()).containsExactly("id", "day");
        assertThat(draft.createdAt())
                .hasValueSatisfying(time ->
                        assertThat(Duration.between(time, Instant.now()).abs()).isLessThan(Duration.ofMinutes(5)));
    }

    @Test
    void theHighestPriorityComesFirstThenTheOldestAndNullsBreakNothing() throws SQLException {
        table.create();
        databricks.run(
                "INSERT INTO " + NAME + " (event_id, operation, target_table, priority, created_at, status) VALUES"
                        + " ('late', 'INSERT', 'dbo.t', 0, TIMESTAMP '2026-02-01 00:00:00', 'pending'),"
                        + " ('urgent', 'INSERT', 'dbo.t', 9, TIMESTAMP '2026-03-01 00:00:00', 'PENDING'),"
                        + " ('early', 'INSERT', 'dbo.t', NULL, TIMESTAMP '2026-01-01 00:00:00', NULL),"
                        + " ('timeless', 'INSERT', 'dbo.t', NULL, NULL, NULL),"
                        + " ('done', 'INSERT', 'dbo.t', 99, NULL, 'completed'),"
                        + " ('low', 'INSERT', 'dbo.t', -1, NULL, NULL)");

        assertThat(ids(inbox.pending(10))).containsExactly("urgent", "timeless", "early", "late", "low");
        assertThat(ids(inbox.pending(2))).containsExactly("urgent", "timeless");
        assertThat(inbox.pending(10).drafts().get(2).createdAt()).contains(Instant.parse("2026-01-01T00:00:00Z"));
    }

    @Test
    void tablesWithMapsAndNarrowCountsAreRead() throws SQLException {
        databricks.run(
                "CREATE TABLE " + NAME
                        + " (event_id STRING, operation STRING, source_table STRING, target_table STRING,"
                        + " primary_keys STRING, priority INT, status STRING, rows_expected INT, rows_affected INT,"
                        + " discrepancy INT, warning STRING, error_message STRING, filter_conditions MAP<STRING, STRING>,"
                        + " metadata MAP<STRING, STRING>, created_at TIMESTAMP, processed_at TIMESTAMP)",
                "INSERT INTO " + NAME + " (event_id, operation, target_table, primary_keys, rows_expected,"
                        + " filter_conditions, metadata) VALUES ('m', 'DELETE', 'dbo.t', '[\"a\"]', 7,"
                        + " map('country', 'BO', 'year', '2026'), map('country', 'bolivia'))");

        EventDraft draft = inbox.pending(10).drafts().get(0);

        assertThat(draft.primaryKeys()).containsExactly("a");
        assertThat(draft.rowsExpected()).hasValue(7);
        assertThat(draft.filterConditions())
                .isEqualTo(Map.of("country", Optional.of("BO"), "year", Optional.of("2026")));
        assertThat(draft.metadata()).isEqualTo(Map.of("country", "bolivia"));
        inbox.report(List.of(completed("m", 7)));
        assertThat(row("m")).isEqualTo("completed|7|null");
    }

    @Test
    void conditionsInJsonOrInTheMetadataAreTheSame() throws SQLException {
        table.create();
        databricks.run(
                "INSERT INTO " + NAME + " (event_id, operation, target_table, filter_conditions, metadata) VALUES"
                        + " ('a', 'DELETE', 'dbo.t', '{\"n\": 1.50, \"x\": null, \"f\": true}', NULL),"
                        + " ('b', 'DELETE', 'dbo.t', NULL, '{\"filter_conditions\": {\"n\": 1.50, \"x\": null, \"f\": true}}'),"
                        + " ('c', 'DELETE', 'dbo.t', NULL,"
                        + " '{\"filter_conditions\": \"{\\\\\"n\\\\\": 1.50, \\\\\"x\\\\\": null, \\\\\"f\\\\\": true}\", \"k\": [1]}')");

        List<EventDraft> drafts = inbox.pending(10).drafts();

        assertThat(drafts)
                .hasSize(3)
                .allSatisfy(draft -> assertThat(draft.filterConditions())
                        .isEqualTo(Map.of("n", Optional.of("1.5"), "x", Optional.empty(), "f", Optional.of("true"))));
        assertThat(drafts.get(2).metadata()).isEqualTo(Map.of("k", "[1]"));
    }

    @Test
    void aMalformedRowIsNamedWithItsReasonAndSpoilsNoOther() throws SQLException {
        table.create();
        insert("good");
        databricks.run("INSERT INTO " + NAME + " (event_id, operation, target_table, filter_conditions) VALUES"
                + " ('bad', 'DELETE', 'dbo.t', '{not json')");

        PendingRows rows = inbox.pending(10);

        assertThat(ids(rows)).containsExactly("good");
        assertThat(rows.malformed()).singleElement().satisfies(row -> {
            assertThat(row.eventId()).isEqualTo("bad");
            assertThat(row.reason()).contains("filter_conditions", "JSON");
        });
        MalformedRow bad = rows.malformed().get(0);
        inbox.report(List.of(EventReport.of(bad, Instant.now())));
        assertThat(row("bad")).isEqualTo("failed|null|" + bad.reason());
        assertThat(row("good")).isEqualTo("pending|null|null");
    }

    @Test
    void aReportForPendingRowsLeavesOthersAlone() throws SQLException {
        table.create();
        insert("e1");
        inbox.report(List.of(completed("e1", 3)));

        inbox.report(List.of(EventReport.of(new MalformedRow("e1", "event-id-reused", "Used."), Instant.now())));

        assertThat(row("e1")).isEqualTo("completed|3|null");
    }

    @Test
    void pollAndMirrorAreOneStatementEachHoweverManyEventsThereAre() throws SQLException {
        table.create();
        databricks.run("INSERT INTO " + NAME + " (event_id, operation, target_table)"
                + " SELECT 'e' || i, 'INSERT', 'dbo.t' FROM range(1000) AS r(i)");
        inbox.pending(1);
        AtomicInteger statements = databricks.countStatements();

        assertThat(inbox.pending(1000).drafts()).hasSize(1000);
        assertThat(statements).hasValue(1);
        inbox.report(
                IntStream.range(0, 1000).mapToObj(i -> completed("e" + i, i)).toList());

        assertThat(statements).hasValue(2);
        assertThat(row("e999")).isEqualTo("completed|999|null");
        assertThat(inbox.pending(10).drafts()).isEmpty();
    }

    @Test
    void writingTheSameAgainChangesNothing() throws SQLException {
        table.create();
        insert("e1");
        databricks
                .faults()
                .add(Fault.on("POST", "/api/2.0/sql/statements", new Effect.CutResponse(0))
                        .after(1));

        List<EventReport> reports = List.of(completed("e1", 3));
        for (int i = 0; i < 3; i++) {
            try {
                inbox.report(reports);
            } catch (BridgeException e) {
                assertThat(e.retryable()).as(e.getMessage()).isTrue();
            }
        }

        assertThat(row("e1")).isEqualTo("completed|3|null");
    }

    @Test
    void aWriteConflictCanBeTriedAgain() throws SQLException {
        table.create();
        insert("e1");
        inbox.pending(1);
        databricks
                .warehouseFaults()
                .failNext("DELTA_CONCURRENT_APPEND", "2D521", "Files were added by a concurrent update.");

        assertThatThrownBy(() -> inbox.report(List.of(completed("e1", 3))))
                .isInstanceOfSatisfying(
                        BridgeException.RemoteTransient.class,
                        e -> assertThat(e.code()).isEqualTo("delta-write-conflict"));
        inbox.report(List.of(completed("e1", 3)));

        assertThat(row("e1")).isEqualTo("completed|3|null");
    }

    @Test
    void aStatementThatStillRunsAtTheTimeOutOfTheApiIsWaitedFor() throws SQLException {
        table.create();
        insert("e1");
        inbox.pending(1);
        databricks.warehouseFaults().stayPending(3);

        assertThat(ids(inbox.pending(10))).containsExactly("e1");
    }

    @Test
    void throttlingAndAWarehouseThatStartsAreWaitedForAndTransientBeyond() throws SQLException {
        table.create();
        insert("e1");
        databricks
                .faults()
                .add(Fault.on("POST", "/api/2.0/sql/statements", Effect.tooManyRequests(Duration.ofSeconds(1))));
        assertThat(ids(inbox.pending(10))).containsExactly("e1");

        databricks
                .faults()
                .add(Fault.on("POST", "/api/2.0/sql/", Effect.unavailable()).always());
        assertThatThrownBy(() -> inbox.pending(10)).isInstanceOf(BridgeException.RemoteTransient.class);
    }

    @Test
    void anExpiredTokenIsToldAsSuch() throws SQLException {
        table.create();
        databricks
                .faults()
                .add(Fault.on("POST", "/api/2.0/sql/", Effect.tokenExpired()).always());

        assertThatThrownBy(() -> inbox.pending(10))
                .isInstanceOfSatisfying(
                        BridgeException.class, e -> assertThat(e.code()).isEqualTo("databricks-unauthorized"));
    }

    @Test
    void aTableThatIsMissingOrIsNoEventsTableIsAPermanentFailure() throws SQLException {
        assertThatThrownBy(() -> inbox.pending(10)).isInstanceOf(BridgeException.RemotePermanent.class);
        databricks.run("CREATE TABLE " + NAME + " (event_id STRING, operation STRING)");
        assertThatThrownBy(() -> inbox.pending(10))
                .isInstanceOf(BridgeException.RemotePermanent.class)
                .hasMessageContaining("target_table, status");
        databricks.run("DROP TABLE " + NAME);
        table.create();
        assertThat(inbox.pending(10).drafts()).isEmpty();
    }

    private void insert(String id) throws SQLException {
        databricks.run("INSERT INTO " + NAME + " (event_id, operation, source_table, target_table, primary_keys)"
                + " VALUES ('" + id + "', 'INSERT', 'c.s.t', 'dbo.t', array('id'))");
    }

    private String row(String id) {
        return databricks
                .statements()
                .query(
                        "Reading",
                        "SELECT status, rows_affected, error_message FROM " + NAME + " WHERE event_id = ?",
                        row -> row.getString(1) + "|" + row.getString(2) + "|" + row.getString(3),
                        id)
                .get(0);
    }

    private static List<String> ids(PendingRows rows) {
        return rows.drafts().stream()
                .map(draft -> draft.eventId().orElseThrow())
                .toList();
    }

    private static EventReport completed(String id, long rows) {
        return new EventReport(
                id,
                EventStatus.COMPLETED,
                OptionalLong.of(rows),
                OptionalLong.empty(),
                Optional.empty(),
                Optional.empty(),
                OptionalInt.of(0),
                Optional.of(Instant.parse("2026-01-02T03:04:05.123456Z")),
                false);
    }
}
