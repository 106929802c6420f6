package io.github.sqldatabricks.bridge.sandbox.warehouse;

import com.google.flatbuffers.FlatBufferBuilder;
import io.github.sqldatabricks.bridge.sandbox.warehouse.ArrowColumn.ArrowBuffer;
import io.github.sqldatabricks.bridge.sandbox.warehouse.ResultColumn.ResultType;
import io.github.sqldatabricks.bridge.sandbox.warehouse.StatementResult.ChunkEncoder;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.flatbuf.Binary;
import org.apache.arrow.flatbuf.Bool;
import org.apache.arrow.flatbuf.Buffer;
import org.apache.arrow.flatbuf.Date;
import org.apache.arrow.flatbuf.DateUnit;
import org.apache.arrow.flatbuf.Decimal;
import org.apache.arrow.flatbuf.Endianness;
import org.apache.arrow.flatbuf.Field;
import org.apache.arrow.flatbuf.FieldNode;
import org.apache.arrow.flatbuf.FloatingPoint;
import org.apache.arrow.flatbuf.Int;
import org.apache.arrow.flatbuf.KeyValue;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.MetadataVersion;
import org.apache.arrow.flatbuf.Precision;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.flatbuf.Schema;
import org.apache.arrow.flatbuf.TimeUnit;
import org.apache.arrow.flatbuf.Timestamp;
import org.apache.arrow.flatbuf.Type;
import org.apache.arrow.flatbuf.Utf8;

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

    /**
     * The messages of an Arrow stream, without their frame and body.
     *
     * @see <a href="https://arrow.apache.org/docs/format/Columnar.html#serialization-and-interprocess-communication-ipc">IPC</a>
     */
    private static final class ArrowMessages {

        /** Where Databricks' driver looks for the SQL type of a field. */
        private static final String SQL_TYPE = "Spark:DataType:SqlName";

        private static final int DECIMAL_BITS = 128;

        private final FlatBufferBuilder builder = new FlatBufferBuilder();

        private ArrowMessages() {}

        static byte[] schema(List<ResultColumn> columns, ZoneId zone) {
            ArrowMessages messages = new ArrowMessages();
            int[] fields = columns.stream()
                    .mapToInt(column -> messages.field(column, zone))
                    .toArray();
            int vector = Schema.createFieldsVector(messages.builder, fields);
            int schema = Schema.createSchema(messages.builder, Endianness.Little, vector, 0, 0);
            return messages.finish(MessageHeader.Schema, schema, 0);
        }

        static byte[] recordBatch(List<ArrowColumn> columns, long rows) {
            ArrowMessages messages = new ArrowMessages();
            List<ArrowBuffer> buffers = columns.stream()
                    .flatMap(column -> column.buffers().stream())
                    .toList();
            int bufferVector = messages.buffers(buffers);
            int nodeVector = messages.nodes(columns, rows);
            int batch = RecordBatch.createRecordBatch(messages.builder, rows, nodeVector, bufferVector, 0, 0);
            long bodyLength =
                    buffers.stream().mapToLong(ArrowBuffer::paddedLength).sum();
            return messages.finish(MessageHeader.RecordBatch, batch, bodyLength);
        }

        private byte[] finish(byte headerType, int header, long bodyLength) {
            builder.finish(Message.createMessage(builder, MetadataVersion.V5, headerType, header, bodyLength, 0));
            return builder.sizedByteArray();
        }

        /** Flatbuffers build vectors of structs from their end. */
        private int buffers(List<ArrowBuffer> buffers) {
            RecordBatch.startBuffersVector(builder, buffers.size());
            long end = buffers.stream().mapToLong(ArrowBuffer::paddedLength).sum();
            for (int index = buffers.size() - 1; index >= 0; index--) {
                end -= buffers.get(index).paddedLength();
                Buffer.createBuffer(builder, end, buffers.get(index).length());
            }
            return builder.endVector();
        }

        private int nodes(List<ArrowColumn> columns, long rows) {
            RecordBatch.startNodesVector(builder, columns.size());
            for (int index = columns.size() - 1; index >= 0; index--) {
                FieldNode.createFieldNode(builder, rows, columns.get(index).nulls());
            }
            return builder.endVector();
        }

        private int field(ResultColumn column, ZoneId zone) {
            int name = builder.createString(column.name());
            int key = builder.createString(SQL_TYPE);
            int value = builder.createString(column.typeText());
            int metadata =
                    Field.createCustomMetadataVector(builder, new int[] {KeyValue.createKeyValue(builder, key, value)});
            int children = Field.createChildrenVector(builder, new int[0]);
            return Field.createField(
                    builder, name, true, typeCode(column.type()), type(column, zone), 0, children, metadata);
        }

        private static byte typeCode(ResultType type) {
            return switch (type) {
                case BOOLEAN -> Type.Bool;
                case BYTE, SHORT, INT, LONG -> Type.Int;
                case FLOAT, DOUBLE -> Type.FloatingPoint;
                case DECIMAL -> Type.Decimal;
                case BINARY -> Type.Binary;
                case DATE -> Type.Date;
                case TIMESTAMP, TIMESTAMP_NTZ -> Type.Timestamp;
                case STRING, ARRAY, MAP, STRUCT, VARIANT, NULL -> Type.Utf8;
            };
        }

        private int type(ResultColumn column, ZoneId zone) {
            return switch (column.type()) {
                case BOOLEAN -> empty(Bool::startBool, Bool::endBool);
                case BYTE -> Int.createInt(builder, Byte.SIZE, true);
                case SHORT -> Int.createInt(builder, Short.SIZE, true);
                case INT -> Int.createInt(builder, Integer.SIZE, true);
                case LONG -> Int.createInt(builder, Long.SIZE, true);
                case FLOAT -> FloatingPoint.createFloatingPoint(builder, Precision.SINGLE);
                case DOUBLE -> FloatingPoint.createFloatingPoint(builder, Precision.DOUBLE);
                case DECIMAL -> Decimal.createDecimal(builder, column.precision(), column.scale(), DECIMAL_BITS);
                case BINARY -> empty(Binary::startBinary, Binary::endBinary);
                case DATE -> Date.createDate(builder, DateUnit.DAY);
                case TIMESTAMP ->
                    Timestamp.createTimestamp(builder, TimeUnit.MICROSECOND, builder.createString(zone.getId()));
                case TIMESTAMP_NTZ -> Timestamp.createTimestamp(builder, TimeUnit.MICROSECOND, 0);
                case STRING, ARRAY, MAP, STRUCT, VARIANT, NULL -> empty(Utf8::startUtf8, Utf8::endUtf8);
            };
        }

        private interface Start {
            void start(FlatBufferBuilder builder);
        }

        private interface End {
            int end(FlatBufferBuilder builder);
        }

        private int empty(Start start, End end) {
            start.start(builder);
            return end.end(builder);
        }
    }
}
