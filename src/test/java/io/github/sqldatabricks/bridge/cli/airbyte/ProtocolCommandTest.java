package io.github.sqldatabricks.bridge.cli.airbyte;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sqldatabricks.bridge.airbyte.protocol.AirbyteMessage.LogLevel;
import io.github.sqldatabricks.bridge.airbyte.protocol.MessageSink;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.testing.AirbyteProtocol;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;

/** Catches a failure without a TRACE ERROR or with exit code 0, a log that is lost, and texts of libraries in it. */
class ProtocolCommandTest {

    private static final Logger LOG = Logger.getLogger(ProtocolCommandTest.class);
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
        OutputStream closed = new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                throw new IOException("Broken pipe");
            }
        };
        MessageSink gone = new MessageSink(closed, Clock.systemUTC());
        exitCode = ProtocolCommand.run(gone, sink -> {
            LOG.info("A log never throws.");
            sink.log(LogLevel.INFO, "A message does.");
            return 0;
        });
        assertThat(exitCode).isEqualTo(1);
    }

    private List<JsonNode> run(ToIntFunction<MessageSink> command) {
        exitCode = ProtocolCommand.run(new MessageSink(output, Clock.systemUTC()), command);
        return AirbyteProtocol.messages(output.toString(StandardCharsets.UTF_8));
    }
}
