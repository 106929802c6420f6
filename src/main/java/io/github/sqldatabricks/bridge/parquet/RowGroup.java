package io.github.sqldatabricks.bridge.parquet;

import io.github.sqldatabricks.bridge.model.RowBatch;
import java.io.IOException;
import java.util.List;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageWriteStore;
import org.apache.parquet.column.page.PageWriter;
import org.apache.parquet.column.statistics.BinaryStatistics;
import org.apache.parquet.column.statistics.SizeStatistics;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.column.statistics.geospatial.GeospatialStatistics;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.internal.column.columnindex.BinaryTruncator;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

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

    /**
     * Pages whose smallest and largest values are cut to bounds of a few kilobytes before they are kept. parquet-java keeps both of
     * each column and row group until the file ends, as large as they are, and leaves those of 4 KB or more out of the footer then.
     *
     * @param pages where the pages go
     * @param longestBound in bytes; a longer smallest value is cut, a longer largest value is cut and rounded up
     */
    record BoundedPages(PageWriteStore pages, int longestBound) implements PageWriteStore {

        /** What parquet-java leaves out of a footer. */
        private static final int LONGEST = 4096;

        private static final int SHORTEST = 64;
        private static final int ALL_COLUMNS = 1 << 20;

        /** With bounds that are shorter where there are many columns. */
        static BoundedPages of(PageWriteStore pages, int columns) {
            return new BoundedPages(pages, Math.max(SHORTEST, Math.min(LONGEST, ALL_COLUMNS / columns)));
        }

        @Override
        public PageWriter getPageWriter(ColumnDescriptor path) {
            PageWriter writer = pages.getPageWriter(path);
            PrimitiveType type = path.getPrimitiveType();
            return type.getPrimitiveTypeName() == PrimitiveTypeName.BINARY
                    ? new BoundedWriter(writer, BinaryTruncator.getTruncator(type), longestBound)
                    : writer;
        }

        private record BoundedWriter(PageWriter writer, BinaryTruncator truncator, int longestBound)
                implements PageWriter {

            private Statistics<?> bounded(Statistics<?> statistics) {
                if (!(statistics instanceof BinaryStatistics binary) || !binary.hasNonNullValue()) {
                    return statistics;
                }
                Binary min = binary.genericGetMin();
                Binary max = binary.genericGetMax();
                if (min.length() <= longestBound && max.length() <= longestBound) {
                    return statistics;
                }
                return Statistics.getBuilderForReading(binary.type())
                        .withMin(truncator.truncateMin(min, longestBound).getBytes())
                        .withMax(truncator.truncateMax(max, longestBound).getBytes())
                        .withNumNulls(binary.getNumNulls())
                        .build();
            }

            @Override
            public void writePage(
                    BytesInput bytes,
                    int valueCount,
                    int rowCount,
                    Statistics<?> statistics,
                    SizeStatistics sizeStatistics,
                    GeospatialStatistics geospatialStatistics,
                    Encoding rlEncoding,
                    Encoding dlEncoding,
                    Encoding valuesEncoding)
                    throws IOException {
                writer.writePage(
                        bytes,
                        valueCount,
                        rowCount,
                        bounded(statistics),
                        sizeStatistics,
                        geospatialStatistics,
                        rlEncoding,
                        dlEncoding,
                        valuesEncoding);
            }

            @Override
            public void writePage(
                    BytesInput bytes,
                    int valueCount,
                    int rowCount,
                    Statistics<?> statistics,
                    Encoding rlEncoding,
                    Encoding dlEncoding,
                    Encoding valuesEncoding)
                    throws IOException {
                writer.writePage(
                        bytes, valueCount, rowCount, bounded(statistics), rlEncoding, dlEncoding, valuesEncoding);
            }

            @Override
            @Deprecated
            public void writePage(
                    BytesInput bytes,
                    int valueCount,
                    Statistics<?> statistics,
                    Encoding rlEncoding,
                    Encoding dlEncoding,
                    Encoding valuesEncoding) {
                throw new UnsupportedOperationException("pages without a number of rows have no column index");
            }

            @Override
            public void writePageV2(
                    int rowCount,
                    int nullCount,
                    int valueCount,
                    BytesInput repetitionLevels,
                    BytesInput definitionLevels,
                    Encoding dataEncoding,
                    BytesInput data,
                    Statistics<?> statistics) {
                throw new UnsupportedOperationException("pages are of version 1");
            }

            @Override
            public long getMemSize() {
                return writer.getMemSize();
            }

            @Override
            public long allocatedSize() {
                return writer.allocatedSize();
            }

            @Override
            public void writeDictionaryPage(DictionaryPage dictionaryPage) throws IOException {
                writer.writeDictionaryPage(dictionaryPage);
            }

            @Override
            public String memUsageString(String prefix) {
                return writer.memUsageString(prefix);
            }

            @Override
            public void close() {
                writer.close();
            }
        }
    }
}
