package io.github.sqldatabricks.bridge.parquet;

import java.io.IOException;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageWriteStore;
import org.apache.parquet.column.page.PageWriter;
import org.apache.parquet.column.statistics.BinaryStatistics;
import org.apache.parquet.column.statistics.SizeStatistics;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.column.statistics.geospatial.GeospatialStatistics;
import org.apache.parquet.internal.column.columnindex.BinaryTruncator;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

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

    private record BoundedWriter(PageWriter writer, BinaryTruncator truncator, int longestBound) implements PageWriter {

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
            writer.writePage(bytes, valueCount, rowCount, bounded(statistics), rlEncoding, dlEncoding, valuesEncoding);
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
