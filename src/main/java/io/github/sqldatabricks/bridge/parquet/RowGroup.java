package io.github.sqldatabricks.bridge.parquet;

import io.github.sqldatabricks.bridge.model.RowBatch;
import java.io.IOException;
import java.util.List;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.schema.MessageType;

/**
 * The rows that are in memory until they are written as one row group. Values go straight to parquet-java's column
 * writers: its record writer costs more, and at log level DEBUG it logs every value. All buffers are on the heap.
 */
final class RowGroup {

    private final List<VectorWriter> writers;
    private final ColumnWriter[] columns;
    private final ColumnChunkPageWriteStore pages;
    private final ColumnWriteStore store;
    private long rows;

    /**
     * @param writers one for each column of the schema, in order
     * @param compressor for the pages; outlives the row group
     * @param ordinal how many row groups come before it
     */
    RowGroup(
            MessageType schema,
            List<VectorWriter> writers,
            ParquetProperties properties,
            BytesInputCompressor compressor,
            int ordinal) {
        this.writers = writers;
        this.pages = ColumnChunkPageWriteStore.builder()
                .withSchema(schema)
                .withCompressorProvider(column -> compressor)
                .withAllocator(properties.getAllocator())
                .withColumnIndexTruncateLength(properties.getColumnIndexTruncateLength())
                .withPageWriteChecksumEnabled(properties.getPageWriteChecksumEnabled())
                .withRowGroupOrdinal(ordinal)
                .build();
        this.store = properties.newColumnWriteStore(schema, BoundedPages.of(pages, schema.getFieldCount()), pages);
        this.columns = schema.getColumns().stream().map(store::getColumnWriter).toArray(ColumnWriter[]::new);
    }

    /** Appends rows, column by column. Pages are looked at afterwards, so one may be larger by these rows. */
    void write(RowBatch batch, int from, int to) {
        for (int column = 0; column < columns.length; column++) {
            writers.get(column).write(batch.vector(column), from, to, columns[column]);
        }
        for (int row = from; row < to; row++) {
            store.endRecord();
        }
        rows += to - from;
    }

    /** Bytes in memory: compressed pages, and what is not yet a page. */
    long bytes() {
        return store.getBufferedSize();
    }

    /** Bytes that its buffers take, filled or not. */
    long allocated() {
        return store.getAllocatedSize();
    }

    /** Writes the rows, if there are any, and says whether. The row group can't be used after it. */
    boolean writeTo(ParquetFileWriter file) throws IOException {
        if (rows == 0) {
            return false;
        }
        file.startBlock(rows);
        store.flush();
        pages.flushToFileWriter(file);
        file.endBlock();
        return true;
    }
}
