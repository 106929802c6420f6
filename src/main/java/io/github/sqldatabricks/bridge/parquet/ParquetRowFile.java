package io.github.sqldatabricks.bridge.parquet;

import io.github.sqldatabricks.bridge.extraction.RowFile;
import io.github.sqldatabricks.bridge.model.RowBatch;
import java.io.IOException;
import org.apache.parquet.hadoop.ParquetFileWriter;

/** One Parquet file being written. */
final class ParquetRowFile implements RowFile {

    /** Rows that are written at once, column by column, at most; fits a processor's cache for rows of usual width. */
    private static final int SLICE_ROWS = 512;

    private final FileFormat format;
    private final LocalFile file;
    private final ZstandardCompressor compressor;
    private final ParquetFileWriter writer;
    private RowGroup group;
    private int writtenGroups;
    private long writtenBytes;
    private long bufferedBytes;
    private long rows;
    private boolean whole = true;

    private ParquetRowFile(FileFormat format, LocalFile file, ParquetFileWriter writer) {
        this.format = format;
        this.file = file;
        this.writer = writer;
        this.compressor = new ZstandardCompressor(format.compressionLevel());
        this.group = format.newRowGroup(compressor, 0);
    }

    /** Creates the file. */
    static ParquetRowFile create(FileFormat format, LocalFile file) {
        try {
            ParquetFileWriter writer = format.newWriter(file);
            writer.start();
            return new ParquetRowFile(format, file, writer);
        } catch (IOException e) {
            file.close();
            throw file.failure(e);
        }
    }

    @Override
    public void write(RowBatch batch, int from, int to) {
        requireWhole();
        try {
            int step = sliceRows(batch);
            for (int start = from; start < to; start += step) {
                writeSlice(batch, start, Math.min(start + step, to));
            }
        } catch (IOException e) {
            throw file.failure(e);
        }
        whole = true;
    }

    /** Fewer rows when they are wide, so that a page is not much larger than it should be. */
    private int sliceRows(RowBatch batch) {
        long rowBytes = Math.max(1, batch.bytes() / Math.max(1, batch.size()));
        return (int) Math.max(1, Math.min(SLICE_ROWS, format.pageBytes() / rowBytes));
    }

    private void writeSlice(RowBatch batch, int from, int to) throws IOException {
        group.write(batch, from, to);
        rows += to - from;
        bufferedBytes = group.bytes();
        if (bufferedBytes >= format.rowGroupBytes()) {
            writeGroup();
            group = format.newRowGroup(compressor, writtenGroups);
        }
    }

    private void writeGroup() throws IOException {
        group.writeTo(writer);
        writtenGroups++;
        writtenBytes = writer.getPos();
        bufferedBytes = 0;
    }

    @Override
    public long rows() {
        return rows;
    }

    @Override
    public long bytes() {
        return writtenBytes + bufferedBytes;
    }

    @Override
    public long finish() {
        requireWhole();
        try {
            writeGroup();
            writer.end(format.metadata());
            writtenBytes = writer.getPos();
            writer.close();
            return writtenBytes;
        } catch (IOException e) {
            throw file.failure(e);
        }
    }

    @Override
    public void close() {
        compressor.close();
        file.close();
    }

    /** A failure leaves columns with different numbers of rows; what follows it must not look like a file. */
    private void requireWhole() {
        if (!whole) {
            throw new IllegalStateException("expected a file that is neither finished nor failed");
        }
        whole = false;
    }
}
