package io.github.sqldatabricks.bridge.databricks.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.event.EventsTable.MalformedRow;
import io.github.sqldatabricks.bridge.event.EventsTable.PendingRows;
import io.github.sqldatabricks.bridge.event.EventsTable.StatusReport;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.sync.EventDraft;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * The events table through the unmodified driver. Catches an order that nulls break, a malformed row that spoils others, a
 * statement for each event, and a status that is not written or is written into the wrong rows.
 */
class EventsTableTest extends EventsTableWorld {

    @Test
    void aTableThatWasCreatedHasAllColumnsAndCreatingItAgainKeepsItsRows() throws SQLException {
        eventsTable.create();
        insert("e1");
        eventsTable.create();

        assertThat(eventsTable.check().needed()).isEmpty();
        assertThat(eventsTable.check().wanted()).isEmpty();
        assertThat(eventsTable.pending(10).drafts()).hasSize(1);
    }

    @Test
    void theRowThatJobsInsertIsReadWithItsDefaults() throws SQLException {
        eventsTable.create();
        databricks.run("INSERT INTO " + NAME + " (event_id, operation, source_table, target_table, primary_keys)"
                + " VALUES (uuid(), 'INSERT', 'catalog.schema.source', 'dbo.target', array('id', 'day'))");

        EventDraft draft = eventsTable.pending(10).drafts().get(0);

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
        eventsTable.create();
        databricks.run(
                "INSERT INTO " + NAME + " (event_id, operation, target_table, priority, created_at, status) VALUES"
                        + " ('late', 'INSERT', 'dbo.t', 0, TIMESTAMP '2026-02-01 00:00:00', 'pending'),"
                        + " ('urgent', 'INSERT', 'dbo.t', 9, TIMESTAMP '2026-03-01 00:00:00', 'PENDING'),"
                        + " ('early', 'INSERT', 'dbo.t', NULL, TIMESTAMP '2026-01-01 00:00:00', NULL),"
                        + " ('timeless', 'INSERT', 'dbo.t', NULL, NULL, NULL),"
                        + " ('done', 'INSERT', 'dbo.t', 99, NULL, 'completed'),"
                        + " ('low', 'INSERT', 'dbo.t', -1, NULL, NULL)");

        assertThat(ids(eventsTable.pending(10))).containsExactly("urgent", "timeless", "early", "late", "low");
        assertThat(ids(eventsTable.pending(2))).containsExactly("urgent", "timeless");
        assertThat(eventsTable.pending(10).drafts().get(2).createdAt()).contains(Instant.parse("2026-01-01T00:00:00Z"));
    }

    @Test
    void rowsThatArePendingOrProcessingAreUnfinished() throws SQLException {
        eventsTable.create();
        databricks.run("INSERT INTO " + NAME + " (event_id, operation, target_table, status) VALUES"
                + " ('new', 'INSERT', 'dbo.t', NULL), ('waiting', 'INSERT', 'dbo.t', 'Pending'),"
                + " ('begun', 'INSERT', 'dbo.t', 'processing'), ('done', 'INSERT', 'dbo.t', 'completed'),"
                + " ('own', 'INSERT', 'dbo.t', 'withdrawn')");

        assertThat(eventsTable.unfinished()).containsExactlyInAnyOrder("new", "waiting", "begun");
    }

    @Test
    void tablesWithMapsAndNarrowCountsAreRead() throws SQLException {
        databricks.run(
                "CREATE TABLE " + NAME
                        + " (event_id STRING, operation STRING, source_table STRING, target_table STRING, primary_keys"
                        + " STRING, priority INT, status STRING, rows_expected INT, rows_affected INT, discrepancy"
                        + " INT, warning STRING, error_message STRING, filter_conditions MAP<STRING, STRING>, metadata"
                        + " MAP<STRING, STRING>, created_at TIMESTAMP, processed_at TIMESTAMP)",
                "INSERT INTO " + NAME + " (event_id, operation, target_table, primary_keys, rows_expected,"
                        + " filter_conditions, metadata) VALUES ('m', 'DELETE', 'dbo.t', '[\"a\"]', 7,"
                        + " map('country', 'BO', 'year', '2026'), map('country', 'bolivia'))");

        EventDraft draft = eventsTable.pending(10).drafts().get(0);

        assertThat(draft.primaryKeys()).containsExactly("a");
        assertThat(draft.rowsExpected()).hasValue(7);
        assertThat(draft.filterConditions())
                .isEqualTo(Map.of("country", Optional.of("BO"), "year", Optional.of("2026")));
        assertThat(draft.metadata()).isEqualTo(Map.of("country", "bolivia"));
        eventsTable.report(List.of(completed("m", 7)));
        assertThat(row("m")).isEqualTo("completed|7|null");
    }

