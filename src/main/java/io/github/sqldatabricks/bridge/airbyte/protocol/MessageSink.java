package io.github.sqldatabricks.bridge.airbyte.protocol;

import io.github.sqldatabricks.bridge.airbyte.protocol.AirbyteMessage.LogLevel;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;

/**
 * Writes messages to a stream, such as standard output, in the order of the calls. Thread-safe. A call returns when the bytes were
 * handed on, so a slow reader of standard output holds up the threads that write.
 *
 * <p>All methods throw {@link BridgeException.Cancelled} ({@code output-closed}) when the output was closed by its reader.
 */
public final class MessageSink {

    private final OutputStream output;
    private final MessageEncoder encoder;
    private final Clock clock;

    /**
     * @param output unbuffered, or messages arrive late
     * @param clock for the time at which TRACEs and RECORDs are emitted
     */
    public MessageSink(OutputStream output, Clock clock) {
        this.output = output;
        this.encoder = new MessageEncoder(clock);
        this.clock = clock;
    }

    /** The time at which a message is emitted now, in milliseconds since 1970. */
    public long now() {
        return clock.millis();
    }

    /** Writes one message. */
    public void write(AirbyteMessage message) {
        byte[] line = encoder.line(message);
        block(line, line.length);
    }

    /** Writes a line of the log; no secrets, no values of rows. */
    public void log(LogLevel level, String message) {
        write(new AirbyteMessage.Log(level, message));
    }

    /**
     * Writes lines that are encoded already, whole, with nothing between them: RECORDs.
     *
     * @param lines UTF-8, each line with its line break; free for the caller again after the call
     * @param length how many of the bytes count
     */
    public synchronized void block(byte[] lines, int length) {
        try {
            output.write(lines, 0, length);
            output.flush();
        } catch (IOException e) {
            throw new BridgeException.Cancelled(
                    ErrorCode.OUTPUT_CLOSED, "Nobody reads the records any more: standard output was closed.");
        }
    }
}
