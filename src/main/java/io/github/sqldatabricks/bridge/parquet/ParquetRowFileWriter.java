package io.github.sqldatabricks.bridge.parquet;

import io.github.sqldatabricks.bridge.extraction.ExtractionConfig;
import io.github.sqldatabricks.bridge.extraction.RowFile;
import io.github.sqldatabricks.bridge.extraction.RowFileWriter;
import io.github.sqldatabricks.bridge.model.RowSchema;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

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

    /** @param atOnce how many files are written at once in this process, at least 1: they share the memory for row groups */
    public ParquetRowFileWriter(ParquetConfig config, int atOnce) {
        this.config = config;
        this.atOnce = atOnce;
    }

    @Override
    public RowFile create(Path file, RowSchema schema, Map<String, String> metadata) {
        Map<String, String> footer = new HashMap<>(metadata);
        footer.putAll(PROLEPTIC_GREGORIAN);
        return ParquetRowFile.create(new FileFormat(schema, footer, config, atOnce), new LocalFile(file));
    }
}