    @Test
    void conditionsInJsonOrInTheMetadataAreTheSame() throws SQLException {
        eventsTable.create();
        databricks.run(
                "INSERT INTO " + NAME + " (event_id, operation, target_table, filter_conditions, metadata) VALUES"
                        + " ('a', 'DELETE', 'dbo.t', '{\"n\": 1.50, \"x\": null, \"f\": true}', NULL),"
                        + " ('b', 'DELETE', 'dbo.t', NULL, '{\"filter_conditions\": {\"n\": 1.50, \"x\":"
                        + " null, \"f\": true}}'), ('c', 'DELETE', 'dbo.t', NULL,"
                        + " '{\"filter_conditions\": \"{\\\\\"n\\\\\": 1.50, \\\\\"x\\\\\": null,"
                        + " \\\\\"f\\\\\": true}\", \"k\": [1]}')");

        List<EventDraft> drafts = eventsTable.pending(10).drafts();

        assertThat(drafts)
                .hasSize(3)
                .allSatisfy(draft -> assertThat(draft.filterConditions())
                        .isEqualTo(Map.of("n", Optional.of("1.5"), "x", Optional.empty(), "f", Optional.of("true"))));
        assertThat(drafts.get(2).metadata()).isEqualTo(Map.of("k", "[1]"));
    }

    @Test
    void aMalformedRowIsNamedWithItsReasonAndSpoilsNoOther() throws SQLException {
        eventsTable.create();
        insert("good");
        databricks.run("INSERT INTO " + NAME + " (event_id, operation, target_table, filter_conditions) VALUES"
                + " ('bad', 'DELETE', 'dbo.t', '{not json')");

        PendingRows rows = eventsTable.pending(10);

        assertThat(ids(rows)).containsExactly("good");
        assertThat(rows.malformed()).singleElement().satisfies(row -> {
            assertThat(row.eventId()).isEqualTo("bad");
            assertThat(row.reason()).contains("filter_conditions", "JSON");
        });
        MalformedRow bad = rows.malformed().get(0);
        eventsTable.report(List.of(StatusReport.of(bad, Instant.now())));
        assertThat(row("bad")).isEqualTo("failed|null|" + bad.reason());
        assertThat(row("good")).isEqualTo("pending|null|null");
    }

    @Test
    void aReportForPendingRowsLeavesOthersAlone() throws SQLException {
        eventsTable.create();
        insert("e1");
        eventsTable.report(List.of(completed("e1", 3)));

        eventsTable.report(
                List.of(StatusReport.of(new MalformedRow("e1", ErrorCode.EVENT_ID_REUSED, "Used."), Instant.now())));

        assertThat(row("e1")).isEqualTo("completed|3|null");
    }

    @Test
    void pollAndMirrorAreOneStatementEachHoweverManyEventsThereAre() throws SQLException {
        eventsTable.create();
        databricks.run("INSERT INTO " + NAME + " (event_id, operation, target_table)"
                + " SELECT 'e' || i, 'INSERT', 'dbo.t' FROM range(1000) AS r(i)");
        eventsTable.pending(1);
        AtomicInteger statements = databricks.countStatements();

        assertThat(eventsTable.pending(1000).drafts()).hasSize(1000);
        assertThat(statements).hasValue(1);
        eventsTable.report(
                IntStream.range(0, 1000).mapToObj(i -> completed("e" + i, i)).toList());

        assertThat(statements).hasValue(2);
        assertThat(row("e999")).isEqualTo("completed|999|null");
        assertThat(eventsTable.pending(10).drafts()).isEmpty();
    }
}
