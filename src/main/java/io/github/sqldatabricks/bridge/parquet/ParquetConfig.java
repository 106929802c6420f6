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

    /**
     * Bytes per row group, compressed, about. Each running query keeps one row group in memory until it is written; all of them
     * together have at most an eighth of the heap.
     */
    @WithDefault("32M")
    MemorySize rowGroupSize();

    /** Uncompressed bytes per page, about: what a reader decompresses at least. */
    @WithDefault("1M")
    MemorySize pageSize();

    /** Rows per page at most, so that a reader can skip by the column index even where values are small. */
    @WithDefault("20000")
    @Min(1)
    int pageRows();

    /** Whether a column's repeated values are written once, in a dictionary; a column without repetition never has one. */
    @WithDefault("true")
    boolean dictionary();

    /**
     * Distinct values of a column per row group, in bytes, beyond which it is written without a dictionary. All columns
     * together never have more than a sixteenth of {@link #rowGroupSize}.
     */
    @WithDefault("1M")
    MemorySize dictionarySize();
}
