package io.github.sqldatabricks.bridge.airbyte.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sqldatabricks.bridge.airbyte.protocol.AirbyteMessage.StreamDescriptor;
import io.github.sqldatabricks.bridge.model.BridgeException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Catches a state that is overlooked, so that a sync would begin anew, and one that is taken though it is somebody else's. */
class InputFileStatesTest {

    private static final String ORDERS = """
            {"type": "STREAM", "stream": {"stream_descriptor": {"name": "orders", "namespace": "sales"},
             "stream_state": {"version": %d}}, "sourceStats": {"recordCount": 5.0}}""";

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"", " \n", "{}", "[]", "null", "{\"type\": \"LEGACY\", \"data\": {}}", "[{}]"})
    void nothingMeansAFirstSync(String text) {
        assertThat(states(text)).isEmpty();
    }

    @Test
    void thePlatformsListIsRead() {
        String customers = ORDERS.formatted(2).replace("orders", "customers");
        assertThat(states("[" + ORDERS.formatted(1) + "," + customers + "]").keySet())
                .containsExactly(new StreamDescriptor("sales", "orders"), new StreamDescriptor("sales", "customers"));
    }

    @Test
    void messagesCutOutOfAnOutputAreReadAndTheLastOneOfAStreamCounts() {
        String lines = "{\"type\": \"STATE\", \"state\": " + ORDERS.formatted(1)
                + "}\n{\"type\": \"STATE\", \"state\": " + ORDERS.formatted(2) + "}\n";
        assertThat(states(lines)
                        .get(new StreamDescriptor("sales", "orders"))
                        .path("version")
                        .intValue())
                .isEqualTo(2);
    }

    @Test
    void aFieldThatAProgramWroteTwiceDoesNoHarm() {
        String asPyAirbyte =
                ORDERS.formatted(1).replaceFirst("\\}$", ", \"data\": null, \"global_\": null, \"global_\": null}");
        assertThat(states("[" + asPyAirbyte + "]")).hasSize(1);
    }

    @Test
    void aStreamThatWasResetHasNoState() {
        assertThat(states("[" + ORDERS.formatted(1).replace("{\"version\": 1}", "null") + "]"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{\"type\": \"GLOBAL\", \"global\": {\"stream_states\": []}}]",
                "{\"type\": \"LEGACY\", \"data\": {\"orders\": 1}}",
                "[1]",
                "\"text\"",
                "[{\"type\": \"STREAM\", \"stream\": {\"stream_descriptor\": {\"name\": \"a\"}, \"stream_state\": 5}}]"
            })
    void aStateThatThisSourceNeverWroteIsRefused(String text) {
        assertThatThrownBy(() -> states(text))
                .isInstanceOf(BridgeException.InvalidRequest.class)
                .hasMessageContaining("Reset the connection");
    }

    @Test
    void aFileThatIsNoJsonIsNamedWithThePlaceButNotItsContent() {
        assertThatThrownBy(() -> states("{\"a\": dapi123}"))
                .hasMessageContaining("state file")
                .hasMessageContaining("line 1")
                .hasMessageNotContaining("dapi123");
        assertThatThrownBy(() -> InputFile.readStates(directory.resolve("missing")))
                .hasMessageContaining("can't be read");
    }

    private Map<StreamDescriptor, JsonNode> states(String text) {
        try {
            return InputFile.readStates(Files.writeString(directory.resolve("state.json"), text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
