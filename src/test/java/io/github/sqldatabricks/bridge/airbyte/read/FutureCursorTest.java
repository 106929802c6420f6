package io.github.sqldatabricks.bridge.airbyte.read;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sqldatabricks.bridge.airbyte.protocol.AirbyteMessage.StreamDescriptor;
import io.github.sqldatabricks.bridge.airbyte.read.PositionTracker.Fingerprints;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.testing.tables.MemoryTable;
import io.github.sqldatabricks.bridge.testing.tables.Received;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Rows whose cursor value is later than now. Here to catch: one of them that ends the stream, that is lost, or that comes twice, also
 * when the sync is killed at any byte, and states that an earlier version left behind such a row.
 */
class FutureCursorTest {

    private static final StreamDescriptor T = ReadScenario.descriptor("t");
    private static final Instant NOW = Instant.parse("2026-06-15T10:00:00Z");

    private final MemoryTable table = ReadScenario.table("t")
            .column("id", new ColumnType.Int64(), false)
            .column("changed", new ColumnType.Instant(6), true);
    private final ReadScenario scenario = new ReadScenario(1).incremental(table, "changed");

    @BeforeEach
    void setTheClock() {
        scenario.tables.now(NOW);
    }

    @Test
    void aRowOf2099IsReadOnceAndDoesNotEndTheStream() {
        insert(1, "2026-06-14T00:00:00Z");
        insert(2, "2099-01-01T00:00:00Z");
        Received first = scenario.read(Map.of());
        insert(3, "2026-06-15T09:00:00Z");
        Received second = scenario.read(first.states());

        assertThat(ids(first)).containsExactly(1, 2);
        assertThat(ids(second)).containsExactly(3);
        assertThat(ids(scenario.read(second.states()))).isEmpty();
        assertThat(warnings(second))
                .singleElement()
                .asString()
                .contains("1 rows", "'changed'", "2026-06-15T10:05:00.000000Z", "cursor_future_tolerance")
                .doesNotContain("2099");
    }

    @Test
    void aRowWhoseTimeHasComeIsNotReadAgain() {
        insert(1, "2026-06-14T00:00:00Z");
        insert(2, "2026-06-16T00:00:00Z");
        insert(3, "2026-06-17T00:00:00Z");
        Received first = scenario.read(Map.of());
        scenario.tables.now(NOW.plus(Duration.ofDays(1)));
        insert(4, "2026-06-16T00:00:00Z");
        Received second = scenario.read(first.states());
        scenario.tables.now(NOW.plus(Duration.ofDays(9)));
        Received third = scenario.read(second.states());

        assertThat(ids(second)).containsExactly(4);
        assertThat(ids(third)).isEmpty();
        assertThat(warnings(third)).isEmpty();
    }

    @Test
    void aCorrectedRowIsReadAgainAndADeletedOneIsForgotten() {
        insert(1, "2099-01-01T00:00:00Z");
        insert(2, "2099-01-01T00:00:00Z");
        Received first = scenario.read(Map.of());
        table.update(row -> row.get(0).equals(1L), 1, micros("2026-06-15T00:00:00Z"));
        table.delete(row -> row.get(0).equals(2L));
        Received second = scenario.read(first.states());

        assertThat(ids(second)).containsExactly(1);
        assertThat(second.states().get(T).has("ahead")).isFalse();
    }

    @Test
    void nothingIsLostAndNothingDoubledWhereverTheSyncIsKilled() {
        for (long day = 1; day < 9; day++) {
            insert(day, "2026-06-0" + day + "T00:00:00Z");
            insert(100 + day, "2031-01-0" + day + "T00:00:00Z");
        }
        int size = scenario.checkpointRecords(1).read(Map.of()).size();
        for (int bytes = 1; bytes < size; bytes += 97) {
            Received killed = scenario.readUntil(bytes, Map.of());
            Received rest = scenario.read(killed.states());
            Received after = scenario.read(rest.states());

            List<String> covered = covered(killed.messages());
            covered.addAll(rest.records("t"));
            assertThat(covered).as("killed after %d bytes", bytes).hasSize(16).doesNotHaveDuplicates();
            assertThat(ids(after)).isEmpty();
        }
    }

    @Test
    void rowsThatCameWhileASyncWasInterruptedAreNoRowsAhead() {
        insert(1, "2026-06-14T00:00:00Z");
        insert(2, "2026-06-16T00:00:00Z");
        insert(3, "2099-01-01T00:00:00Z");
        JsonNode undone = lastUndone(scenario.checkpointRecords(1).read(Map.of()));
        scenario.tables.now(NOW.plus(Duration.ofDays(3)));
        for (long id = 100; id < 100 + Fingerprints.MOST + 10; id++) {
            insert(id, Instant.parse("2026-06-17T00:00:00Z").plusSeconds(id).toString());
        }
        Received resumed = scenario.read(Map.of(T, undone));
        Received after = scenario.read(resumed.states());
        Received last = scenario.read(after.states());

        List<Integer> all = new ArrayList<>(ids(resumed));
        all.addAll(ids(after));
        assertThat(all).hasSize(Fingerprints.MOST + 10).doesNotHaveDuplicates().doesNotContain(1, 2, 3);
        assertThat(ids(last)).isEmpty();
        assertThat(warnings(resumed)).singleElement().asString().contains(": 1 rows");
    }

    @Test
    void aFailureThatPassesDoublesNoRowAhead() {
        for (long id = 0; id < 20; id++) {
            insert(id, "2099-01-01T00:00:00Z");
        }
        int[] batches = {0};
        scenario.tables.beforeFill(name -> {
            if (batches[0]++ == 3) {
                throw new BridgeException.RemoteTransient(
                        ErrorCode.DATABRICKS_UNREACHABLE, "The connection was lost.", null);
            }
        });
        Received first = scenario.read(Map.of());

        assertThat(ids(first)).hasSize(20).doesNotHaveDuplicates();
        assertThat(ids(scenario.read(first.states()))).isEmpty();
    }

