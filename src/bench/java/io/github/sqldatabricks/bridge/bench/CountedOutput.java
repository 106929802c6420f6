package io.github.sqldatabricks.bridge.bench;

import io.github.sqldatabricks.bridge.airbyte.protocol.AirbyteMessage;
import io.github.sqldatabricks.bridge.airbyte.protocol.MessageSink;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Counts what is written, and keeps nothing. */
final class CountedOutput implements MessageSink {

    private static final double NANOS = 1e9;

    private static final byte[] RECORD = "{\"type\":\"RECORD\"".getBytes(StandardCharsets.US_ASCII);

    private final long started = System.nanoTime();
    private long opened = started;
    private long firstRecord;
    private long bytes;

    @Override
    public void write(AirbyteMessage message) {
        // Records only come in blocks.
    }

    @Override
    public synchronized void block(byte[] lines, int length) {
        if (firstRecord == 0 && length > RECORD.length && Arrays.equals(lines, 0, RECORD.length, RECORD, 0, RECORD.length)) {
            firstRecord = System.nanoTime();
        }
        bytes += length;
    }

    /** The workspace has given the first rows of the result. */
    synchronized void opened() {
        opened = System.nanoTime();
    }

    synchronized long bytes() {
        return bytes;
    }

    /** From the start of the read to its first block of records. */
    synchronized double firstRecordSeconds() {
        return (firstRecord - started) / NANOS;
    }

    /** From the workspace's first rows to the first block of records. */
    synchronized double secondsSinceOpened() {
        return (firstRecord - opened) / NANOS;
    }
}
