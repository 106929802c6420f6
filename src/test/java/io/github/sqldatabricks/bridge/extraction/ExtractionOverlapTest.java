package io.github.sqldatabricks.bridge.extraction;

import static io.github.sqldatabricks.bridge.testing.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.extraction.ExtractionService.QueryOutcome;
import io.github.sqldatabricks.bridge.extraction.PartReader.ReadAhead;
import io.github.sqldatabricks.bridge.testing.FakeRowSource;
import io.github.sqldatabricks.bridge.testing.Gate;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Catches: reading that waits for an upload, reading or writing that runs ahead without bound, progress that goes back.
 */
@Timeout(30)
class ExtractionOverlapTest extends ExtractionFixture {

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
        zone.gateBeforeUpload(upload);
        FakeRowSource source = new FakeRowSource(1000);
        CompletableFuture<QueryOutcome> run = start(source, 10);
        upload.awaitReached();

        // One file is sent, two wait, one waits for room; the batches in between are full.
        long ahead = (1 + QueryPipeline.WAITING_FILES + 1) * 10L + 10L;
        await().until(() -> source.rowsRead() >= ahead);
        assertThat(zone.uploaded()).isZero();

        upload.letPass();
        assertThat(((QueryOutcome.Extracted) run.join()).rows()).isEqualTo(1000);
    }

    @Test
    void whatWaitsForABlockedUploadIsBounded() throws IOException {
        Gate upload = new Gate();
        zone.gateBeforeUpload(upload);
        FakeRowSource source = new FakeRowSource(100_000);
        CompletableFuture<QueryOutcome> run = start(source, 10);
        upload.awaitReached();
        int filesAtMost = 1 + QueryPipeline.WAITING_FILES + 1;
        await().until(() -> filesIn(root.resolve("spool")).size() >= filesAtMost);

        // A reader that is not held back would be through in no time.
        await().during(300, TimeUnit.MILLISECONDS)
                .until(() -> source.rowsRead() <= (filesAtMost + ReadAhead.BATCHES) * 10L);
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

        await().until(() -> source.rowsRead() == ReadAhead.BATCHES * 10L);
        await().during(200, TimeUnit.MILLISECONDS).until(() -> source.rowsRead() == ReadAhead.BATCHES * 10L);

        write.letPass();
        assertThat(((QueryOutcome.Extracted) run.join()).rows()).isEqualTo(100_000);
    }
}
