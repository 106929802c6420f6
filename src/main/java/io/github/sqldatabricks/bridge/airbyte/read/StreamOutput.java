package io.github.sqldatabricks.bridge.airbyte.read;

import io.github.sqldatabricks.bridge.airbyte.configuration.ReadOptions;
import io.github.sqldatabricks.bridge.airbyte.protocol.AirbyteMessage;
import io.github.sqldatabricks.bridge.airbyte.protocol.AirbyteMessage.LogLevel;
import io.github.sqldatabricks.bridge.airbyte.protocol.AirbyteMessage.StreamDescriptor;
import io.github.sqldatabricks.bridge.airbyte.protocol.AirbyteMessage.StreamStatus;
import io.github.sqldatabricks.bridge.airbyte.protocol.MessageSink;
import io.github.sqldatabricks.bridge.airbyte.record.JsonBuffer;
import io.github.sqldatabricks.bridge.airbyte.state.StateJson;
import io.github.sqldatabricks.bridge.airbyte.state.StreamState;
import java.util.Optional;

/**
 * What one stream writes: blocks of records, and states behind them. A state is due after enough records, or after enough time when
 * there are any. Not thread-safe.
 */
final class StreamOutput {

    private static final int FIRST_CAPACITY = 1 << 16;

    private final StreamDescriptor stream;
    private final MessageSink sink;
    private final int checkpointRecords;
    private final long checkpointMillis;
    private final JsonBuffer block = new JsonBuffer(FIRST_CAPACITY);
    private long records;
    private long recordsAtState;
    private long stateMillis;
    private boolean running;

    /** @param options how often a state comes */
    StreamOutput(StreamDescriptor stream, MessageSink sink, ReadOptions options) {
        this.stream = stream;
        this.sink = sink;
        this.checkpointRecords = options.checkpointRecords();
        this.checkpointMillis = options.checkpointInterval().toMillis();
        this.stateMillis = sink.now();
    }

    /** Where records are written; each is counted by {@link #wrote}. */
    JsonBuffer block() {
        return block;
    }

    /** Counts a record in the block. */
    void wrote() {
        records++;
    }

    /** Records of this stream so far. */
    long records() {
        return records;
    }

    /** The time at which a record is emitted now, in milliseconds since 1970. */
    long now() {
        return sink.now();
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
        return records - recordsAtState >= checkpointRecords
                || (isAheadOfState() && now() - stateMillis >= checkpointMillis);
    }

    /** Whether anything was written since the last state. */
    boolean isAheadOfState() {
        return records > recordsAtState;
    }

    /** Hands on what is in the block, and behind it the state that covers it. */
    void checkpoint(StreamState state) {
        flush();
        sink.write(new AirbyteMessage.State(stream, StateJson.write(state), records - recordsAtState));
        recordsAtState = records;
        stateMillis = now();
    }

    void progress(StreamStatus status) {
        sink.write(new AirbyteMessage.Progress(stream, status));
    }

    /** Says how many records there will be, about. */
    void estimate(long rows) {
        sink.write(new AirbyteMessage.Estimate(stream, rows));
    }

    /** Says something about this stream to people; no values of rows. */
    void log(LogLevel level, String message) {
        sink.log(level, "Stream " + stream + ": " + message);
    }

    /** Says why the stream failed. */
    void failed(Throwable cause) {
        sink.write(new AirbyteMessage.Failure(Optional.of(stream), cause));
    }
}
