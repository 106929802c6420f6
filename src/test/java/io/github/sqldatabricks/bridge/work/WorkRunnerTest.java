package io.github.sqldatabricks.bridge.work;

import static io.github.sqldatabricks.bridge.testing.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.testing.RecordingEmitter;
import io.github.sqldatabricks.bridge.testing.WorkMessagesOfTests;
import io.github.sqldatabricks.bridge.work.WorkHandler.Renewal;
import io.github.sqldatabricks.bridge.work.WorkHandler.RunningWork;
import io.github.sqldatabricks.bridge.work.WorkHandler.RunningWork.StopReason;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The engine with work that lasts as long as the test wants. Catches a drain that ends while work runs or waits for work that has
 * ended, a stop that misses work or hits other work, and a thread that dies of a store that is down.
 */
class WorkRunnerTest {

    private static final int THREADS = 2;

    private final Queue<String> waiting = new ConcurrentLinkedQueue<>();
    private final Map<String, CountDownLatch> ends = new ConcurrentHashMap<>();
    private final RecordingEmitter<WorkChannel.Trigger> emitter = new RecordingEmitter<>();
    private final WorkChannel channel = new WorkChannel(emitter, WorkMessagesOfTests.shared(), THREADS);
    private final WorkRunner<String, RunningWork<String>> runner = new WorkRunner<>(new Waiting(), channel);
    private volatile Renewal<String> renewal = Renewal.nothing();
    private volatile boolean storeIsDown;
    private volatile Runnable whileClaiming = () -> {};
    private final Queue<String> stoppedAtTheirBegin = new ConcurrentLinkedQueue<>();

    /** Work that ends when the test says so, or when it is stopped. */
    private final class Waiting implements WorkHandler<String, RunningWork<String>> {

        @Override
        public String name() {
            return "pieces";
        }

        @Override
        public Duration lease() {
            return Duration.ofHours(1);
        }

        @Override
        public Optional<RunningWork<String>> claim() {
            if (storeIsDown) {
                throw new BridgeException.RemoteTransient(ErrorCode.JOB_STORE_UNAVAILABLE, "down", null);
            }
            whileClaiming.run();
            return Optional.ofNullable(waiting.poll()).map(RunningWork::new);
        }

        @Override
        public void work(RunningWork<String> work) {
            if (work.isStoppedBy(StopReason.DRAINED)) {
                stoppedAtTheirBegin.add(work.claim());
            }
            CountDownLatch end = ends.get(work.claim());
            work.cancellation().onCancel(end::countDown);
            try {
                end.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public Renewal<String> renew(List<RunningWork<String>> running) {
            return renewal;
        }
    }

    @AfterEach
    void end() {
        ends.values().forEach(CountDownLatch::countDown);
    }

    @Test
    void waitsNoLongerThanItMay() throws InterruptedException {
        begin("a");
        assertThat(runner.awaitNone(Duration.ofMillis(20))).isFalse();
        assertThat(runner.awaitNone(Duration.ZERO)).isFalse();
    }

    @Test
    void waitsForTheLastOne() throws Exception {
        begin("a");
        begin("b");
        CompletableFuture<Boolean> none = CompletableFuture.supplyAsync(() -> {
            try {
                return runner.awaitNone(Duration.ofMinutes(1));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        ends.get("a").countDown();
        await().until(() -> runner.running().size() == 1);
        assertThat(none).isNotDone();
        ends.get("b").countDown();
        assertThat(none.get(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aBeatStopsWhatIsLostOrCancelledAndNothingElse() {
        RunningWork<String> lost = begin("lost");
        RunningWork<String> cancelled = begin("cancelled");
        RunningWork<String> other = begin("other");
        renewal = new Renewal<>(Set.of("lost", "never"), Set.of("cancelled"));
        runner.beat();
        assertThat(lost.stopped()).contains(StopReason.LOST);
        assertThat(cancelled.stopped()).contains(StopReason.CANCELLED);
        assertThat(other.stopped()).isEmpty();
        await().until(() -> runner.running().equals(List.of(other)));
    }

    @Test
    void theFirstReasonToStopCounts() {
        RunningWork<String> work = begin("a");
        runner.stop(claim -> claim.equals("b"), StopReason.CANCELLED);
        assertThat(work.stopped()).isEmpty();
        runner.stop(claim -> claim.equals("a"), StopReason.CANCELLED);
        runner.stopForEnd();
        assertThat(work.isStoppedBy(StopReason.CANCELLED)).isTrue();
    }

    @Test
    void whatIsClaimedWhenTheProcessEndsIsStoppedAtOnce() throws Exception {
        CountDownLatch claiming = new CountDownLatch(1);
        CountDownLatch claimed = new CountDownLatch(1);
        whileClaiming = () -> {
            claiming.countDown();
            passed(claimed);
        };
        ends.put("late", new CountDownLatch(1));
        waiting.add("late");
        Thread thread = new Thread(runner::run);
        thread.start();
        passed(claiming);
        runner.close();
        assertThat(runner.awaitNone(Duration.ofMillis(20))).isFalse();
        runner.stopForEnd();
        claimed.countDown();
        assertThat(runner.awaitNone(Duration.ofSeconds(20))).isTrue();
        thread.join();
        assertThat(stoppedAtTheirBegin).containsExactly("late");
    }

    private static void passed(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aThreadOutlivesAStoreThatIsDownAndTheNextMessageFindsTheWork() {
        waiting.add("a");
        ends.put("a", new CountDownLatch(0));
        storeIsDown = true;
        channel.trigger();
        runner.run();
        assertThat(waiting).containsExactly("a");
        storeIsDown = false;
        channel.trigger();
        runner.run();
        assertThat(waiting).isEmpty();
    }

    @Test
    void aThreadThatAMessageIsOnItsWayToIsNotFree() {
        channel.trigger();
        channel.trigger();
        CompletableFuture<Boolean> free = awaitFreeThread();
        assertThat(free).isNotDone();
        runner.run();
        assertThat(free).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(true);
    }

    @Test
    void aFreeThreadIsWaitedForUntilOneIs() {
        begin("a");
        begin("b");
        CompletableFuture<Boolean> free = awaitFreeThread();
        assertThat(free).isNotDone();
        ends.get("b").countDown();
        assertThat(free).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(true);
    }

    @Test
    void noMoreMessagesWaitThanThereAreThreads() {
        for (int i = 0; i < 2 * THREADS; i++) {
            channel.trigger();
        }
        assertThat(emitter.sent()).hasSize(THREADS);
        channel.close();
        runner.run();
        channel.trigger();
        assertThat(emitter.sent()).hasSize(THREADS);
    }

    private CompletableFuture<Boolean> awaitFreeThread() {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return runner.awaitFreeThread();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private RunningWork<String> begin(String name) {
        ends.put(name, new CountDownLatch(1));
        waiting.add(name);
        new Thread(runner::run).start();
        await().until(() -> running(name).isPresent());
        return running(name).orElseThrow();
    }

    private Optional<RunningWork<String>> running(String name) {
        return runner.running().stream()
                .filter(work -> work.claim().equals(name))
                .findFirst();
    }
}
