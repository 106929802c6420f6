package io.github.sqldatabricks.bridge.extraction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.model.JobId;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.model.VolumePath;
import io.github.sqldatabricks.bridge.testing.FakeLandingZone;
import io.github.sqldatabricks.bridge.testing.FakeRowFileWriter;
import io.github.sqldatabricks.bridge.testing.FakeRowSource;
import io.github.sqldatabricks.bridge.testing.FixedExtractionConfig;
import io.github.sqldatabricks.bridge.testing.Gate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Catches: files that roll one row early or late, wrong names, lost or doubled rows, threads that wait for each other for
 * ever, a failure in one thread that leaves another running, output published after a failure, and files or threads left
 * behind.
 */
@Timeout(30)
class ExtractionServiceTest {

    private static final VolumePath FOLDER = new VolumePath("/Volumes/main/bridge/landing/bolivia/orders");
    private static final JobId JOB = new JobId("job-1");
    private static final BridgeException FAILURE =
            new BridgeException.RemotePermanent("made-to-fail", "the test wants it so");

    @TempDir
    private Path root;

    private final FakeRowFileWriter writer = new FakeRowFileWriter();
    private final FakeLandingZone zone = new FakeLandingZone();
    private final Cancellation cancellation = new Cancellation();
    private ExtractionService service;

