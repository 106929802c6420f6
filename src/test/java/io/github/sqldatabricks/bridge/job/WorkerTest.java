package io.github.sqldatabricks.bridge.job;

import static io.github.sqldatabricks.bridge.testing.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.job.JobState.JobStatus;
import io.github.sqldatabricks.bridge.job.QueryProgress.QueryState;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.observe.Meters;
import io.github.sqldatabricks.bridge.testing.FixedJobConfig;
import io.github.sqldatabricks.bridge.work.WorkHandler.RunningWork.StopReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * The work of one process beside another one. Catches cancels that do not reach the other process, a process that goes on
 * with a lease it may have lost, and one that claims more than it has threads for.
 */
class WorkerTest extends WorkerFixture {

    @Test
    void aThreadClaimsOneQueryAtATimeAndLetsOthersHelp() {
        List<Long> waiting = new ArrayList<>();
        process(Duration.ofHours(1), query -> {
            waiting.add(tracker.waiting());
            assertThat(runner.running()).containsExactly(query);
            handler.record(query, new QueryState.Completed(List.of(), Map.of()));
        });
        Job job = job("a", "b", "c");
        channel.trigger();
        runner.run();
        assertThat(waiting).containsExactly(2L, 1L, 0L);
        assertThat(emitter.sent()).hasSizeGreaterThan(1).hasSizeLessThanOrEqualTo(4);
        assertThat(runner.running()).isEmpty();
        assertThat(other.find(job.id()).state().status()).isEqualTo(JobStatus.COMPLETED);
    }

    @Test
    void aCancelInAnotherProcessReachesTheQueryWithTheNextBeat() {
        process(Duration.ofHours(1), query -> {
            other.cancel(query.claim().job());
            assertThat(query.stopped()).isEmpty();
            runner.beat();
            assertThat(query.stopped()).contains(StopReason.CANCELLED);
            assertThatThrownBy(query.cancellation()::check).isInstanceOf(BridgeException.Cancelled.class);
        });
        job("q");
        runner.run();
        assertThat(worked).hasValue(1);
    }

    @Test
    void aQueryThatAnotherProcessHasReclaimedIsStoppedAndItsOutcomeIsNotRecorded() {
        process(Duration.ZERO, query -> {
            assertThat(other.claim()).isPresent();
            runner.beat();
            assertThat(query.stopped()).contains(StopReason.LOST);
            handler.record(query, new QueryState.Completed(List.of(), Map.of()));
        });
        Job job = job("q");
        runner.run();
        assertThat(worked).hasValue(1);
        assertThat(other.find(job.id()).ended()).isFalse();
    }

    @Test
    void anOutcomeThatComesBeforeTheLossIsNoticedIsNotRecordedEither() {
        process(Duration.ZERO, query -> {
            assertThat(other.claim()).isPresent();
            handler.record(query, new QueryState.Completed(List.of(), Map.of()));
        });
        Job job = job("q");
        runner.run();
        assertThat(worked).hasValue(1);
        assertThat(other.find(job.id()).ended()).isFalse();
    }

    @Test
    void aProcessThatCannotReachTheStoreForALeaseStopsItsQueries() {
        process(Duration.ofMillis(300), query -> {
            runner.beat();
            database.close();
            runner.beat();
            assertThat(query.stopped()).isEmpty();
            await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
                runner.beat();
                assertThat(query.stopped()).contains(StopReason.LOST);
            });
        });
        job("q");
        runner.run();
        assertThat(worked).hasValue(1);
    }

    @Test
    void aQueryThatKilledManyProcessesEndsWithoutAnotherAttemptAndIsCounted() {
        process(Duration.ZERO, query -> {});
        Job job = job("q");
        for (int died = 0; died < new FixedJobConfig(Duration.ZERO).maxTakeovers(); died++) {
            tracker.claim();
        }
        Optional<RunningQuery> claimed = handler(Duration.ZERO).claim();
        assertThat(claimed).isEmpty();
        assertThat(other.find(job.id()).state().status()).isEqualTo(JobStatus.FAILED);
        assertThat(other.find(job.id()).query(new QueryName("q")).ended()).isTrue();
        assertThat(registry.counter(Meters.JOBS_ENDED, Meters.STATUS, "failed").count())
                .isEqualTo(1);
    }

    /** Nobody ran it to its end who could have told. */
    @Test
    void aStreamWhoseProcessesDiedOrThatFailsUnexpectedlyHasFailed() {
        process(Duration.ZERO, query -> {});
        other.create(newRun("dbo.orders"));
        for (int died = 0; died < new FixedJobConfig(Duration.ZERO).maxTakeovers(); died++) {
            tracker.claim();
        }
        assertThat(failures).isEmpty();
        assertThat(handler(Duration.ZERO).claim()).isEmpty();
        assertThat(failures).containsExactly("dbo.orders worker-died");

        process(Duration.ofHours(1), query -> handler.work(query));
        other.create(newRun("dbo.items"));
        runner.run();
        assertThat(failures).containsExactly("dbo.orders worker-died", "dbo.items internal-error");
    }

    /** The process that has the stream now may have brought it up to date. */
    @Test
    void aStreamThatWasLostToAnotherProcessHasNotFailed() {
        process(Duration.ZERO, query -> {
            other.claim();
            handler.record(query, new QueryState.Failed(ErrorCode.INTERNAL_ERROR, "late", false));
        });
        other.create(newRun("dbo.orders"));
        runner.run();
        assertThat(failures).isEmpty();
    }

    @Test
    void aReclaimedQueryIsCounted() {
        tracker(Duration.ZERO).create(newJob("q"));
        tracker(Duration.ZERO).claim().orElseThrow();
        runner.run();
        assertThat(worked).hasValue(1);
        assertThat(registry.counter(Meters.TAKEN_OVER).count()).isEqualTo(1);
    }
}
