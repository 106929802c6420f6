package io.github.sqldatabricks.bridge.airbyte.read;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sqldatabricks.bridge.airbyte.configuration.ReadOptions.RowFilter;
import io.github.sqldatabricks.bridge.airbyte.configuration.TableSelection.TableReference;
import io.github.sqldatabricks.bridge.airbyte.protocol.AirbyteMessage.AirbyteStream.SyncMode;
import io.github.sqldatabricks.bridge.airbyte.protocol.AirbyteMessage.StreamDescriptor;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.testing.tables.MemoryTable;
import io.github.sqldatabricks.bridge.testing.tables.Received;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What a read is asked for and the table does not have. Here to catch: a column that disappears in silence, a cursor or a state
 * that is guessed at, a filter that is pasted.
 */
class MismatchTest {

    private final MemoryTable good = ReadScenario.twentyRows("good");
    private final MemoryTable bad = ReadScenario.twentyRows("bad");
    private final ReadScenario scenario = new ReadScenario(1).checkpointRecords(2);

    @AfterEach
    void nothingIsLeftOpen() {
        assertThat(scenario.tables.open()).isZero();
    }

    @Test
    void aColumnThatIsGoneSinceDiscoverIsNoLongerSentAndWarnedOf() {
        scenario.incremental(bad, "id");
        bad.drop("ratio");
        Received read = scenario.read(Map.of());
        assertThat(read.records("bad")).hasSize(20).contains("{\"id\":0,\"name\":\"n0\"}");
        assertThat(warnings(read)).singleElement().asString().contains("does not have", ": ratio.");
    }

    @Test
    void aStreamWithNoneOfItsColumnsLeftIsRefused() {
        ObjectNode properties = JsonNodeFactory.instance.objectNode();
        properties.putObject("before");
        scenario.tables.add(bad);
        scenario.stream(bad.description(), properties, SyncMode.FULL_REFRESH, List.of());
        assertThat(scenario.read(Map.of()).error().path("internal_message").asText())
                .startsWith("stream-column-missing")
                .contains(": before.");
    }

    @Test
    void aCursorThatIsGoneFailsItsStream() {
        scenario.incremental(bad, "ratio");
        bad.drop("ratio");
        assertThat(scenario.read(Map.of()).error().path("internal_message").asText())
                .startsWith("cursor-missing");
    }

    @Test
    void aSchemaThatSaysNothingMeansAllColumns() {
        scenario.tables.add(good);
        scenario.stream(good.description(), JsonNodeFactory.instance.objectNode(), SyncMode.FULL_REFRESH, List.of());
        assertThat(scenario.read(Map.of()).records("good"))
                .hasSize(20)
                .contains("{\"id\":0,\"name\":\"n0\",\"ratio\":0.5}");
    }

    @Test
    void longDecimalsAreTextUnlessAnOlderSchemaSaysNumberWhichIsWarnedOf() {
        MemoryTable table = ReadScenario.table("money")
                .column("long", new ColumnType.Decimal(18, 2), false)
                .column("short", new ColumnType.Decimal(15, 2), false);
        table.insert(123_456_789_012_345_678L, 150L);
        Received read = scenario.fullRefresh(table).read(Map.of());
        assertThat(read.records("money")).containsExactly("{\"long\":\"1234567890123456.78\",\"short\":1.5}");
        assertThat(warnings(read)).isEmpty();

        ObjectNode properties = JsonNodeFactory.instance.objectNode();
        properties.putObject("long").put("type", "number");
        scenario.stream(table.description(), properties, SyncMode.FULL_REFRESH, List.of());
        Received older = scenario.read(Map.of());
        assertThat(older.text()).contains("\"long\":1234567890123456.78}");
        assertThat(warnings(older)).singleElement().asString().contains("round", ": long.");
    }

