package io.github.sqldatabricks.bridge.parquet;

import io.github.sqldatabricks.bridge.model.HeapShare;
import io.github.sqldatabricks.bridge.model.RowSchema;
import io.github.sqldatabricks.bridge.parquet.ParquetRowFileWriter.LocalFile;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.schema.MessageType;

/** How the rows of one schema are laid out in files: what stays the same from row group to row group. */
final class FileFormat {

    /** The dictionaries of all columns may take this part of a row group; in memory they are several times larger. */
    private static final int DICTIONARY_SHARE = 16;

    /** With smaller ones, in hundreds of columns, their lists of 16 KB each cost more memory than they save. */
    private static final int LEAST_DICTIONARY = 4096;

    private static final int FOOTER_BYTES = 3 << 10;

    private final MessageType schema;
    private final List<VectorWriter> writers;
    private final Map<String, String> metadata;
    private final ParquetConfig config;
    private final int atOnce;
    private final ParquetProperties properties;

    /** @param atOnce how many files are written at once in this process */
    FileFormat(RowSchema rows, Map<String, String> metadata, ParquetConfig config, int atOnce) {
        this.schema = ParquetSchema.of(rows);
        this.writers = rows.columns().stream().map(VectorWriter::of).toList();
        this.metadata = Map.copyOf(metadata);
        this.config = config;
        this.atOnce = atOnce;
        this.properties = ParquetProperties.builder()
                // Every reader decodes version 1 pages with its fastest code; version 2 gains nothing for flat rows.
                .withWriterVersion(WriterVersion.PARQUET_1_0)
                .withPageSize(Math.toIntExact(config.pageSize().asLongValue()))
                .withPageRowCountLimit(config.pageRows())
                .withDictionaryEncoding(config.dictionary() && dictionaryBytes(rows.size()) >= LEAST_DICTIONARY)
                .withDictionaryPageSize(dictionaryBytes(rows.size()))
                // A row can be wider than a page, so none may be too few to look.
                .withMinRowCountForPageSizeCheck(1)
                // Histograms of levels, which are trivial in flat rows; no reader uses them, and they cost CPU.
                .withSizeStatisticsEnabled(false)
                .build();
    }

    ParquetFileWriter newWriter(LocalFile file) throws IOException {
        return new ParquetFileWriter(file, schema, ParquetFileWriter.Mode.CREATE, rowGroupBytes(), 0, null, properties);
    }

    RowGroup newRowGroup(ZstandardCompressor compressor, int ordinal) {
        return new RowGroup(schema, writers, properties, compressor, ordinal);
    }

    long rowGroupBytes() {
        return Math.min(config.rowGroupSize().asLongValue(), heapBytes());
    }

    /** What a row group takes at most, whatever is configured; and the footer. */
    long heapBytes() {
        return HeapShare.ofRowGroup(atOnce);
    }

    /** About how much memory the footer's part of a row group takes: bounds, indexes and objects. */
    long footerBytesOfGroup() {
        return (long) FOOTER_BYTES * schema.getFieldCount();
    }

    long pageBytes() {
        return config.pageSize().asLongValue();
    }

    int compressionLevel() {
        return config.compressionLevel();
    }

    /** The footer's key-value pairs. */
    Map<String, String> metadata() {
        return metadata;
    }

    private int dictionaryBytes(int columns) {
        long share = rowGroupBytes() / DICTIONARY_SHARE / columns;
        return Math.toIntExact(Math.max(1, Math.min(config.dictionarySize().asLongValue(), share)));
    }
}
