package io.github.sqldatabricks.bridge.airbyte.read;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sqldatabricks.bridge.airbyte.protocol.AirbyteMessage.AirbyteStream.SyncMode;
import io.github.sqldatabricks.bridge.airbyte.protocol.AirbyteMessage.StreamDescriptor;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.testing.tables.MemoryTable;
import io.github.sqldatabricks.bridge.testing.tables.Received;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Which refresh goes on, and on what. Here to catch: a second sync that takes the first one's end for its own and empties the
 * destination, a resumed attempt that mixes two versions of a table, a version that is gone, and columns nobody selected.
 */
class FullRefreshReadingTest {

    private final MemoryTable table = ReadScenario.table("t")
            .column("id", new ColumnType.Int64(), false)
            .column("name", new ColumnType.Text(), true);

    private final ReadScenario scenario = new ReadScenario(1).checkpointRecords(2);

    @Test
    void anotherAttemptOfTheSameSyncDoesNotReadACompleteStreamAgain() {
        insert(5);
        Received first = scenario.fullRefresh(table.key("id")).read(Map.of());
        Received second = scenario.read(first.states());
        assertThat(second.records("t")).isEmpty();
        assertThat(second.states()).isEqualTo(first.states());
        assertThat(statuses(second)).containsExactly("STARTED", "COMPLETE");
    }

    @Test
    void theNextSyncReadsEverythingAgainWhateverTheStateSays() {
        insert(5);
        Received first = scenario.fullRefresh(table.key("id")).read(Map.of());
        assertThat(scenario.refresh(1, 2)
                        .fullRefresh(table)
                        .read(first.states())
                        .records("t"))
                .hasSize(5);
        assertThat(scenario.refresh(2, 1)
                        .fullRefresh(table)
                        .read(first.states())
                        .records("t"))
                .hasSize(5);
    }

    @Test
    void aResumedAttemptReadsTheVersionThatTheFirstOneRead() {
        insert(6);
        Map<StreamDescriptor, JsonNode> states = firstState(scenario.fullRefresh(table.key("id")));
        table.update(row -> true, 1, "changed");
        table.insert(100L, "new");
        assertThat(scenario.read(states).records("t")).hasSize(4).noneMatch(record -> record.contains("changed"));
    }

    @Test
    void aVersionThatIsGoneIsReadAgainFromTheStart() {
        insert(6);
        Map<StreamDescriptor, JsonNode> states = firstState(scenario.fullRefresh(table.key("id")));
        table.insert(100L, "new");
        table.vacuum(table.latestVersion());
        Received second = scenario.read(states);
        assertThat(second.records("t")).hasSize(7);
        assertThat(second.of("log").toString()).contains("does not keep the version");
    }

    @Test
    void aViewWithAKeyResumesOnWhatItShowsNow() {
        insert(6);
        Map<StreamDescriptor, JsonNode> states =
                firstState(scenario.fullRefresh(table.key("id").view()));
        assertThat(scenario.read(states).records("t")).hasSize(4);
    }

    @Test
    void withoutAKeyThereIsOneStateAtTheEnd() {
        insert(6);
        Received received = scenario.fullRefresh(table).read(Map.of());
        assertThat(received.of("state")).hasSize(1);
        assertThat(received.of("state")
                        .get(0)
                        .path("stream")
                        .path("stream_state")
                        .path("complete")
                        .booleanValue())
                .isTrue();
    }

    @Test
    void aKeyThatCanBeNullOrHasNoOrderIsNoOrderToResumeIn() {
        MemoryTable other = ReadScenario.table("t")
                .column("id", new ColumnType.Int64(), true)
                .column("ratio", new ColumnType.Float64(), false);
        for (long id = 0; id < 6; id++) {
            other.insert(id == 0 ? null : id, 0.5);
        }
        assertThat(scenario.fullRefresh(other.key("id")).read(Map.of()).of("state"))
                .hasSize(1);
        assertThat(scenario.fullRefresh(other.key("ratio")).read(Map.of()).of("state"))
                .hasSize(1);
    }

