package io.github.sqldatabricks.bridge.bench;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Counts what is written, and keeps nothing. */
final class CountedOutput extends OutputStream {

    private static final double NANOS = 1e9;

    private static final byte[] RECORD = "{\"type\":\"RECORD\"".getBytes(StandardCharsets.US_ASCII);

    private final long started = System.nanoTime();
    private long opened = started;
    private long firstRecord;
    private long bytes;

    @Override
    public void write(int value) {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] lines, int offset, int length) {
        if (firstRecord == 0 && length > RECORD.length && Arrays.equals(lines, offset, offset + RECORD.length, RECORD, 0, RECORD.length)) {
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
