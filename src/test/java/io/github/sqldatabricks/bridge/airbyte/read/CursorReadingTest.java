package io.github.sqldatabricks.bridge.airbyte.read;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sqldatabricks.bridge.airbyte.protocol.AirbyteMessage.StreamDescriptor;
import io.github.sqldatabricks.bridge.airbyte.read.PositionTracker.Fingerprints;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.testing.tables.MemoryTable;
import io.github.sqldatabricks.bridge.testing.tables.Received;
import java.io.IOException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * What the second sync reads. Here to catch: late rows at the last cursor value that are lost or doubled, changed rows whose cursor
 * stays the same, null cursors, a state of another cursor or type, and windows of the wrong length.
 */
class CursorReadingTest {

    private static final StreamDescriptor T = ReadScenario.descriptor("t");

    private final MemoryTable table = ReadScenario.table("t")
            .column("id", new ColumnType.Int64(), false)
            .column("day", new ColumnType.Date(), true)
            .column("name", new ColumnType.Text(), true);
    private final ReadScenario scenario = new ReadScenario(1).incremental(table, "day");

    @Test
    void theSecondSyncReadsOnlyWhatIsNewAlsoAtTheSameCursorValue() {
        insert(1, "2026-01-01", "a");
        insert(2, "2026-01-02", "b");
        Received first = scenario.read(Map.of());
        insert(3, "2026-01-02", "c");
        insert(4, "2026-01-03", "d");
        Received second = scenario.read(first.states());
        assertThat(ids(second)).containsExactly(3, 4);
        assertThat(ids(scenario.read(second.states()))).isEmpty();
    }

    @Test
    void aRowThatChangedWhileItsCursorStayedIsReadAgain() {
        insert(1, "2026-01-01", "before");
        Received first = scenario.read(Map.of());
        table.update(row -> true, 2, "after");
        assertThat(scenario.read(first.states()).records("t"))
                .containsExactly("{\"id\":1,\"day\":\"2026-01-01\",\"name\":\"after\"}");
    }

    @Test
    void tiesThatAreTooManyToRememberAreReadAgainAndNeverLost() {
        List<List<Object>> rows = new ArrayList<>();
        for (long id = 0; id <= Fingerprints.MOST; id++) {
            rows.add(List.of(id, day("2026-01-01"), "same"));
        }
        table.insertAll(rows);
        scenario.checkpointRecords(100);
        Received first = scenario.read(Map.of());
        insert(5000, "2026-01-01", "late");
        List<Integer> second = ids(scenario.read(first.states()));
        assertThat(second).hasSize(Fingerprints.MOST + 2).contains(5000);
    }

    @Test
    void asManyTiesAsCanBeRememberedAreNotDoubled() {
        List<List<Object>> rows = new ArrayList<>();
        for (long id = 0; id < Fingerprints.MOST; id++) {
            rows.add(List.of(id, day("2026-01-01"), "same"));
        }
        table.insertAll(rows);
        scenario.checkpointRecords(100);
        assertThat(ids(scenario.read(scenario.read(Map.of()).states()))).isEmpty();
    }

    @Test
    void rowsWithoutCursorValueComeOnceAndFirstAndMoreOfThemAreWarnedOf() {
        insert(1, "2026-01-01", "a");
        insert(2, null, "b");
        Received first = scenario.read(Map.of());
        assertThat(ids(first)).containsExactly(2, 1);
        assertThat(warnings(scenario.read(first.states()))).isEmpty();
        insert(3, null, "c");
        Received second = scenario.read(first.states());
        assertThat(ids(second)).isEmpty();
        assertThat(warnings(second)).singleElement().asString().contains("1 more rows", "'day'");
    }

    @Test
    void theLookbackWindowReadsLateRowsAndTheOthersInItAgain() {
        insert(1, "2026-01-01", "a");
        insert(2, "2026-01-09", "b");
        insert(3, "2026-01-10", "c");
        Received first = scenario.read(Map.of());
        insert(4, "2026-01-08", "late");
        insert(5, "2026-01-07", "too late");
        scenario.lookback(Duration.ofHours(25));
        assertThat(ids(scenario.read(first.states()))).containsExactlyInAnyOrder(4, 2, 3);
    }

    @Test
    void rowsThatComeDuringASyncAreTheNextOnes() {
        insert(1, "2026-01-01", "a");
        scenario.tables.beforeFill(name -> {
            if (table.rows().size() == 1) {
                insert(2, "2026-01-02", "b");
            }
        });
        Received first = scenario.read(Map.of());
        assertThat(ids(first)).containsExactly(1);
        assertThat(ids(scenario.read(first.states()))).containsExactly(2);
    }

    @Test
    void anEmptyTableIsCompleteAndItsFirstRowIsFoundLater() {
        Received first = scenario.read(Map.of());
        assertThat(first.records("t")).isEmpty();
        insert(1, "2026-01-01", "a");
        assertThat(ids(scenario.read(first.states()))).containsExactly(1);
    }

    @Test
    void anotherCursorBeginsAnewAndSaysSo() {
        insert(1, "2026-01-01", "a");
        Received first = scenario.read(Map.of());
        Received second = scenario.incremental(table, "id").read(first.states());
        assertThat(ids(second)).containsExactly(1);
        assertThat(warnings(second)).singleElement().asString().contains("another sync mode or cursor");
    }

    @Test
    void aCursorWhoseTypeChangedAsksForAReset() throws IOException {
        insert(1, "2026-01-01", "a");
        String state = scenario.read(Map.of()).states().get(T).toString();
        JsonNode changed = new ObjectMapper()
                .readTree(state.replace(
                        "\"type\":\"date\",\"value\":\"2026-01-01\"", "\"type\":\"integer\",\"value\":\"7\""));
        Received second = scenario.read(Map.of(T, changed));
        JsonNode error = second.of("trace").stream()
                .filter(trace -> trace.has("error"))
                .findFirst()
                .orElseThrow()
                .path("error");
        assertThat(error.path("failure_type").asText()).isEqualTo("config_error");
        assertThat(error.path("internal_message").asText()).startsWith("cursor-type-changed");
    }

    private void insert(long id, String day, String name) {
        table.insert(id, day == null ? null : day(day), name);
    }

    private static Long day(String text) {
        return LocalDate.parse(text).toEpochDay();
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
