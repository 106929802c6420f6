package io.github.sqldatabricks.bridge.extraction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.sqldatabricks.bridge.extraction.ExtractionService.QueryOutcome;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.testing.FakeRowSource;
import io.github.sqldatabricks.bridge.testing.Gate;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Catches: a stage of a run that a cancel does not reach, and output that appears after one.
 */
@Timeout(30)
class ExtractionCancelTest extends ExtractionFixture {

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
        zone.gateBeforeUpload(gate);

        cancelAt(gate, new FakeRowSource(1000));
    }

    @Test
    void aCancelWhilePublishingAbortsIt() {
        Gate gate = new Gate();
        zone.gateBeforeCommit(gate);

        cancelAt(gate, new FakeRowSource(5));
    }

    @Test
    void anInterruptOfTheCallingThreadStopsAllWhereverItWaits() throws InterruptedException {
        Gate reading = new Gate();
        interruptAt(reading, new FakeRowSource(1000).gateAfter(500, reading));
        service.close();
        Gate upload = new Gate();
        zone.gateBeforeUpload(upload);
        interruptAt(upload, new FakeRowSource(5));
    }

    @Test
    void aCancelAfterTheEndChangesNothing() {
        extract(new FakeRowSource(5), 5);

        cancellation.cancel("too late");
        assertThat(zone.files(FOLDER)).hasSize(1);
    }

    private void interruptAt(Gate gate, FakeRowSource source) throws InterruptedException {
        service = service(source);
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        Thread caller = new Thread(() -> failure.complete(
                catchThrowable(() -> service.run(JOB, planned(false, 100), ExtractionProgress.NONE, cancellation))));
        caller.start();
        gate.awaitReached();

        caller.interrupt();
        caller.join();
        assertThat(failure)
                .isCompletedWithValueMatching(thrown -> thrown instanceof BridgeException.Cancelled cancelled
                        && cancelled.code().equals("interrupted"));
        nothingIsPublished(source);
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
}