    @Test
    void whatCantBeRememberedIsReadAgainAndNeverLost() {
        List<List<Object>> rows = new ArrayList<>();
        for (long id = 0; id < Fingerprints.MOST + 10; id++) {
            rows.add(List.of(id, micros("2099-01-01T00:00:00Z")));
        }
        table.insertAll(rows);
        scenario.checkpointRecords(500);
        Received first = scenario.read(Map.of());
        insert(5000, "2026-06-15T00:00:00Z");
        Received second = scenario.read(first.states());

        assertThat(ids(first)).hasSize(Fingerprints.MOST + 10);
        assertThat(ids(second)).hasSize(11).contains(5000);
        assertThat(warnings(second)).singleElement().asString().contains("more than 1000");
    }

    @Test
    void theToleranceSaysWhichValuesMoveTheCursor() {
        insert(1, "2026-06-18T00:00:00Z");
        scenario.futureTolerance(Duration.ofDays(3));
        Received first = scenario.read(Map.of());
        insert(2, "2026-06-17T00:00:00Z");

        assertThat(warnings(first)).isEmpty();
        assertThat(ids(scenario.read(first.states()))).isEmpty();
    }

    @Test
    void aDateMovesTheCursorUpToTodayAndAWallClockUpToTheFirstPlaceOfTheDay() {
        MemoryTable days = ReadScenario.table("days").column("changed", new ColumnType.Date(), false);
        days.insert(LocalDate.parse("2026-06-15").toEpochDay())
                .insert(LocalDate.parse("2026-06-16").toEpochDay());
        MemoryTable clocks = ReadScenario.table("clocks").column("changed", new ColumnType.LocalTimestamp(6), false);
        clocks.insert(micros("2026-06-16T00:00:00Z")).insert(micros("2026-06-16T00:00:01Z"));
        Received read = scenario.incremental(days, "changed")
                .incremental(clocks, "changed")
                .read(Map.of());

        assertThat(position(read, "days")).isEqualTo("2026-06-15");
        assertThat(position(read, "clocks")).isEqualTo("2026-06-16T00:00:00.000000");
        assertThat(read.records("days")).hasSize(2);
        assertThat(read.records("clocks")).hasSize(2);
    }

    @Test
    void aStateThatIsInTheFutureAlreadyIsRecovered() throws IOException {
        insert(1, "2026-06-14T00:00:00Z");
        insert(2, "2099-01-01T00:00:00Z");
        scenario.futureTolerance(Duration.ofDays(36_500));
        Received before = scenario.read(Map.of());
        insert(3, "2026-06-15T00:00:00Z");
        assertThat(ids(scenario.read(before.states()))).isEmpty();

        Received recovered = scenario.futureTolerance(Duration.ofMinutes(5)).read(before.states());
        insert(4, "2026-06-15T01:00:00Z");

        assertThat(ids(recovered)).containsExactly(1, 3);
        assertThat(warnings(recovered)).anyMatch(text -> text.contains("read from the beginning"));
        assertThat(ids(scenario.read(recovered.states()))).containsExactly(4);
    }

    @Test
    void aSyncThatAnEarlierVersionLeftUndoneBehindAWrongRowIsRecovered() throws IOException {
        insert(1, "2026-06-14T00:00:00Z");
        insert(2, "2099-01-01T00:00:00Z");
        JsonNode undone = new ObjectMapper()
                .readTree("{\"version\":1,\"mode\":\"cursor\",\"cursor_field\":\"changed\",\"null_records\":0,"
                        + "\"upper_bound\":\"2099-01-01T00:00:00.000000Z\"}");

        assertThat(ids(scenario.read(Map.of(T, undone)))).containsExactly(1, 2);
        assertThat(position(scenario.read(Map.of(T, undone)), "t")).startsWith("2026-06-14");
    }

    @Test
    void aClockThatIsALittleBehindIsNoMistake() {
        insert(1, "2026-06-15T10:00:00Z");
        Received first = scenario.read(Map.of());
        scenario.tables.now(NOW.minus(Duration.ofMinutes(20)));
        Received second = scenario.read(first.states());

        assertThat(ids(second)).isEmpty();
        assertThat(warnings(second)).isEmpty();
    }

    private void insert(long id, String changed) {
        table.insert(id, micros(changed));
    }

    private static Long micros(String text) {
        return Instant.parse(text).getEpochSecond() * 1_000_000;
    }

    /** The records before the last state. */
    private static List<String> covered(List<JsonNode> messages) {
        int last = 0;
        for (int i = 0; i < messages.size(); i++) {
            last = messages.get(i).has("state") ? i : last;
        }
        return new ArrayList<>(Received.records(messages.subList(0, last), "t"));
    }

    /** The last state that tells of a sync that is not done. */
    private static JsonNode lastUndone(Received read) {
        return read.of("state").stream()
                .map(state -> state.at("/stream/stream_state"))
                .filter(state -> state.has("time_limit"))
                .reduce((earlier, later) -> later)
                .orElseThrow();
    }

    private static String position(Received read, String stream) {
        return read.states()
                .get(ReadScenario.descriptor(stream))
                .at("/position/values/0/value")
                .asText();
    }

    private static List<Integer> ids(Received received) {
        return received.of("record").stream()
                .map(record -> record.path("data").path("id").intValue())
                .toList();
    }

    private static List<String> warnings(Received received) {
        return received.of("log").stream()
                .filter(log -> log.path("level").asText().equals("WARN"))
                .map(log -> log.path("message").asText())
                .toList();
    }
}
