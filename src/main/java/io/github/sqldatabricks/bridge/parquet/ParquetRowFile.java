package io.github.sqldatabricks.bridge.parquet;

import io.github.sqldatabricks.bridge.extraction.RowFile;
import io.github.sqldatabricks.bridge.model.RowBatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.OutputFile;

/** One Parquet file being written. */
final class ParquetRowFile implements RowFile {

    /** A row group's size is looked at least so often (rows), so that wide rows after narrow ones don't pile up. */
    private static final int SIZE_CHECK_ROWS = 256;

    private final Path file;
    private final ClosableOutputFile output;
    private final ZstandardCodecs codecs;
    private final ParquetWriter<RowWriteSupport.Position> writer;
    private final RowWriteSupport.Position position = new RowWriteSupport.Position();
    private long rows;
    private boolean finished;

    ParquetRowFile(Path file, RowWriteSupport support, ParquetConfig config) throws IOException {
        this.file = file;
        this.output = new ClosableOutputFile(file);
        this.codecs = new ZstandardCodecs(config.compressionLevel());
        this.writer = new Builder(output, support)
                .withConf(new PlainParquetConfiguration())
                .withCodecFactory(codecs)
                .withCompressionCodec(CompressionCodecName.ZSTD)
                // Every reader decodes version 1 pages with its fastest code; version 2 gains nothing for flat rows.
                .withWriterVersion(WriterVersion.PARQUET_1_0)
                .withRowGroupSize(config.rowGroupSize().asLongValue())
                .withPageSize(Math.toIntExact(config.pageSize().asLongValue()))
                .withDictionaryPageSize(Math.toIntExact(config.dictionarySize().asLongValue()))
                .withMinRowCountForPageSizeCheck(1)
                .withMaxRowCountForPageSizeCheck(SIZE_CHECK_ROWS)
                .build();
    }

    @Override
    public void write(RowBatch batch, int from, int to) {
        position.batch = batch;
        try {
            for (int row = from; row < to; row++) {
                position.row = row;
                writer.write(position);
            }
        } catch (IOException e) {
            throw FileErrors.of(file, e);
        }
        rows += to - from;
    }

    @Override
    public long rows() {
        return rows;
    }

    @Override
    public long bytes() {
        return writer.getDataSize();
    }

    @Override
    public long finish() {
        try {
            writer.close();
            finished = true;
            return Files.size(file);
        } catch (IOException e) {
            throw FileErrors.of(file, e);
        }
    }

    @Override
    public void close() {
        if (!finished) {
            // Closing the writer would write what is buffered; the file is given up, so only its handle is released.
            output.abandon();
            codecs.close();
        }
    }

    private static final class Builder extends ParquetWriter.Builder<RowWriteSupport.Position, Builder> {
        private final RowWriteSupport support;

        Builder(OutputFile output, RowWriteSupport support) {
            super(output);
            this.support = support;
        }

        @Override
        protected Builder self() {
            return this;
        }

        /** Never called: files are written without Hadoop. parquet-java still declares it abstract. */
        @Override
        @SuppressWarnings("deprecation")
        protected WriteSupport<RowWriteSupport.Position> getWriteSupport(Configuration configuration) {
            return support;
        }

        @Override
        protected WriteSupport<RowWriteSupport.Position> getWriteSupport(ParquetConfiguration configuration) {
            return support;
        }
    }
}
