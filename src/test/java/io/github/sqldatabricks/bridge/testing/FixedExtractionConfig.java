package io.github.sqldatabricks.bridge.testing;

import io.github.sqldatabricks.bridge.extraction.ExtractionConfig;
import io.github.sqldatabricks.bridge.extraction.ExtractionConfig.FileNaming;
import io.quarkus.runtime.configuration.MemorySize;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A configuration of extraction with small limits.
 *
 * @param root its {@code queries}, {@code config} and {@code spool} folders are used
 * @param batchRows rows per batch
 * @param batchBytes bytes per batch
 * @param fileBytes bytes per file
 * @param fileNames what files are called
 * @param disabled templates that are not run
 */
public record FixedExtractionConfig(
        Path root,
        Optional<String> defaultDestination,
        int batchRows,
        long batchBytes,
        long fileBytes,
        FileNaming fileNames,
        List<String> disabled)
        implements ExtractionConfig {

    public FixedExtractionConfig(Path root) {
        this(root, Optional.of("/Volumes/main/bridge/landing"), 10, 1 << 20, 1 << 20, FileNaming.RUN, List.of());
    }

    public FixedExtractionConfig withBatches(int rows, long bytes) {
        return new FixedExtractionConfig(root, defaultDestination, rows, bytes, fileBytes, fileNames, disabled);
    }

    public FixedExtractionConfig withFileBytes(long bytes) {
        return new FixedExtractionConfig(root, defaultDestination, batchRows, batchBytes, bytes, fileNames, disabled);
    }

    public FixedExtractionConfig withoutDestination() {
        return new FixedExtractionConfig(root, Optional.empty(), batchRows, batchBytes, fileBytes, fileNames, disabled);
    }

    public FixedExtractionConfig withFileNames(FileNaming naming) {
        return new FixedExtractionConfig(root, defaultDestination, batchRows, batchBytes, fileBytes, naming, disabled);
    }

    public FixedExtractionConfig withDisabled(String... templates) {
        return new FixedExtractionConfig(
                root, defaultDestination, batchRows, batchBytes, fileBytes, fileNames, List.of(templates));
    }

    @Override
    public int readersPerServer() {
        return 3;
    }

    @Override
    public Path queriesPath() {
        return root.resolve("queries");
    }

    @Override
    public Path configPath() {
        return root.resolve("config");
    }

    @Override
    public Optional<List<String>> disabledQueries() {
        return Optional.of(disabled);
    }

    @Override
    public Duration reloadInterval() {
        return Duration.ofSeconds(10);
    }

    @Override
    public int chunkSize() {
        return 100_000;
    }

    @Override
    public MemorySize fileSize() {
        return new MemorySize(BigInteger.valueOf(fileBytes));
    }

    @Override
    public int concurrency() {
        return 2;
    }

    @Override
    public int queueCapacity() {
        return 16;
    }

    @Override
    public MemorySize batchSize() {
        return new MemorySize(BigInteger.valueOf(batchBytes));
    }

    @Override
    public Optional<Path> spoolPath() {
        return Optional.of(root.resolve("spool"));
    }

    @Override
    public int maxRetries() {
        return 3;
    }

    @Override
    public Duration retryDelay() {
        return Duration.ofMillis(1);
    }

    @Override
    public Volume volume() {
        return new NoVolume();
    }

    private record NoVolume() implements Volume {

        @Override
        public String catalog() {
            return "main";
        }

        @Override
        public Optional<String> schema() {
            return Optional.empty();
        }

        @Override
        public Optional<String> name() {
            return Optional.empty();
        }
    }
}