    @AfterEach
    void nothingIsLeft() throws IOException {
        assertThat(writer.openFiles()).as("open files").isZero();
        assertThat(zone.openLandings()).as("open landings").isZero();
        if (service != null) {
            assertThat(filesIn(root.resolve("spool"))).as("local files").isEmpty();
            service.close();
            try (Stream<Path> entries = Files.list(root.resolve("spool"))) {
                assertThat(entries).as("the spool").isEmpty();
            }
        }
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith(ExtractionThreads.NAME)));
    }

    @ParameterizedTest(name = "{0} rows in files of {1}")
    @CsvSource({"1,5", "4,5", "5,5", "6,5", "10,5", "11,5", "25,10", "100,1", "99,33", "1000,1000", "1000,999"})
    void filesRollAtExactlyChunkSizeRows(int rows, int chunkSize) {
        QueryOutcome.Extracted outcome = extract(new FakeRowSource(rows), chunkSize);

        int files = (rows + chunkSize - 1) / chunkSize;
        assertThat(outcome.rows()).isEqualTo(rows);
        assertThat(outcome.files()).hasSize(files);
        assertThat(values()).containsExactlyElementsOf(counting(rows));
        for (int i = 0; i < files - 1; i++) {
            assertThat(landed(i)).as("file " + i).hasSize(chunkSize + 1);
        }
    }

    @Test
    void rowsThatFitOneFileAreNamedAfterTheQuery() {
        QueryOutcome.Extracted outcome = extract(new FakeRowSource(5), 5);

        assertThat(zone.files(FOLDER)).containsOnlyKeys("orders.parquet");
        assertThat(outcome.files()).containsExactly(FOLDER.resolve("orders.parquet"));
    }

    @Test
    void severalFilesAreNumbered() {
        extract(new FakeRowSource(6), 5);

        assertThat(zone.files(FOLDER).keySet()).containsExactly("part_00000.parquet", "part_00001.parquet");
    }

    @Test
    void noRowsLeaveOneFileWithTheSchema() {
        QueryOutcome.Extracted outcome = extract(new FakeRowSource(0), 5);

        assertThat(outcome.rows()).isZero();
        assertThat(zone.files(FOLDER)).containsOnlyKeys("orders.parquet");
        assertThat(landed(0)).containsExactly("column_0");
    }

    @Test
    void aFileThatReachesItsSizeEnds() {
        FixedExtractionConfig config = new FixedExtractionConfig(root).withFileBytes(200);

        QueryOutcome.Extracted outcome = extract(config, new FakeRowSource(1000), 100_000);

        assertThat(outcome.files()).hasSizeGreaterThan(10);
        assertThat(values()).containsExactlyElementsOf(counting(1000));
        long sum = zone.files(FOLDER).values().stream()
                .flatMap(List::stream)
                .mapToLong(line -> line.length() + 1L)
                .sum();
        assertThat(outcome.bytes()).isEqualTo(sum);
    }

    @Test
    void aThousandColumnsMakeBatchesOfFewRows() {
        FixedExtractionConfig config = new FixedExtractionConfig(root).withBatches(4096, 90_000);
        List<Long> reported = new ArrayList<>();

        service = new ExtractionService(config, new FakeRowSource(45, 1000), writer, zone, "1.0");
        service.run(JOB, planned(false, 100), rowsInto(reported), cancellation);

        assertThat(reported).containsExactly(10L, 20L, 30L, 40L, 45L);
        assertThat(values()).containsExactlyElementsOf(counting(45));
    }

    @Test
    void aRowWiderThanABatchIsStillRead() {
        FixedExtractionConfig config = new FixedExtractionConfig(root).withBatches(100, 1);

        assertThat(extract(config, new FakeRowSource(7, 3), 100).rows()).isEqualTo(7);
    }

    @Test
    void progressEndsAtWhatWasDone() {
        AtomicLong rows = new AtomicLong();
        AtomicLong bytes = new AtomicLong();
        service = service(new FakeRowSource(95));

        QueryOutcome.Extracted outcome = (QueryOutcome.Extracted) service.run(
                JOB,
                planned(false, 30),
                new ExtractionProgress() {
                    @Override
                    public void rowsRead(long read) {
                        assertThat(read).isGreaterThan(rows.getAndSet(read));
                    }

                    @Override
                    public void bytesWritten(long written) {
                        assertThat(written).isGreaterThanOrEqualTo(bytes.getAndSet(written));
                    }
                },
                cancellation);

        assertThat(rows).hasValue(95);
        assertThat(bytes).hasValue(outcome.bytes());
    }

    @Test
    void readingAndWritingGoOnWhileAnUploadIsBlocked() {
        Gate upload = new Gate();
        zone.gateBeforeStage(upload);
        FakeRowSource source = new FakeRowSource(1000);
        CompletableFuture<QueryOutcome> run = start(source, 10);
        upload.awaitReached();

        // One file is sent, two wait, one waits for room; the batches in between are full.
        long ahead = (1 + Uploading.MAX_WAITING + 1) * 10L + 10L;
        await().until(() -> source.rowsRead() >= ahead);
        assertThat(zone.staged()).isZero();

        upload.letPass();
        assertThat(((QueryOutcome.Extracted) run.join()).rows()).isEqualTo(1000);
    }

    @Test
    void whatWaitsForABlockedUploadIsBounded() throws IOException {
        Gate upload = new Gate();
        zone.gateBeforeStage(upload);
        FakeRowSource source = new FakeRowSource(100_000);
        CompletableFuture<QueryOutcome> run = start(source, 10);
        upload.awaitReached();
        int filesAtMost = 1 + Uploading.MAX_WAITING + 1;
        await().until(() -> filesIn(root.resolve("spool")).size() >= filesAtMost);

        // A reader that is not held back would be through in no time.
        await().during(300, TimeUnit.MILLISECONDS)
                .until(() -> source.rowsRead() <= (filesAtMost + Reading.BATCHES) * 10L);
        assertThat(filesIn(root.resolve("spool"))).hasSizeLessThanOrEqualTo(filesAtMost + 1);

        upload.letPass();
        run.join();
    }

    @Test
    void readingIsAheadOfABlockedWriterByABoundedNumberOfBatches() {
        Gate write = new Gate();
        writer.gateBeforeWrite(write);
        FakeRowSource source = new FakeRowSource(100_000);
        CompletableFuture<QueryOutcome> run = start(source, 1000);
        write.awaitReached();

        await().until(() -> source.rowsRead() == Reading.BATCHES * 10L);
        await().during(200, TimeUnit.MILLISECONDS).until(() -> source.rowsRead() == Reading.BATCHES * 10L);

        write.letPass();
        assertThat(((QueryOutcome.Extracted) run.join()).rows()).isEqualTo(100_000);
    }

    @Test
    void outputThatIsThereIsSkippedUnlessOverwritten() {
        extract(new FakeRowSource(3), 5);
        FakeRowSource second = new FakeRowSource(4);
        service.close();
        service = service(second);

        QueryOutcome skipped = service.run(JOB, planned(false, 5), ExtractionProgress.NONE, cancellation);
        assertThat(skipped)
                .isInstanceOfSatisfying(
                        QueryOutcome.Skipped.class,
                        outcome -> assertThat(outcome.reason()).contains(FOLDER.value()));
        assertThat(second.rowsRead()).isZero();

        service.run(JOB, planned(true, 5), ExtractionProgress.NONE, cancellation);
        assertThat(values()).containsExactlyElementsOf(counting(4));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 10, 500})
    void aReadThatFailsStopsTheRun(long afterRows) {
        FakeRowSource source = new FakeRowSource(1000).failAfter(afterRows, FAILURE);

        assertThatThrownBy(() -> extract(source, 7)).isSameAs(FAILURE);
        nothingIsPublished(source);
    }

    @Test
    void anUploadThatFailsStopsReading() {
        zone.failStage(FAILURE);
        FakeRowSource source = new FakeRowSource(1_000_000_000L);

        assertThatThrownBy(() -> extract(source, 10)).isSameAs(FAILURE);
        assertThat(source.rowsRead()).isLessThan(1_000_000L);
        nothingIsPublished(source);
    }

    @Test
    void aWriterThatFailsStopsReadingThatIsBlocked() {
        Gate reading = new Gate();
        FakeRowSource source = new FakeRowSource(1000).gateAfter(20, reading);
        writer.failAt(15, FAILURE);

        assertThatThrownBy(() -> extract(source, 100)).isSameAs(FAILURE);
        assertThat(source.aborts()).isEqualTo(1);
        nothingIsPublished(source);
    }

    @Test
    void aVolumeThatCannotBeOpenedFailsBeforeAnythingIsRead() {
        zone.failOpen(FAILURE);
        FakeRowSource source = new FakeRowSource(10);

        assertThatThrownBy(() -> extract(source, 100)).isSameAs(FAILURE);
        assertThat(source.rowsRead()).isZero();
    }

    @Test
    void publishingThatFailsFailsTheRun() {
        zone.failPublish(FAILURE);
        FakeRowSource source = new FakeRowSource(10);

        assertThatThrownBy(() -> extract(source, 100)).isSameAs(FAILURE);
        nothingIsPublished(source);
    }

    @Test
    void anUnforeseenFailureIsABridgeExceptionWithoutItsMessage() {
        FakeRowSource source = new FakeRowSource(10).failAfter(0, new IllegalStateException("a secret value"));

        assertThatThrownBy(() -> extract(source, 100))
                .isInstanceOf(BridgeException.RemotePermanent.class)
                .hasMessageContaining("IllegalStateException")
                .message()
                .doesNotContain("secret");
        nothingIsPublished(source);
    }

    @Test
    void aRunThatFailedCanBeRunAgain() {
        zone.failPublish(FAILURE);
        service = service(new FakeRowSource(12));
        catchThrowable(() -> service.run(JOB, planned(false, 5), ExtractionProgress.NONE, cancellation));
        zone.failPublish(null);

        service.run(JOB, planned(false, 5), ExtractionProgress.NONE, cancellation);
        assertThat(values()).containsExactlyElementsOf(counting(12));
    }

    @Test
    void aCancelBeforeTheStartReadsNothing() {
        FakeRowSource source = new FakeRowSource(10);
        cancellation.cancel("the test cancels");

        assertThatThrownBy(() -> extract(source, 100)).isInstanceOf(BridgeException.Cancelled.class);
        assertThat(source.rowsRead()).isZero();
    }

    @Test
    void aCancelReachesAStatementThatHasNotAnsweredYet() {
        Gate gate = new Gate();
        FakeRowSource source = new FakeRowSource(10).gateBeforeOpen(gate);

        cancelAt(gate, source);
    }

    @Test
    void aCancelWhileReadingAbortsTheStream() {
        Gate gate = new Gate();
        FakeRowSource source = new FakeRowSource(1000).gateAfter(500, gate);

        cancelAt(gate, source);
        assertThat(source.aborts()).isEqualTo(1);
    }

    @Test
    void aCancelWhileEncodingStopsAfterTheBatch() {
        Gate gate = new Gate();
        writer.gateBeforeWrite(gate);
        FakeRowSource source = new FakeRowSource(1_000_000_000L);
        CompletableFuture<QueryOutcome> run = start(source, 100);
        gate.awaitReached();

        cancellation.cancel("the test cancels");
        gate.letPass();
        assertCancelled(run, source);
    }

    @Test
    void aCancelWhileUploadingAbortsTheUpload() {
        Gate gate = new Gate();
        zone.gateBeforeStage(gate);

        cancelAt(gate, new FakeRowSource(1000));
    }

    @Test
    void aCancelWhilePublishingAbortsIt() {
        Gate gate = new Gate();
        zone.gateBeforePublish(gate);

        cancelAt(gate, new FakeRowSource(5));
    }

    @Test
    void aCancelAfterTheEndChangesNothing() {
        extract(new FakeRowSource(5), 5);

        cancellation.cancel("too late");
        assertThat(zone.files(FOLDER)).hasSize(1);
    }

    @Test
    void theManifestTellsWhatTheFilesAre() throws IOException {
        Instant before = Instant.now();
        QueryOutcome.Extracted outcome = extract(new FakeRowSource(6, 2), 5);

        JsonNode manifest = new ObjectMapper().readTree(zone.manifest(FOLDER));
        assertThat(manifest.get("job_id").asText()).isEqualTo("job-1");
        assertThat(manifest.get("country").asText()).isEqualTo("bolivia");
        assertThat(manifest.get("query").asText()).isEqualTo("orders");
        assertThat(manifest.get("bridge_version").asText()).isEqualTo("1.0");
        assertThat(manifest.get("template_sha256").asText()).isEqualTo("abc123");
        assertThat(manifest.get("parameters").get("start_date").asText()).isEqualTo("1995-01-01");
        assertThat(manifest.get("consistency").asText()).isEqualTo("snapshot");
        assertThat(manifest.get("rows").asLong()).isEqualTo(6);
        assertThat(manifest.get("bytes").asLong()).isEqualTo(outcome.bytes());
        assertThat(manifest.get("files").findValuesAsText("name"))
                .containsExactly("part_00000.parquet", "part_00001.parquet");
        assertThat(manifest.get("files").findValuesAsText("rows")).containsExactly("5", "1");
        assertThat(manifest.get("schema").get(1).get("name").asText()).isEqualTo("column_1");
        assertThat(manifest.get("schema").get(1).get("source_type").asText()).isEqualTo("bigint");
        assertThat(manifest.get("truncated_values").get("column_0").asLong()).isEqualTo(3);
        assertThat(Instant.parse(manifest.get("started_at").asText())).isAfterOrEqualTo(before.minusMillis(1));
        assertThat(Instant.parse(manifest.get("ended_at").asText()))
                .isAfterOrEqualTo(Instant.parse(manifest.get("started_at").asText()));
        assertThat(writer.lastMetadata()).containsEntry("bridge.query", "orders");
    }

    private void cancelAt(Gate gate, FakeRowSource source) {
        CompletableFuture<QueryOutcome> run = start(source, 100);
        gate.awaitReached();
        cancellation.cancel("the test cancels");
        assertCancelled(run, source);
    }

    private void assertCancelled(CompletableFuture<QueryOutcome> run, FakeRowSource source) {
        assertThat(run)
                .failsWithin(5, TimeUnit.SECONDS)
                .withThrowableThat()
                .withCauseInstanceOf(BridgeException.Cancelled.class)
                .withMessageContaining("the test cancels");
        nothingIsPublished(source);
    }

    private void nothingIsPublished(FakeRowSource source) {
        assertThat(zone.hasOutput(FOLDER)).isFalse();
        assertThat(source.openStreams()).as("open streams").isZero();
    }

    private CompletableFuture<QueryOutcome> start(FakeRowSource source, int chunkSize) {
        service = service(source);
        return CompletableFuture.supplyAsync(
                () -> service.run(JOB, planned(false, chunkSize), ExtractionProgress.NONE, cancellation));
    }

    private QueryOutcome.Extracted extract(FakeRowSource source, int chunkSize) {
        return extract(new FixedExtractionConfig(root), source, chunkSize);
    }

    private QueryOutcome.Extracted extract(FixedExtractionConfig config, FakeRowSource source, int chunkSize) {
        service = new ExtractionService(config, source, writer, zone, "1.0");
        return (QueryOutcome.Extracted)
                service.run(JOB, planned(false, chunkSize), ExtractionProgress.NONE, cancellation);
    }

    private ExtractionService service(FakeRowSource source) {
        return new ExtractionService(new FixedExtractionConfig(root), source, writer, zone, "1.0");
    }

    private static PlannedQuery planned(boolean overwrite, int chunkSize) {
        RowQuery query = new RowQuery(
                new Country("bolivia"), new QueryName("orders"), "SELECT 1", List.of(), OptionalLong.empty(), Map.of());
        return new PlannedQuery(query, "abc123", Map.of("start_date", "1995-01-01"), FOLDER, overwrite, chunkSize);
    }

    private static ExtractionProgress rowsInto(List<Long> reported) {
        return new ExtractionProgress() {
            @Override
            public void rowsRead(long rows) {
                reported.add(rows);
            }

            @Override
            public void bytesWritten(long bytes) {}
        };
    }

    private List<String> landed(int index) {
        return List.copyOf(zone.files(FOLDER).values()).get(index);
    }

    private List<String> values() {
        return zone.files(FOLDER).values().stream()
                .flatMap(lines -> lines.stream().skip(1))
                .toList();
    }

    private static List<String> counting(long rows) {
        return LongStream.range(0, rows).mapToObj(Long::toString).toList();
    }

    private static List<Path> filesIn(Path folder) throws IOException {
        try (Stream<Path> entries = Files.walk(folder)) {
            return entries.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().endsWith(".lock"))
                    .toList();
        }
    }
}
