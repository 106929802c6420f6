package io.github.sqldatabricks.bridge.airbyte.protocol;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import java.io.IOException;
import java.io.OutputStream;

/** Writes messages to a stream, such as standard output, one at a time. */
public final class MessageWriter implements MessageSink {

    private final OutputStream output;
    private final MessageEncoder encoder;

    /** @param output unbuffered, or messages arrive late */
    public MessageWriter(OutputStream output, MessageEncoder encoder) {
        this.output = output;
        this.encoder = encoder;
    }

    @Override
    public void write(AirbyteMessage message) {
        byte[] line = encoder.line(message);
        block(line, line.length);
    }

    @Override
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
