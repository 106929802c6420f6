package io.github.sqldatabricks.bridge.parquet;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/** How Parquet files are written. */
@ConfigMapping(prefix = "bridge.parquet")
public interface ParquetConfig {

    /** Zstandard level, 1 (fast) to 19 (small). */
    @WithDefault("3")
    @Min(1)
    @Max(19)
    int compressionLevel();

    /** Uncompressed bytes per row group, about. Each running query buffers one row group in memory. */
    @WithDefault("32M")
    MemorySize rowGroupSize();

    /** Uncompressed bytes per page, about: what a reader decompresses at least. */
    @WithDefault("1M")
    MemorySize pageSize();

    /** Distinct values of a column per row group, in bytes, beyond which it is written without a dictionary. */
    @WithDefault("1M")
    MemorySize dictionarySize();
}
