package io.github.sqldatabricks.bridge.airbyte.record;

import io.github.sqldatabricks.bridge.airbyte.protocol.AirbyteMessage.StreamDescriptor;
import io.github.sqldatabricks.bridge.airbyte.record.ValueWriter.ValueChange;
import io.github.sqldatabricks.bridge.airbyte.source.WorkspaceTables.TableDescription.TableColumn;
import io.github.sqldatabricks.bridge.model.ColumnVector;
import io.github.sqldatabricks.bridge.model.RowBatch;
import java.util.List;

/**
 * Writes the rows of one stream as RECORD lines. Not thread-safe.
 *
 * @see <a href="https://docs.airbyte.com/understanding-airbyte/airbyte-protocol">AirbyteRecordMessage</a>
 */
public final class RecordWriter {

    private static final byte[] BEFORE_TIME = JsonBuffer.ascii("},\"emitted_at\":");
    private static final byte[] BEFORE_CHANGES = JsonBuffer.ascii(",\"meta\":{\"changes\":[");
    private static final byte[] AFTER_CHANGES = JsonBuffer.ascii("]}");
    private static final byte[] AFTER_RECORD = JsonBuffer.ascii("}}\n");

    private final byte[] beforeData;
    private final int[] indexes;
    private final byte[][] names;
    private final ValueWriter[] writers;
    private final ExtraFields extra;
    private final ValueChange[] changes;
    private int dataStart;
    private int dataEnd;

    /** @param fields at least one, in the order in which they are written */
    public RecordWriter(StreamDescriptor stream, List<RecordField> fields, ExtraFields extra) {
        this.beforeData = beforeData(stream);
        this.indexes = fields.stream().mapToInt(RecordField::index).toArray();
        this.names = fields.stream().map(field -> quoted(field.column().name())).toArray(byte[][]::new);
        this.writers = fields.stream()
                .map(field -> ValueWriter.of(field.column().type(), field.decimalAsText()))
                .toArray(ValueWriter[]::new);
        this.extra = extra;
        this.changes = new ValueChange[writers.length];
    }

    /**
     * Writes one row, with its line break.
     *
     * @param emittedAt milliseconds since 1970
     */
    public void write(JsonBuffer out, RowBatch batch, int row, long emittedAt) {
        out.raw(beforeData);
        dataStart = out.length();
        boolean changed = columns(out, batch, row);
        extra.write(out, batch, row);
        dataEnd = out.length();
        out.raw(BEFORE_TIME);
        out.number(emittedAt);
        if (changed) {
            changes(out);
        }
        out.raw(AFTER_RECORD);
    }

    /** Where the fields of the last record begin in the buffer. */
    public int dataStart() {
        return dataStart;
    }

    /** Where the fields of the last record end in the buffer. */
    public int dataEnd() {
        return dataEnd;
    }

    private boolean columns(JsonBuffer out, RowBatch batch, int row) {
        boolean changed = false;
        for (int field = 0; field < writers.length; field++) {
            if (field > 0) {
                out.raw(',');
            }
            out.raw(names[field]);
            out.raw(':');
            changes[field] = value(out, batch.vector(indexes[field]), writers[field], row);
            changed |= changes[field] != ValueChange.NONE;
        }
        return changed;
    }

    private static ValueChange value(JsonBuffer out, ColumnVector vector, ValueWriter writer, int row) {
        if (vector.isNull(row)) {
            out.nothing();
            return ValueChange.NONE;
        }
        return writer.write(out, vector, row);
    }

    private void changes(JsonBuffer out) {
        out.raw(BEFORE_CHANGES);
        boolean first = true;
        for (int field = 0; field < changes.length; field++) {
            if (changes[field] != ValueChange.NONE) {
                out.raw(first ? "{\"field\":" : ",{\"field\":");
                out.raw(names[field]);
                out.raw(",\"change\":\"" + changes[field] + "\",\"reason\":\"SOURCE_SERIALIZATION_ERROR\"}");
                first = false;
            }
        }
        out.raw(AFTER_CHANGES);
    }

    private static byte[] beforeData(StreamDescriptor stream) {
        JsonBuffer out = new JsonBuffer(128);
        out.raw("{\"type\":\"RECORD\",\"record\":{");
        if (!stream.namespace().isEmpty()) {
            out.raw("\"namespace\":");
            out.text(stream.namespace());
            out.raw(',');
        }
        out.raw("\"stream\":");
        out.text(stream.name());
        out.raw(",\"data\":{");
        return out.toBytes();
    }

    private static byte[] quoted(String name) {
        JsonBuffer out = new JsonBuffer(2 * name.length() + 2);
        out.text(name);
        return out.toBytes();
    }

    /** Fields that a record has beyond the columns. */
    @FunctionalInterface
    public interface ExtraFields {

        /** No more fields. */
        ExtraFields NONE = (out, batch, row) -> {};

        /** Writes each field with a comma before it. */
        void write(JsonBuffer out, RowBatch batch, int row);
    }

    /**
     * A column that becomes a field of every record.
     *
     * @param index of the column in the rows
     * @param decimalAsText whether the stream's schema declares a decimal as text
     */
    public record RecordField(TableColumn column, int index, boolean decimalAsText) {}
}
