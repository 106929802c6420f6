package io.github.sqldatabricks.bridge.sandbox.warehouse;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** Chunks as Arrow streams: a schema, one record batch and the end mark each. */
final class ArrowChunkEncoder implements ChunkEncoder {

    private static final int CONTINUATION = 0xFFFFFFFF;
    private static final int ALIGNMENT = 8;

    private final byte[] schema;
    private final List<ArrowColumn> columns = new ArrayList<>();
    private long rows;

    ArrowChunkEncoder(List<ResultColumn> resultColumns, ZoneId zone) {
        this.schema = ArrowMessages.schema(resultColumns, zone);
        for (ResultColumn column : resultColumns) {
            columns.add(new ArrowColumn(column, columns.size() + 1));
        }
    }

    @Override
    public void append(ResultSet row) throws SQLException {
        for (ArrowColumn column : columns) {
            column.append(row);
        }
        rows++;
    }

    @Override
    public long length() {
        long length = 0;
        for (ArrowColumn column : columns) {
            length += column.length();
        }
        return length;
    }

    @Override
    public void write(OutputStream out) throws IOException {
        writeMessage(out, schema);
        writeMessage(out, ArrowMessages.recordBatch(columns, rows));
        for (ArrowColumn column : columns) {
            for (ArrowBuffer buffer : column.buffers()) {
                buffer.writeTo(out);
            }
            column.clear();
        }
        writeFrame(out, 0);
        rows = 0;
    }

    private static void writeMessage(OutputStream out, byte[] message) throws IOException {
        int padding = (ALIGNMENT - message.length % ALIGNMENT) % ALIGNMENT;
        writeFrame(out, message.length + padding);
        out.write(message);
        out.write(new byte[padding]);
    }

    private static void writeFrame(OutputStream out, int length) throws IOException {
        out.write(ByteBuffer.allocate(2 * Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(CONTINUATION)
                .putInt(length)
                .array());
    }
}
