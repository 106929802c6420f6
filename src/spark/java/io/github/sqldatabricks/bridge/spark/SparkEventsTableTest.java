package io.github.sqldatabricks.bridge.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.databricks.events.DatabricksEventsTable;
import io.github.sqldatabricks.bridge.event.EventsTable.MalformedRow;
import io.github.sqldatabricks.bridge.event.EventsTable.PendingRows;
import io.github.sqldatabricks.bridge.event.EventsTable.StatusReport;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.UnityTable;
import io.github.sqldatabricks.bridge.sync.EventDraft;
import io.github.sqldatabricks.bridge.sync.StoredEvent.EventStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The statements about the events table, exactly as the bridge sends them, on real Spark and Delta. Catches SQL that only
 * the embedded engine of the sandbox takes, and defaults, casts and merges that Delta does in another way.
 */
class SparkEventsTableTest {

    private static final UnityTable TABLE = new UnityTable("bridge", "events", "bridge_events");
    private static final String NAME = "bridge.events.bridge_events";

    @TempDir
    static Path root;

    private static SparkDatabricks databricks;

    private final DatabricksEventsTable eventsTable = new DatabricksEventsTable(databricks.statements(), TABLE);

    @BeforeAll
    static void start() throws IOException {
        databricks = new SparkDatabricks(root, "bridge", "main");
    }

    @AfterAll
    static void stop() throws IOException {
        databricks.close();
    }

    @AfterEach
    void drop() {
        databricks.run("DROP TABLE IF EXISTS " + NAME);
    }

    @Test
    void theTableIsMadeWithItsDefaultsTakesTheDocumentedInsertAndMadeAgainKeepsItsRows() throws IOException {
        eventsTable.create();
        databricks.run(documentedInsert());
        eventsTable.create();

        assertThat(eventsTable.check().needed()).isEmpty();
        assertThat(eventsTable.check().wanted()).isEmpty();
        assertThat(eventsTable.pending(10).drafts()).singleElement().satisfies(draft -> {
            assertThat(draft.primaryKeys()).containsExactly("id");
            assertThat(draft.priority()).hasValue(0);
            assertThat(draft.createdAt())
                    .hasValueSatisfying(time ->
                            assertThat(Duration.between(time, Instant.now())).isLessThan(Duration.ofMinutes(10)));
        });
        assertThat(databricks.rows("SELECT status, retry_count FROM " + NAME, 2))
                .containsExactly("pending|0");
    }

    @Test
    void theHighestPriorityComesFirstThenTheOldestAndNullsBreakNothing() {
        eventsTable.create();
        databricks.run("INSERT INTO " + NAME
                + " (event_id, operation, target_table, priority, created_at, status) VALUES"
                + " ('late', 'INSERT', 'dbo.t', 0, TIMESTAMP '2026-02-01 00:00:00', 'pending'),"
                + " ('urgent', 'INSERT', 'dbo.t', 9, TIMESTAMP '2026-03-01 00:00:00', 'PENDING'),"
                + " ('early', 'INSERT', 'dbo.t', NULL, TIMESTAMP '2026-01-01 00:00:00.123456', NULL),"
                + " ('timeless', 'INSERT', 'dbo.t', NULL, NULL, NULL),"
                + " ('done', 'INSERT', 'dbo.t', 99, NULL, 'completed')");

        List<EventDraft> drafts = eventsTable.pending(10).drafts();

        assertThat(drafts.stream().map(draft -> draft.eventId().orElseThrow()))
                .containsExactly("urgent", "timeless", "early", "late");
        assertThat(drafts.get(2).createdAt()).contains(Instant.parse("2026-01-01T00:00:00.123456Z"));
        assertThat(eventsTable.pending(1).drafts()).hasSize(1);
    }

