package io.github.sqldatabricks.bridge.airbyte.read;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sqldatabricks.bridge.airbyte.protocol.AirbyteMessage.StreamDescriptor;
import io.github.sqldatabricks.bridge.airbyte.protocol.InputFile;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.testing.tables.MemoryTable;
import io.github.sqldatabricks.bridge.testing.tables.Received;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * States that other connectors wrote. Here to catch: a whole table that is read again although the state says how far it was read, a
 * row that is lost because a state was understood wrongly, and a failure that does not say what to do.
 */
class ForeignStateTest {

    @TempDir
    Path folder;

    private final MemoryTable table = ReadScenario.table("t")
            .column("id", new ColumnType.Int64(), false)
            .column("changed", new ColumnType.Instant(6), false);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{'type':'STREAM','stream':{'stream_descriptor':{'name':'t','namespace':'shop'},"
                        + "'stream_state':{'changed':'2026-01-02T00:00:00Z'}}}]",
                "[{'type':'STREAM','stream':{'stream_descriptor':{'name':'t'},"
                        + "'stream_state':{'changed':'2026-01-02 00:00:00+00:00'}}}]",
                "{'type':'LEGACY','data':{'t':{'changed':'2026-01-02T00:00:00+00:00'}}}",
                "{'t':{'CHANGED':'2026-01-02T01:00:00+01:00'}}",
                "{'cdc':false,'streams':[{'stream_name':'t','stream_namespace':'shop','cursor_field':['changed'],"
                        + "'cursor':'2026-01-02T00:00:00.000000Z'}]}",
                "{'type':'STREAM','stream':{'stream_descriptor':{'name':'t','namespace':'shop'},'stream_state':{'version':2,"
                        + "'state_type':'cursor_based','stream_name':'t','cursor_field':['changed'],"
                        + "'cursor':'2026-01-02T00:00:00Z','cursor_record_count':1}}}",
                "[{'type':'GLOBAL','global':{'shared_state':{},'stream_states':[{'stream_descriptor':{'name':'t',"
                        + "'namespace':'shop'},'stream_state':{'cursor_field':'changed','cursor_value':'2026-01-02T00:00:00Z'}}]}}]"
            })
    void whatOtherConnectorsReadIsNotReadAgain(String state) throws IOException {
        Received read = read(state);

        assertThat(ids(read)).containsExactly(2, 3);
        assertThat(ids(scenario().read(read.states()))).isEmpty();
    }

    @Test
    void aMomentWithoutAZoneIsTakenForTheEarliestOne() throws IOException {
        assertThat(ids(read("{'t':{'changed':'2026-01-02 14:00:00'}}"))).containsExactly(2, 3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'t':{'id':'7'}}",
                "{'t':{'changed':'yesterday'}}",
                "{'t':{'changed':'2026-01-02T00:00:00Z','other':1}}",
                "{'t':{'page':{'token':'secret'}}}"
            })
    void whatIsNotPlainAsksForAReset(String state) throws IOException {
        JsonNode error = read(state).error();

        assertThat(error.path("internal_message").asText()).startsWith("invalid-stream-state");
        assertThat(error.path("message").asText()).contains("reset the stream").doesNotContain("secret", "yesterday");
    }

    private Received read(String state) throws IOException {
        for (int day = 1; day < 4; day++) {
            table.insert(
                    (long) day, Instant.parse("2026-01-0" + day + "T00:00:00Z").getEpochSecond() * 1_000_000);
        }
        Path file = Files.writeString(folder.resolve("state.json"), state.replace('\'', '"'));
        Map<StreamDescriptor, JsonNode> states = InputFile.readStates(file);
        return scenario().read(states);
    }

    private ReadScenario scenario() {
        return new ReadScenario(1).incremental(table, "changed");
    }

    private static List<Integer> ids(Received received) {
        return received.of("record").stream()
                .map(record -> record.path("data").path("id").intValue())
                .toList();
    }
}
