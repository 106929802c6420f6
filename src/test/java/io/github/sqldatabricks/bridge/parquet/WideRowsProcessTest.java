package io.github.sqldatabricks.bridge.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.extraction.ExtractionProgress;
import io.github.sqldatabricks.bridge.extraction.ExtractionService;
import io.github.sqldatabricks.bridge.extraction.ExtractionService.QueryOutcome;
import io.github.sqldatabricks.bridge.extraction.LandingZone;
import io.github.sqldatabricks.bridge.extraction.LandingZone.LandedOutput;
import io.github.sqldatabricks.bridge.extraction.LandingZone.StagedOutput;
import io.github.sqldatabricks.bridge.extraction.PlannedQuery;
import io.github.sqldatabricks.bridge.extraction.PlannedQuery.SecretParameters;
import io.github.sqldatabricks.bridge.extraction.QueryParts.PartResult.LandedFile;
import io.github.sqldatabricks.bridge.extraction.RowSource.RowQuery;
import io.github.sqldatabricks.bridge.jdbc.BatchReader;
import io.github.sqldatabricks.bridge.jdbc.ColumnReader.ReadableColumn;
import io.github.sqldatabricks.bridge.jdbc.ColumnReaders;
import io.github.sqldatabricks.bridge.jdbc.ValueBound;
import io.github.sqldatabricks.bridge.jdbc.ValueBound.ColumnLimit;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.Column;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.model.JobId;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.model.RowBatch;
import io.github.sqldatabricks.bridge.model.RowSchema;
import io.github.sqldatabricks.bridge.model.RowStream;
import io.github.sqldatabricks.bridge.model.VolumePath;
import io.github.sqldatabricks.bridge.model.WorkContext;
import io.github.sqldatabricks.bridge.testing.FixedExtractionConfig;
import io.github.sqldatabricks.bridge.testing.GeneratedResult;
import io.github.sqldatabricks.bridge.testing.SmallProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Two queries at once in a process with -Xmx256m, of rows as wide as can be. Catches memory that grows with the width of rows:
 * what fits is written, what does not is refused by row and column, and the heap is never exhausted.
 */
class WideRowsProcessTest {

    private static final int MEGABYTE = 1 << 20;

    @TempDir
    Path folder;

    @Test
    @Tag("nightly")
    void twentyTextsOf15MillionCharactersFit() throws Exception {
        assertThat(run(20, 1, 15_000_000, "letters")).isEqualTo("20 rows\n20 rows\n");
    }

    @Test
    void aRowOfManyLargeValuesIsRefusedByRowAndColumn() throws Exception {
        assertThat(run(2, 10, 10 * MEGABYTE, "bytes"))
                .contains(
                        "value-too-large: Row 1 of the result: with column 'c1' the row takes more than 16777216 bytes")
                .contains("-Xmx")
                .doesNotContain("rows\n");
    }

    @Test
    void twoThousandColumnsFit() throws Exception {
        assertThat(run(24, 2000, 500, "letters")).isEqualTo("24 rows\n24 rows\n");
    }

    @Test
    @Tag("nightly")
    void moreRowsOfTwoThousandColumnsThanThereIsMemoryForFit() throws Exception {
        assertThat(run(60, 2000, 500, "letters")).isEqualTo("60 rows\n60 rows\n");
    }

    @Tag("nightly")
    @ParameterizedTest
    @CsvSource({
        "1,  bytes,   true", "4,  bytes,   true", "8,  bytes,   true", "15, bytes, true", "32, bytes, false",
        "64, bytes,   false", "1, letters, true", "4,  letters, true", "8,  letters, true", "15, letters, true",
        "32, letters, false", "64, letters, false", "1, chinese, true", "4, chinese, true", "5, chinese, true",
        "8, chinese, false", "32, chinese, false",
    })
    void valuesOfEachSizeFitOrAreRefused(int megabytes, String kind, boolean fits) throws Exception {
        String output = run(Math.max(10, 100 / megabytes), 1, megabytes * MEGABYTE, kind);
        if (fits) {
            assertThat(output).contains(" rows\n").doesNotContain("value-too-large");
        } else {
            assertThat(output)
                    .contains("value-too-large: Row 1 of the result")
                    .contains("'c0'")
                    .doesNotContain(" rows\n");
        }
    }

    private String run(int rows, int columns, int length, String kind) throws Exception {
        return SmallProcess.run(
                folder,
                Extractions.class,
                folder.resolve("work").toString(),
                Integer.toString(rows),
                Integer.toString(columns),
                Integer.toString(length),
                kind);
    }

