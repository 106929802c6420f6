package io.github.sqldatabricks.bridge.airbyte.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sqldatabricks.bridge.airbyte.configuration.ConnectorConfiguration;
import io.github.sqldatabricks.bridge.airbyte.protocol.AirbyteMessage.AirbyteStream;
import io.github.sqldatabricks.bridge.airbyte.protocol.AirbyteMessage.AirbyteStream.SyncMode;
import io.github.sqldatabricks.bridge.airbyte.protocol.AirbyteMessage.FailureReport;
import io.github.sqldatabricks.bridge.airbyte.protocol.AirbyteMessage.LogLevel;
import io.github.sqldatabricks.bridge.airbyte.protocol.AirbyteMessage.StreamDescriptor;
import io.github.sqldatabricks.bridge.airbyte.protocol.AirbyteMessage.StreamStatus;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.testing.AirbyteProtocol;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Catches messages that the protocol does not know, lines of two threads that run into each other, a closed standard output
 * that nobody notices, and text of an unforeseen exception in a message.
 */
class MessageSinkTest {

    private static final StreamDescriptor ORDERS = new StreamDescriptor("sales", "orders");

    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final MessageSink sink =
            new MessageSink(output, Clock.fixed(Instant.ofEpochMilli(1_700_000_000_123L), ZoneOffset.UTC));

    static List<AirbyteMessage> everyMessage() {
        ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
        List<SyncMode> both = List.of(SyncMode.FULL_REFRESH, SyncMode.INCREMENTAL);
        return List.of(
                new AirbyteMessage.Specification(ConnectorConfiguration.specification()),
                new AirbyteMessage.ConnectionStatus(Optional.empty()),
                new AirbyteMessage.ConnectionStatus(Optional.of("GRANT SELECT ...")),
                new AirbyteMessage.Catalog(List.of(
                        new AirbyteStream(ORDERS, schema, both, false, List.of("updated_at"), List.of("a", "b"), true),
                        new AirbyteStream(ORDERS, schema, both, true, List.of(), List.of(), false))),
                new AirbyteMessage.State(
                        ORDERS, JsonNodeFactory.instance.objectNode().put("version", 1), 5),
                new AirbyteMessage.Log(LogLevel.WARN, "line one\nline \"two\""),
                new AirbyteMessage.Failure(Optional.of(ORDERS), new IllegalStateException("dapi-secret")),
                new AirbyteMessage.Failure(
                        Optional.empty(), new BridgeException.NotAllowed(ErrorCode.TABLE_NOT_FOUND, "what to do")),
                new AirbyteMessage.Progress(ORDERS, StreamStatus.COMPLETE),
                new AirbyteMessage.Estimate(ORDERS, 12));
    }

    @ParameterizedTest
    @MethodSource("everyMessage")
    void everyMessageIsOneValidLine(AirbyteMessage message) {
        sink.write(message);
        assertThat(written()).hasSize(1);
    }

    @Test
    void aStateCountsItsRecordsWithADecimalPoint() {
        sink.write(new AirbyteMessage.State(
                ORDERS, JsonNodeFactory.instance.objectNode().put("version", 1), 12_345_678));
        assertThat(output.toString(StandardCharsets.UTF_8))
                .isEqualTo("{\"type\":\"STATE\",\"state\":{\"type\":\"STREAM\",\"stream\":{\"stream_descriptor\":"
                        + "{\"name\":\"orders\",\"namespace\":\"sales\"},\"stream_state\":{\"version\":1}},"
                        + "\"sourceStats\":{\"recordCount\":12345678.0}}}\n");
    }

    @Test
    void aCatalogNamesKeysAsPaths() {
        sink.write(everyMessage().get(3));
        assertThat(written().get(0).at("/catalog/streams/0/source_defined_primary_key"))
                .hasToString("[[\"a\"],[\"b\"]]");
    }

    @Test
    void aFailureThatWasNotForeseenShowsNoTextOfIt() {
        RuntimeException cause = new IllegalStateException("dapi-secret", new IOException("dapi-secret"));
        sink.write(new AirbyteMessage.Failure(Optional.empty(), cause));
        JsonNode error = written().get(0).at("/trace/error");
        assertThat(error.path("failure_type").asText()).isEqualTo("system_error");
        assertThat(error.path("stack_trace").asText()).contains("Caused by: java.io.IOException", "MessageSinkTest");
        assertThat(error.toString()).doesNotContain("dapi-secret");
    }

    @Test
    void whoHasToActIsDecidedByTheClassOfTheFailure() {
        assertThat(List.of(
                        new BridgeException.InvalidRequest(ErrorCode.SQLSERVER_BUSY, "m"),
                        new BridgeException.NotAllowed(ErrorCode.SQLSERVER_BUSY, "m"),
                        new BridgeException.RemotePermanent(ErrorCode.SQLSERVER_BUSY, "m")))
                .allMatch(failure -> FailureReport.Type.of(failure) == FailureReport.Type.CONFIG_ERROR);
        assertThat(List.of(
                        new BridgeException.RemoteTransient(ErrorCode.SQLSERVER_BUSY, "m", null),
                        new BridgeException.Busy(ErrorCode.SQLSERVER_BUSY, "m", Duration.ZERO),
                        new BridgeException.Cancelled(ErrorCode.SQLSERVER_BUSY, "m")))
                .allMatch(failure -> FailureReport.Type.of(failure) == FailureReport.Type.TRANSIENT_ERROR);
    }

    @Test
    void blocksOfManyThreadsStayWhole() {
        IntStream.range(0, 8).parallel().forEach(thread -> {
            byte[] block = ("{\"thread\":" + thread + "}\n").repeat(100).getBytes(StandardCharsets.UTF_8);
            IntStream.range(0, 50).forEach(i -> sink.block(block, block.length));
        });
        List<String> lines = output.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(lines).hasSize(8 * 50 * 100);
        List<String> runs = new ArrayList<>();
        for (int i = 0; i < lines.size(); i += 100) {
            assertThat(lines.subList(i, i + 100)).containsOnly(lines.get(i));
            runs.add(lines.get(i));
        }
        assertThat(runs).hasSize(400);
    }

    @Test
    void onlyTheStatedLengthOfABlockCounts() {
        sink.block("{}\nleft over".getBytes(StandardCharsets.UTF_8), 3);
        assertThat(output.toString(StandardCharsets.UTF_8)).isEqualTo("{}\n");
    }

    @Test
    void aClosedOutputIsNoticed() {
        MessageSink closed = new MessageSink(new Closed(), Clock.systemUTC());
        assertThatThrownBy(() -> closed.log(LogLevel.INFO, "hello"))
                .isInstanceOf(BridgeException.Cancelled.class)
                .hasMessageContaining("standard output was closed");
    }

    /** A pipe whose reader is gone. */
    private static final class Closed extends OutputStream {
        @Override
        public void write(int value) throws IOException {
            throw new IOException("Broken pipe");
        }
    }

    private List<JsonNode> written() {
        return AirbyteProtocol.messages(output.toString(StandardCharsets.UTF_8));
    }
}