    @Test
    void statusesOfManyEventsAreWrittenAtOnceAndWritingThemAgainChangesNothing() {
        eventsTable.create();
        databricks.run("INSERT INTO " + NAME + " (event_id, operation, target_table) VALUES"
                + " ('a', 'INSERT', 'dbo.t'), ('b', 'INSERT', 'dbo.t'), ('c', 'INSERT', 'dbo.t')");
        List<StatusReport> reports = List.of(
                completed("a", 3),
                StatusReport.of(new MalformedRow("b", ErrorCode.INVALID_FIELD, "It's \"odd\": \u00f1 \ud83d\ude80\n?"), Instant.now()),
                completed("unknown", 1));

        eventsTable.report(reports);
        eventsTable.report(reports);
        eventsTable.report(List.of(StatusReport.of(new MalformedRow("a", ErrorCode.EVENT_ID_REUSED, "Used."), Instant.now())));

        assertThat(databricks.rows(
                        "SELECT event_id, status, rows_affected, error_message, unix_micros(processed_at) IS NULL FROM "
                                + NAME + " ORDER BY event_id",
                        5))
                .containsExactly(
                        "a|completed|3|null|false",
                        "b|failed|null|It's \"odd\": \u00f1 \ud83d\ude80\n?|false",
                        "c|pending|null|null|true");
        assertThat(databricks.rows("SELECT unix_micros(processed_at) FROM " + NAME + " WHERE event_id = 'a'", 1))
                .containsExactly("1767323045123456");
    }

    @Test
    void olderTablesWithMapsNarrowCountsAndTimesAsTextAreReadAndWritten() {
        databricks.run(
                "CREATE SCHEMA IF NOT EXISTS bridge.events",
                "CREATE TABLE " + NAME + " (event_id STRING, operation STRING, source_table STRING, target_table STRING,"
                        + " primary_keys STRING, priority STRING, status STRING, rows_expected INT, rows_affected INT,"
                        + " discrepancy INT, warning STRING, error_message STRING, filter_conditions MAP<STRING, STRING>,"
                        + " metadata MAP<STRING, STRING>, created_at STRING, processed_at TIMESTAMP_NTZ) USING DELTA",
                "INSERT INTO " + NAME + " (event_id, operation, target_table, primary_keys, rows_expected,"
                        + " filter_conditions, metadata, created_at, priority) VALUES ('m', 'DELETE', 'dbo.t', '[\"a\"]',"
                        + " 7, map('country', 'BO', 'year', '2026'), map('country', 'bolivia'),"
                        + " '2026-01-01T00:00:00Z', '5'), ('n', 'DELETE', 'dbo.t', NULL, NULL, NULL, NULL, NULL, 'high')");

        PendingRows rows = eventsTable.pending(10);
        EventDraft draft = rows.drafts().get(0);
        eventsTable.report(List.of(completed("m", 7)));

        assertThat(draft.filterConditions())
                .isEqualTo(Map.of("country", Optional.of("BO"), "year", Optional.of("2026")));
        assertThat(draft.metadata()).isEqualTo(Map.of("country", "bolivia"));
        assertThat(draft.priority()).hasValue(5);
        assertThat(draft.createdAt()).contains(Instant.parse("2026-01-01T00:00:00Z"));
        assertThat(rows.malformed())
                .singleElement()
                .satisfies(row -> assertThat(row.eventId()).isEqualTo("n"));
        assertThat(databricks.rows("SELECT status, rows_affected FROM " + NAME + " WHERE event_id = 'm'", 2))
                .containsExactly("completed|7");
    }

    @Test
    void aTableThatIsMissingIsAPermanentFailure() {
        assertThatThrownBy(() -> eventsTable.pending(10)).isInstanceOf(BridgeException.RemotePermanent.class);
    }

    /** What docs/sync.md tells jobs to run. */
    private static String documentedInsert() throws IOException {
        Matcher insert = Pattern.compile("INSERT INTO bridge\\.events\\.bridge_events \\([^)]*\\)\\s+SELECT uuid\\(\\)[^;]*")
                .matcher(Files.readString(Path.of("docs", "sync.md")));
        assertThat(insert.find()).isTrue();
        return insert.group();
    }

    private static StatusReport completed(String id, long rows) {
        return new StatusReport(
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
