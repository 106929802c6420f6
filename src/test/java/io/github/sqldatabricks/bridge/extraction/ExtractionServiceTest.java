package io.github.sqldatabricks.bridge.extraction;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sqldatabricks.bridge.extraction.ExtractionConfig.FileNaming;
import io.github.sqldatabricks.bridge.extraction.ExtractionService.QueryOutcome;
import io.github.sqldatabricks.bridge.model.JobId;
import io.github.sqldatabricks.bridge.model.WorkContext;
import io.github.sqldatabricks.bridge.testing.FakeRowSource;
import io.github.sqldatabricks.bridge.testing.FixedExtractionConfig;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Catches: files that roll one row early or late, wrong names, lost or doubled rows, output that is replaced unasked, a
 * manifest that does not tell the truth.
 */
@Timeout(30)
class ExtractionServiceTest extends ExtractionFixture {

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
    void filesCarryTheQueryTheRunAndTheirNumber() {
        QueryOutcome.Extracted outcome = extract(new FakeRowSource(6), 5);

        assertThat(zone.files(FOLDER).keySet())
                .containsExactly("orders-job1-00000.parquet", "orders-job1-00001.parquet");
        assertThat(outcome.files())
                .containsExactly(
                        FOLDER.resolve("orders-job1-00000.parquet"), FOLDER.resolve("orders-job1-00001.parquet"));
    }

    /** COPY INTO, Auto Loader and file streams load a path once: what a second job writes must have another. */
    @Test
    void anotherJobNeverRepeatsAPathAndAnotherAttemptDoes() {
        Set<String> names = new HashSet<>();
        JobId job = JobId.random();
        for (JobId next : List.of(job, JobId.random(), job)) {
            service = service(new FakeRowSource(3));
            service.run(next, planned(true, 2), ExtractionProgress.NONE, cancellation);
            names.addAll(zone.files(FOLDER).keySet());
            service.close();
        }
        service = service(new FakeRowSource(3));

        assertThat(names).hasSize(4).allMatch(name -> name.matches("orders-[0-9a-f]{16}-0000[01]\\.parquet"));
    }

    @Test
    void fixedNamesAreThoseOfEarlierVersions() {
        FixedExtractionConfig config = new FixedExtractionConfig(root).withFileNames(FileNaming.FIXED);

        extract(config, new FakeRowSource(5), 5);
        assertThat(zone.files(FOLDER)).containsOnlyKeys("orders.parquet");
        service.close();
        service = new ExtractionService(config, new FakeRowSource(6), writer, zone, WorkContext.NONE, "1.0");
        service.run(JobId.random(), planned(true, 5), ExtractionProgress.NONE, cancellation);

        assertThat(zone.files(FOLDER).keySet()).containsExactly("part_00000.parquet", "part_00001.parquet");
    }

    @Test
    void noRowsLeaveOneFileWithTheSchema() {
        QueryOutcome.Extracted outcome = extract(new FakeRowSource(0), 5);

        assertThat(outcome.rows()).isZero();
        assertThat(zone.files(FOLDER)).containsOnlyKeys("orders-job1-00000.parquet");
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

        service = new ExtractionService(config, new FakeRowSource(45, 1000), writer, zone, WorkContext.NONE, "1.0");
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
    void aQueryIsExpectedToHaveAsManyRowsAsTheOutputThatItReplaces() {
        List<Long> estimates = new ArrayList<>();
        service = service(new FakeRowSource(7));
        service.run(JOB, planned(true, 10), expectedInto(estimates), cancellation);
        assertThat(estimates).isEmpty();
        service.close();
        service = service(new FakeRowSource(9));
        service.run(JobId.random(), planned(true, 10), expectedInto(estimates), cancellation);
        assertThat(estimates).containsExactly(7L);
    }

    @Test
    void outputThatIsThereIsSkippedUnlessOverwritten() {
        extract(new FakeRowSource(3), 5);
        FakeRowSource second = new FakeRowSource(4);
        service.close();
        service = service(second);

        QueryOutcome skipped = service.run(JobId.random(), planned(false, 5), ExtractionProgress.NONE, cancellation);
        assertThat(skipped)
                .isInstanceOfSatisfying(
                        QueryOutcome.Skipped.class,
                        outcome -> assertThat(outcome.reason()).contains(FOLDER.value()));
        assertThat(second.rowsRead()).isZero();

        service.run(JobId.random(), planned(true, 5), ExtractionProgress.NONE, cancellation);
        assertThat(values()).containsExactlyElementsOf(counting(4));
    }

    /** Else the job said "skipped" about rows that it had written itself, or wrote them once more. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anAttemptThatPublishedAndDiedBeforeItCouldSaySoCounts(boolean overwrite) {
        QueryOutcome.Extracted first = extract(new FakeRowSource(6), 5);
        service.close();
        FakeRowSource again = new FakeRowSource(6);
        service = service(again);

        QueryOutcome second = service.run(JOB, planned(overwrite, 5), ExtractionProgress.NONE, cancellation);

        assertThat(again.rowsRead()).isZero();
        assertThat(second).isInstanceOfSatisfying(QueryOutcome.Extracted.class, outcome -> {
            assertThat(outcome.rows()).isEqualTo(6);
            assertThat(outcome.files()).isEqualTo(first.files());
            assertThat(outcome.bytes()).isEqualTo(first.bytes());
            assertThat(outcome.truncatedValues()).isEqualTo(first.truncatedValues());
        });
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
                .containsExactly("orders-job1-00000.parquet", "orders-job1-00001.parquet");
        assertThat(manifest.get("files").findValuesAsText("rows")).containsExactly("5", "1");
        assertThat(manifest.get("schema").get(1).get("name").asText()).isEqualTo("column_1");
        assertThat(manifest.get("schema").get(1).get("source_type").asText()).isEqualTo("bigint");
        assertThat(manifest.get("truncated_values").get("column_0").asLong()).isEqualTo(3);
        assertThat(Instant.parse(manifest.get("started_at").asText())).isAfterOrEqualTo(before.minusMillis(1));
        assertThat(Instant.parse(manifest.get("ended_at").asText()))
                .isAfterOrEqualTo(Instant.parse(manifest.get("started_at").asText()));
        assertThat(writer.lastMetadata()).containsEntry("bridge.query", "orders");
    }
}
