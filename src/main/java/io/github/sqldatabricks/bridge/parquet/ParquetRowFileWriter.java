package io.github.sqldatabricks.bridge.parquet;

import io.github.sqldatabricks.bridge.extraction.ExtractionConfig;
import io.github.sqldatabricks.bridge.extraction.RowFileWriter;
import io.github.sqldatabricks.bridge.extraction.RowFileWriter.RowFile;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.RowBatch;
import io.github.sqldatabricks.bridge.model.RowSchema;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;

/** Writes Parquet files: Zstandard, version 1 pages, column indexes and statistics. */
@ApplicationScoped
@Typed(ParquetRowFileWriter.class)
public class ParquetRowFileWriter implements RowFileWriter {

    /**
     * Spark takes days and timestamps before 1582-10-15 as written in the hybrid Julian calendar, or refuses them,
     * unless the footer names a Spark version of 3.0 or later as the writer; ours are proleptic Gregorian, as those are.
     *
     * @see <a href="https://github.com/apache/spark/blob/v4.0.0/sql/core/src/main/scala/org/apache/spark/sql/execution/datasources/DataSourceUtils.scala">datetimeRebaseSpec</a>
     */
    private static final Map<String, String> PROLEPTIC_GREGORIAN = Map.of("org.apache.spark.version", "4.0.0");

    private final ParquetConfig config;
    private final int atOnce;

    @Inject
    public ParquetRowFileWriter(ParquetConfig config, ExtractionConfig extraction) {
        this(config, extraction.concurrency());
    }

    /** @param atOnce for how many queries files are written at once in this process, at least 1: they share the memory for row groups */
    public ParquetRowFileWriter(ParquetConfig config, int atOnce) {
        this.config = config;
        this.atOnce = atOnce;
    }

    @Override
    public RowFile create(Path file, RowSchema schema, Map<String, String> metadata, int ofOneQuery) {
        Map<String, String> footer = new HashMap<>(metadata);
        footer.putAll(PROLEPTIC_GREGORIAN);
        return ParquetRowFile.create(new FileFormat(schema, footer, config, atOnce * ofOneQuery), new LocalFile(file));
    }

    /** One Parquet file being written. */
    static final class ParquetRowFile implements RowFile {

        /** Rows that are written at once, column by column, at most; fits a processor's cache for rows of usual width. */
        private static final int SLICE_ROWS = 512;

        /**
         * A row that alone takes this part of a row group is not kept in memory beside others: what is buffered is written before it,
         * and itself right after.
         */
        private static final int WIDE_SHARE = 8;

        /**
         * Held while a wide row is encoded, compressed and written, which takes its size in memory three times over: one in the process at
         * a time. Nothing remote is waited for meanwhile.
         */
        private static final Object ONE_AT_A_TIME = new Object();

        /** Many columns have buffers that are larger than what is in them, up to this many times. */
        private static final int ALLOCATED = 2;

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
                if (batch.widestRow() >= format.rowGroupBytes() / WIDE_SHARE) {
                    writeWide(batch, from, to);
                } else {
                    writeSlices(batch, from, to, sliceRows(batch));
                }
            } catch (IOException e) {
                throw file.failure(e);
            }
            whole = true;
        }

        private void writeWide(RowBatch batch, int from, int to) throws IOException {
            nextGroup();
            synchronized (ONE_AT_A_TIME) {
                writeSlices(batch, from, to, 1);
                nextGroup();
            }
        }

        private void writeSlices(RowBatch batch, int from, int to, int step) throws IOException {
            for (int start = from; start < to; start += step) {
                writeSlice(batch, start, Math.min(start + step, to));
            }
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
            if (bufferedBytes >= format.rowGroupBytes() || group.allocated() >= ALLOCATED * format.rowGroupBytes()) {
                nextGroup();
            }
        }

        private void nextGroup() throws IOException {
            writeGroup();
            group = format.newRowGroup(compressor, writtenGroups);
        }

        private void writeGroup() throws IOException {
            if (group.writeTo(writer)) {
                writtenGroups++;
            }
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

        /** What the footer will say of each column and row group is in memory until the end. */
        @Override
        public boolean full() {
            return writtenGroups * format.footerBytesOfGroup() > format.heapBytes();
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

    /** A local file whose handle can be released whatever happened: parquet-java keeps it open after a failure. */
    static final class LocalFile implements OutputFile, AutoCloseable {

        private final Path path;
        private final OutputFile file;
        private PositionOutputStream stream;

        LocalFile(Path path) {
            this(path, new LocalOutputFile(path));
        }

        /** A file that is opened another way than by creating {@code path}. */
        LocalFile(Path path, OutputFile file) {
            this.path = path;
            this.file = file;
        }

        @Override
        public PositionOutputStream create(long blockSizeHint) throws IOException {
            stream = file.create(blockSizeHint);
            return stream;
        }

        @Override
        public PositionOutputStream createOrOverwrite(long blockSizeHint) {
            throw new UnsupportedOperationException("a file is never overwritten");
        }

        @Override
        public boolean supportsBlockSize() {
            return file.supportsBlockSize();
        }

        @Override
        public long defaultBlockSize() {
            return file.defaultBlockSize();
        }

        @Override
        public String getPath() {
            return file.getPath();
        }

        /** What a failure of the disk means to the caller. */
        BridgeException failure(IOException cause) {
            if (!Files.exists(path.getParent())) {
                return new BridgeException.RemoteTransient(
                        ErrorCode.SPOOL_DELETED,
                        "The local folder of " + path.getFileName()
                                + " was deleted while it was written. Exempt the folder"
                                + " bridge.extraction.spool-path from what cleans up; another attempt makes it again.",
                        cause);
            }
            return new BridgeException.RemotePermanent(
                    ErrorCode.SPOOL_WRITE_FAILED,
                    "Writing the local file " + path.getFileName() + " failed: " + cause.getMessage()
                            + ". Give the folder bridge.extraction.spool-path room for a few files of"
                            + " bridge.extraction.file-size each.",
                    cause);
        }

        /** Releases the handle. A failure no longer matters: a complete file is closed already, nobody reads another. */
        @Override
        public void close() {
            try {
                if (stream != null) {
                    stream.close();
                }
            } catch (IOException e) {
                // The disk refused to take the last bytes of a file that is thrown away.
                return;
            }
        }
    }
}
