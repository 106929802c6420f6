package io.github.sqldatabricks.bridge.testing;

import io.github.sqldatabricks.bridge.extraction.ExtractionConfig;
import io.github.sqldatabricks.bridge.extraction.FileNaming;
import io.quarkus.runtime.configuration.MemorySize;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * A configuration of extraction with small limits.
 *
 * @param root its {@code queries}, {@code config} and {@code spool} folders are used
 * @param batchRows rows per batch
 * @param batchBytes bytes per batch
 * @param fileBytes bytes per file
 * @param fileNames what files are called
 */
public record FixedExtractionConfig(
        Path root,
        Optional<String> defaultDestination,
        int batchRows,
        long batchBytes,
        long fileBytes,
        FileNaming fileNames)
        implements ExtractionConfig {

    public FixedExtractionConfig(Path root) {
        this(root, Optional.of("/Volumes/main/bridge/landing"), 10, 1 << 20, 1 << 20, FileNaming.RUN);
    }

    public FixedExtractionConfig withBatches(int rows, long bytes) {
        return new FixedExtractionConfig(root, defaultDestination, rows, bytes, fileBytes, fileNames);
    }

    public FixedExtractionConfig withFileBytes(long bytes) {
        return new FixedExtractionConfig(root, defaultDestination, batchRows, batchBytes, bytes, fileNames);
    }

    public FixedExtractionConfig withoutDestination() {
        return new FixedExtractionConfig(root, Optional.empty(), batchRows, batchBytes, fileBytes, fileNames);
    }

    public FixedExtractionConfig withFileNames(FileNaming naming) {
        return new FixedExtractionConfig(root, defaultDestination, batchRows, batchBytes, fileBytes, naming);
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
