package io.github.sqldatabricks.bridge.airbyte.read;

import io.github.sqldatabricks.bridge.airbyte.protocol.AirbyteMessage;
import io.github.sqldatabricks.bridge.airbyte.protocol.LogLevel;
import io.github.sqldatabricks.bridge.airbyte.protocol.MessageEncoder;
import io.github.sqldatabricks.bridge.airbyte.protocol.MessageSink;
import io.github.sqldatabricks.bridge.airbyte.protocol.StreamDescriptor;
import io.github.sqldatabricks.bridge.airbyte.protocol.StreamStatus;
import io.github.sqldatabricks.bridge.airbyte.record.JsonBuffer;
import io.github.sqldatabricks.bridge.airbyte.state.StateWriter;
import io.github.sqldatabricks.bridge.airbyte.state.StreamState;
import java.time.Clock;
import java.util.Optional;

/** What one stream writes: blocks of records, and states behind them. Not thread-safe. */
final class StreamOutput {

    private static final int FIRST_CAPACITY = 1 << 16;

    private final StreamDescriptor stream;
    private final MessageSink sink;
    private final MessageEncoder encoder;
    private final Checkpoints checkpoints;
    private final Clock clock;
    private final JsonBuffer block = new JsonBuffer(FIRST_CAPACITY);
    private long records;
    private boolean running;

    StreamOutput(
            StreamDescriptor stream, MessageSink sink, MessageEncoder encoder, Checkpoints checkpoints, Clock clock) {
        this.stream = stream;
        this.sink = sink;
        this.encoder = encoder;
        this.checkpoints = checkpoints;
        this.clock = clock;
    }

    /** Where records are written; each is counted by {@link #wrote}. */
    JsonBuffer block() {
        return block;
    }

    /** Counts a record in the block. */
    void wrote() {
        records++;
        checkpoints.wrote();
    }

    /** Records of this stream so far. */
    long records() {
        return records;
    }

    /** Milliseconds since 1970. */
    long now() {
        return clock.millis();
    }

    /** Hands on what is in the block, and empties it. */
    void flush() {
        if (block.length() == 0) {
            return;
        }
        if (!running && records > 0) {
            running = true;
            progress(StreamStatus.RUNNING);
        }
        sink.block(block.bytes(), block.length());
        block.cut(0);
    }

    /** Whether enough was written since the last state. */
    boolean isCheckpointDue() {
        return checkpoints.isDue(now());
    }

    /** Whether anything was written since the last state. */
    boolean isAheadOfState() {
        return checkpoints.records() > 0;
    }

    /** Hands on what is in the block, with the state that covers it behind it. */
    void checkpoint(StreamState state) {
        block.raw(encoder.line(new AirbyteMessage.State(stream, StateWriter.write(state), checkpoints.records())));
        checkpoints.done(now());
        flush();
    }

    void progress(StreamStatus status) {
        sink.write(new AirbyteMessage.Progress(stream, status));
    }

    /** Tells how many records there will be, about. */
    void estimate(long rows) {
        sink.write(new AirbyteMessage.Estimate(stream, rows));
    }

    /** Tells people something about this stream; no values of rows. */
    void log(LogLevel level, String message) {
        sink.log(level, "Stream " + stream + ": " + message);
    }

    /** Tells why the stream failed. */
    void failed(Throwable cause) {
        sink.write(new AirbyteMessage.Failure(Optional.of(stream), cause));
    }
}
