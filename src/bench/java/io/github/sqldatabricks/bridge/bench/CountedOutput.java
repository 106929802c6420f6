package io.github.sqldatabricks.bridge.bench;

import io.github.sqldatabricks.bridge.airbyte.protocol.AirbyteMessage;
import io.github.sqldatabricks.bridge.airbyte.protocol.MessageSink;

/** Counts what is written, and keeps nothing. */
final class CountedOutput implements MessageSink {

    private static final double NANOS = 1e9;

    private final long started = System.nanoTime();
    private long bytes;
    private double firstRecordSeconds;

    @Override
    public void write(AirbyteMessage message) {
        // Records only come in blocks.
    }

    @Override
    public synchronized void block(byte[] lines, int length) {
        if (bytes == 0) {
            firstRecordSeconds = (System.nanoTime() - started) / NANOS;
        }
        bytes += length;
    }

    synchronized long bytes() {
        return bytes;
    }

    /** From the start of the read to its first block of records. */
    synchronized double firstRecordSeconds() {
        return firstRecordSeconds;
    }
}
