package io.github.sqldatabricks.bridge.cli.airbyte;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sqldatabricks.bridge.airbyte.protocol.AirbyteMessage;
import io.github.sqldatabricks.bridge.airbyte.protocol.LogLevel;
import io.github.sqldatabricks.bridge.airbyte.protocol.MessageEncoder;
import io.github.sqldatabricks.bridge.airbyte.protocol.MessageSink;
import io.github.sqldatabricks.bridge.airbyte.protocol.MessageWriter;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.testing.AirbyteProtocol;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;

/** Catches a failure without a TRACE ERROR or with exit code 0, a log that is lost, and texts of libraries in it. */
class ProtocolRunTest {

    private static final Logger LOG = Logger.getLogger(ProtocolRunTest.class);
    private static final Logger LIBRARY = Logger.getLogger("com.example.library");

    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private int exitCode;

    @Test
    void theCommandsOwnExitCodeCounts() {
        assertThat(run(sink -> 0)).isEmpty();
        assertThat(exitCode).isZero();
    }

    @Test
    void aKnownFailureIsToldWithItsMessage() {
        JsonNode error = run(sink -> {
                    throw new BridgeException.NotFound(ErrorCode.TABLE_NOT_FOUND, "Create it.");
                })
                .get(0)
                .at("/trace/error");
        assertThat(exitCode).isEqualTo(1);
        assertThat(error.path("message").asText()).isEqualTo("Create it.");
        assertThat(error.path("internal_message").asText()).isEqualTo("table-not-found: Create it.");
        assertThat(error.path("failure_type").asText()).isEqualTo("config_error");
    }

    @Test
    void aDefectIsToldWithoutItsText() {
        List<JsonNode> messages = run(sink -> {
            throw new IllegalStateException("dapi-secret");
        });
        assertThat(exitCode).isEqualTo(1);
        assertThat(messages.get(0).at("/trace/error/failure_type").asText()).isEqualTo("system_error");
        assertThat(messages.toString()).doesNotContain("dapi-secret");
    }

    @Test
    void theLogBecomesMessages() {
        List<JsonNode> messages = run(sink -> {
            LOG.infof("Read %d rows.", 5);
            LOG.debug("too much");
            LIBRARY.info("too much");
            LIBRARY.warn("careful", new IllegalStateException("dapi-secret"));
            return 0;
        });
        assertThat(messages)
                .extracting(message -> message.at("/log/message").asText())
                .containsExactly("Read 5 rows.", "careful (java.lang.IllegalStateException)");
        assertThat(messages)
                .extracting(message -> message.at("/log/level").asText())
                .containsExactly("INFO", "WARN");
    }

    @Test
    void aReaderThatIsGoneEndsTheCommand() {
        MessageSink gone = new MessageSink() {
            @Override
            public void write(AirbyteMessage message) {
                throw new BridgeException.Cancelled(ErrorCode.OUTPUT_CLOSED, "gone");
            }

            @Override
            public void block(byte[] lines, int length) {
                throw new BridgeException.Cancelled(ErrorCode.OUTPUT_CLOSED, "gone");
            }
        };
        exitCode = new ProtocolRun(gone).run(sink -> {
            LOG.info("A log never throws.");
            sink.log(LogLevel.INFO, "A message does.");
            return 0;
        });
        assertThat(exitCode).isEqualTo(1);
    }

    private List<JsonNode> run(ToIntFunction<MessageSink> command) {
        exitCode = new ProtocolRun(new MessageWriter(output, new MessageEncoder(Clock.systemUTC()))).run(command);
        return AirbyteProtocol.messages(output.toString(StandardCharsets.UTF_8));
    }
}
