package io.github.sqldatabricks.bridge.airbyte.read;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sqldatabricks.bridge.airbyte.configuration.RowFilter;
import io.github.sqldatabricks.bridge.airbyte.configuration.TableName;
import io.github.sqldatabricks.bridge.airbyte.protocol.SyncMode;
import io.github.sqldatabricks.bridge.testing.tables.MemoryTable;
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
    void aColumnThatIsGoneSinceDiscoverIsNamed() {
        scenario.incremental(bad, "id");
        bad.drop("name");
        JsonNode error = scenario.read(Map.of()).error();
        assertThat(error.path("internal_message").asText())
                .startsWith("stream-column-missing")
                .contains(": name.");
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
    void aTableThatIsGoneIsTold() {
        scenario.incremental(bad, "id");
        scenario.tables.remove(bad);
        assertThat(scenario.read(Map.of()).error().path("failure_type").asText())
                .isEqualTo("config_error");
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
        TableName name = new TableName(Optional.empty(), "good");
        scenario.filter(new RowFilter(name, "id", RowFilter.Operator.AT_LEAST, List.of("15")))
                .filter(new RowFilter(name, "name", RowFilter.Operator.IN, List.of("n16", "n17")));
        assertThat(scenario.incremental(good, "id").read(Map.of()).records("good"))
                .hasSize(2);
        scenario.filter(new RowFilter(name, "id", RowFilter.Operator.EQUAL, List.of("x; DROP TABLE")));
        assertThat(scenario.read(Map.of()).error().path("internal_message").asText())
                .startsWith("invalid-row-filter");
    }
}