    @Test
    void aColumnThatHasAnotherTypeSinceDiscoverIsWarnedOf() {
        ObjectNode properties = JsonNodeFactory.instance.objectNode();
        properties.putObject("id").put("type", "integer");
        properties.putObject("name").putArray("type").add("null").add("integer");
        properties.putObject("ratio").putArray("type").add("null").add("number");
        scenario.tables.add(bad);
        scenario.stream(bad.description(), properties, SyncMode.FULL_REFRESH, List.of());
        assertThat(scenario.read(Map.of()).of("log"))
                .filteredOn(log -> log.path("level").asText().equals("WARN"))
                .singleElement()
                .satisfies(log -> assertThat(log.path("message").asText()).contains(": name."));
    }

    @Test
    void aTableThatIsGoneIsNoLongerSentAndWarnedOf() {
        scenario.incremental(bad, "id").incremental(good, "id");
        scenario.tables.remove(bad);
        Received read = new Received();
        assertThat(scenario.run(read, Map.of())).isTrue();
        assertThat(warnings(read)).singleElement().asString().contains("main.shop.bad was dropped");
        assertThat(read.records("good")).hasSize(20);
        assertThat(read.of("trace"))
                .filteredOn(trace -> trace.has("stream_status"))
                .extracting(trace ->
                        trace.at("/stream_status/stream_descriptor/name").asText())
                .containsOnly("good");
    }

    @Test
    void aStreamForWhichNoIncrementalReadWasOfferedIsReadInFull() {
        scenario.tables.add(good);
        // PyAirbyte's numbers, the same ones in each sync.
        scenario.refresh(1, 1).withoutCursor(good.description());
        Received first = scenario.read(Map.of());
        assertThat(first.records("good")).hasSize(20);
        assertThat(scenario.read(first.states()).records("good")).hasSize(20);
    }

    @Test
    void aStreamWithoutNamespaceIsOfTheConfiguredSchemaAndStaysWithoutOne() {
        scenario.tables.add(good);
        scenario.withoutNamespace(good.description());
        Received read = scenario.read(Map.of());
        assertThat(read.records("good")).hasSize(20);
        assertThat(read.messages().toString()).doesNotContain("namespace");
        assertThat(read.states()).containsKey(new StreamDescriptor("", "good"));
    }

    @Test
    void aCursorThatIsMissingOrCanNotBeOneIsRefused() {
        assertThat(scenario.incremental(bad)
                        .read(Map.of())
                        .error()
                        .path("internal_message")
                        .asText())
                .startsWith("cursor-missing");
        assertThat(scenario.incremental(bad, "none")
                        .read(Map.of())
                        .error()
                        .path("internal_message")
                        .asText())
                .startsWith("cursor-missing");
        assertThat(scenario.incremental(bad, "ratio")
                        .read(Map.of())
                        .error()
                        .path("internal_message")
                        .asText())
                .startsWith("cursor-type-refused");
    }

    @Test
    void aStateThatNobodyHereWroteAsksForAReset() {
        ObjectNode state = JsonNodeFactory.instance.objectNode().put("cursor", "7");
        scenario.incremental(bad, "id");
        JsonNode error =
                scenario.read(Map.of(ReadScenario.descriptor("bad"), state)).error();
        assertThat(error.path("internal_message").asText()).startsWith("invalid-stream-state");
    }

    @Test
    void filtersAreConditionsOfTheColumnsType() {
        TableReference name = new TableReference(Optional.empty(), "good");
        scenario.filter(new RowFilter(name, "id", RowFilter.Operator.AT_LEAST, List.of("15")))
                .filter(new RowFilter(name, "name", RowFilter.Operator.IN, List.of("n16", "n17")));
        assertThat(scenario.incremental(good, "id").read(Map.of()).records("good"))
                .hasSize(2);
        scenario.filter(new RowFilter(name, "id", RowFilter.Operator.EQUAL, List.of("x; DROP TABLE")));
        assertThat(scenario.read(Map.of()).error().path("internal_message").asText())
                .startsWith("invalid-row-filter");
    }

    private static List<String> warnings(Received received) {
        return received.of("log").stream()
                .filter(log -> log.path("level").asText().equals("WARN"))
                .map(log -> log.path("message").asText())
                .toList();
    }
}