    /** The process. */
    public static final class Extractions {

        /** What a service with the sandbox holds beside its queries, measured: 60 MB after a collection. */
        private static final byte[] REST = new byte[60 * MEGABYTE];

        private Extractions() {}

        public static void main(String[] arguments) throws IOException {
            Path root = Path.of(arguments[0]);
            int rows = Integer.parseInt(arguments[1]);
            int columns = Integer.parseInt(arguments[2]);
            int length = Integer.parseInt(arguments[3]);
            String kind = arguments[4];
            FixedExtractionConfig config = new FixedExtractionConfig(root)
                    .withBatches(256, 4 * MEGABYTE)
                    .withFileBytes(256L * MEGABYTE);
            try (ExtractionService service = new ExtractionService(
                    config,
                    (query, cancellation) -> new Rows(rows, columns, length, kind),
                    ParquetFiles.writer(),
                    new Nowhere(),
                    WorkContext.NONE,
                    "1.0")) {
                CompletableFuture<String> other = CompletableFuture.supplyAsync(() -> extract(service));
                String own = extract(service);
                Files.writeString(Path.of(arguments[5]), own + "\n" + other.join() + "\n");
            }
            if (REST.length == 0) {
                throw new IllegalStateException("kept until here");
            }
        }

        private static String extract(ExtractionService service) {
            RowQuery query = new RowQuery(
                    new Country("bolivia"), new QueryName("wide"), "", List.of(), OptionalLong.empty(), Map.of());
            PlannedQuery planned = new PlannedQuery(
                    query,
                    "",
                    Map.of(),
                    Map.of(),
                    SecretParameters.NONE,
                    new VolumePath("/Volumes/a/b/c"),
                    true,
                    100_000);
            try {
                QueryOutcome.Extracted outcome = (QueryOutcome.Extracted)
                        service.run(JobId.random(), planned, ExtractionProgress.NONE, new Cancellation());
                return outcome.rows() + " rows";
            } catch (BridgeException e) {
                return e.code() + ": " + e.getMessage();
            }
        }
    }

    /** Takes files and deletes them. */
    private record Nowhere() implements LandingZone, StagedOutput {

        @Override
        public Map<VolumePath, LandedOutput> outputs(
                List<VolumePath> folders, Duration limit, Cancellation cancellation) {
            return folders.stream().collect(Collectors.toMap(Function.identity(), folder -> new LandedOutput.None()));
        }

        @Override
        public StagedOutput open(VolumePath folder, Cancellation cancellation) {
            return this;
        }

        @Override
        public StagedOutput openShared(VolumePath folder, Cancellation cancellation) {
            return this;
        }

        @Override
        public void clear(VolumePath folder, Predicate<VolumePath> stays, Cancellation cancellation) {
            // nothing is kept
        }

        @Override
        public void upload(String name, Path file) {
            try {
                Files.delete(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void land(List<String> names) {
            throw new UnsupportedOperationException("nobody else reads parts");
        }

        @Override
        public void commit(String manifest, List<LandedFile> landed) {
            // nobody reads it
        }

        @Override
        public void close() {
            // nothing is open
        }
    }

    /** Rows as SQL Server's are read. */
    private static final class Rows implements RowStream {
        private final BatchReader reader;
        private final RowSchema schema;

        Rows(int rows, int columns, int length, String kind) {
            ColumnType type = kind.equals("bytes") ? new ColumnType.Bytes() : new ColumnType.Text();
            List<ReadableColumn> readable = new ArrayList<>();
            for (int i = 0; i < columns; i++) {
                ColumnLimit limit = new ColumnLimit(
                        "c" + i, ValueBound.ofSetting("bridge.sqlserver.max-value-size", 64L * MEGABYTE));
                readable.add(new ReadableColumn(
                        new Column("c" + i, type, true, "(max)"), ColumnReaders.plain(i + 1, type, true, limit)));
            }
            schema = ReadableColumn.schema(readable);
            reader = new BatchReader(
                    GeneratedResult.of(rows, length, !kind.equals("chinese")), readable, Long.MAX_VALUE);
        }

        @Override
        public RowSchema schema() {
            return schema;
        }

        @Override
        public String consistency() {
            return "snapshot";
        }

        @Override
        public boolean fill(RowBatch batch, long maxBytes) {
            try {
                return reader.fill(batch, maxBytes);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public Map<String, Long> truncatedValues() {
            return Map.of();
        }

        @Override
        public void abort() {
            // ends by itself
        }

        @Override
        public void close() {
            // nothing is open
        }
    }
}
