package io.github.sqldatabricks.bridge.extraction;

import static io.github.sqldatabricks.bridge.testing.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.extraction.ExtractionService.QueryOutcome;
import io.github.sqldatabricks.bridge.extraction.PlannedQuery.SecretParameters;
import io.github.sqldatabricks.bridge.extraction.RowSource.RowQuery;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.JobId;
import io.github.sqldatabricks.bridge.model.ParameterValue;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.model.VolumePath;
import io.github.sqldatabricks.bridge.model.WorkContext;
import io.github.sqldatabricks.bridge.testing.FakeLandingZone;
import io.github.sqldatabricks.bridge.testing.FakeRowFileWriter;
import io.github.sqldatabricks.bridge.testing.FakeRowSource;
import io.github.sqldatabricks.bridge.testing.FixedExtractionConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * A service over fakes, for the tests of runs. After each test it makes sure that no file, thread, stream or landing is
 * left behind.
 */
abstract class ExtractionFixture {

    static final VolumePath FOLDER = new VolumePath("/Volumes/main/bridge/landing/bolivia/orders");
    static final JobId JOB = new JobId("job-1");
    static final BridgeException FAILURE =
            new BridgeException.RemotePermanent(ErrorCode.EXTRACTION_FAILED, "the test wants it so");

    @TempDir
    Path root;

    final FakeRowFileWriter writer = new FakeRowFileWriter();
    final FakeLandingZone zone = new FakeLandingZone();
    final Cancellation cancellation = new Cancellation();
    ExtractionService service;
    private Set<Thread> before;

    /** A Quarkus application of an earlier test may still run in this process, with threads of the same names. */
    @BeforeEach
    void rememberThreads() {
        before = Thread.getAllStackTraces().keySet();
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        assertThat(writer.openFiles()).as("open files").isZero();
        assertThat(zone.openOutputs()).as("open landings").isZero();
        if (service != null) {
            assertThat(filesIn(root.resolve("spool"))).as("local files").isEmpty();
            service.close();
            try (Stream<Path> entries = Files.list(root.resolve("spool"))) {
                assertThat(entries).as("the spool").isEmpty();
            }
        }
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(
                        thread -> thread.getName().startsWith(QueryPipeline.THREAD_NAME) && !before.contains(thread)));
    }

    void nothingIsPublished(FakeRowSource source) {
        assertThat(zone.manifest(FOLDER)).isNull();
        assertThat(source.openStreams()).as("open streams").isZero();
    }

    CompletableFuture<QueryOutcome> start(FakeRowSource source, int chunkSize) {
        service = service(source);
        return CompletableFuture.supplyAsync(
                () -> service.run(JOB, planned(false, chunkSize), ExtractionProgress.NONE, cancellation));
    }

    QueryOutcome.Extracted extract(FakeRowSource source, int chunkSize) {
        return extract(new FixedExtractionConfig(root), source, chunkSize);
    }

    QueryOutcome.Extracted extract(FixedExtractionConfig config, FakeRowSource source, int chunkSize) {
        service = new ExtractionService(config, source, writer, zone, WorkContext.NONE, "1.0");
        return (QueryOutcome.Extracted)
                service.run(JOB, planned(false, chunkSize), ExtractionProgress.NONE, cancellation);
    }

    ExtractionService service(FakeRowSource source) {
        return new ExtractionService(new FixedExtractionConfig(root), source, writer, zone, WorkContext.NONE, "1.0");
    }

    static PlannedQuery planned(boolean overwrite, int chunkSize) {
        RowQuery query = new RowQuery(
                new Country("bolivia"), new QueryName("orders"), "SELECT 1", List.of(), OptionalLong.empty(), Map.of());
        return new PlannedQuery(
                query,
                "abc123",
                Map.of("start_date", new ParameterValue.Text("1995-01-01")),
                Map.of("start_date", "1995-01-01"),
                SecretParameters.NONE,
                FOLDER,
                overwrite,
                chunkSize);
    }

    static ExtractionProgress rowsInto(List<Long> reported) {
        return new ExtractionProgress() {
            @Override
            public void rowsRead(long rows) {
                reported.add(rows);
            }

            @Override
            public void bytesWritten(long bytes) {}
        };
    }

    static ExtractionProgress expectedInto(List<Long> estimates) {
        return new ExtractionProgress() {
            @Override
            public void rowsRead(long rows) {}

            @Override
            public void rowsExpected(long rows) {
                estimates.add(rows);
            }

            @Override
            public void bytesWritten(long bytes) {}
        };
    }

    List<String> landed(int index) {
        return List.copyOf(zone.files(FOLDER).values()).get(index);
    }

    List<String> values() {
        return zone.files(FOLDER).values().stream()
                .flatMap(lines -> lines.stream().skip(1))
                .toList();
    }

    static List<String> counting(long rows) {
        return LongStream.range(0, rows).mapToObj(Long::toString).toList();
    }

    static List<Path> filesIn(Path folder) throws IOException {
        try (Stream<Path> entries = Files.walk(folder)) {
            return entries.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().endsWith(".lock"))
                    .toList();
        }
    }
}