    @Test
    void onlySelectedColumnsAreInRecordsEvenWhenTheOrderNeedsAnother() {
        insert(3);
        ObjectNode properties = JsonNodeFactory.instance.objectNode();
        properties.putObject("name");
        scenario.tables.add(table.key("id"));
        scenario.stream(table.description(), properties, SyncMode.FULL_REFRESH, List.of());
        Received received = scenario.read(Map.of());
        assertThat(received.records("t"))
                .containsExactly("{\"name\":\"n0\"}", "{\"name\":\"n1\"}", "{\"name\":\"n2\"}");
        assertThat(received.of("state")).hasSizeGreaterThan(1);
    }

    @Test
    void anEmptyTableIsCompleteWithAState() {
        Received received = scenario.fullRefresh(table.key("id")).read(Map.of());
        assertThat(statuses(received)).containsExactly("STARTED", "COMPLETE");
        assertThat(received.states()).hasSize(1);
    }

    @Test
    void theEstimateIsTold() {
        insert(5);
        JsonNode estimate = scenario.fullRefresh(table).read(Map.of()).of("trace").stream()
                .filter(trace -> trace.has("estimate"))
                .findFirst()
                .orElseThrow()
                .path("estimate");
        assertThat(estimate.path("row_estimate").longValue()).isEqualTo(5);
    }

    @Test
    void statusesComeInTheirOrder() {
        insert(3);
        assertThat(statuses(scenario.fullRefresh(table).read(Map.of())))
                .containsExactly("STARTED", "RUNNING", "COMPLETE");
    }

    @Test
    void twoThousandColumnsAreRead() {
        readsTwoThousandColumns(60);
    }

    @Test
    @Tag("nightly")
    void twoThousandColumnsOfManyRowsAreRead() {
        readsTwoThousandColumns(600);
    }

    private void readsTwoThousandColumns(int rows) {
        MemoryTable wide = ReadScenario.table("t");
        Object[] row = new Object[2000];
        for (int i = 0; i < row.length; i++) {
            wide.column("c" + i, new ColumnType.Int64(), true);
            row[i] = (long) i;
        }
        for (int i = 0; i < rows; i++) {
            wide.insert(row);
        }
        Received received = scenario.checkpointRecords(1000).fullRefresh(wide).read(Map.of());
        assertThat(received.of("record")).hasSize(rows).allSatisfy(record -> {
            assertThat(record.path("data")).hasSize(2000);
            assertThat(record.path("data").path("c1999").longValue()).isEqualTo(1999);
        });
    }

    @Test
    void anAttemptThatDiedBeforeItsFirstCheckpointHasFixedTheVersionAlready() {
        insert(2);
        List<JsonNode> messages =
                scenario.fullRefresh(table.key("id")).read(Map.of()).messages();
        List<JsonNode> died = messages.subList(0, 4);
        assertThat(Received.records(died, "t")).isEmpty();
        table.insert(100L, "new");
        assertThat(scenario.read(Received.states(died)).records("t")).hasSize(2);
    }

    /** What the platform has when the process dies right after the first state with a position. */
    private static Map<StreamDescriptor, JsonNode> firstState(ReadScenario scenario) {
        List<JsonNode> messages = scenario.read(Map.of()).messages();
        for (int i = 0; i < messages.size(); i++) {
            if (messages.get(i).findValue("position") != null) {
                assertThat(Received.records(messages.subList(0, i), "t")).hasSize(2);
                return Received.states(messages.subList(0, i + 1));
            }
        }
        throw new AssertionError("no state");
    }

    private void insert(int rows) {
        for (long id = 0; id < rows; id++) {
            table.insert(id, "n" + id);
        }
    }

    private static List<String> statuses(Received received) {
        return received.of("trace").stream()
                .filter(trace -> trace.has("stream_status"))
                .map(trace -> trace.path("stream_status").path("status").asText())
                .toList();
    }
}
