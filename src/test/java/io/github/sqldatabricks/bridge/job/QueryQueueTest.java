package io.github.sqldatabricks.bridge.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.model.BridgeException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The bound of the queue. Catches room that is given twice, room that is never given back, and waiting work of other processes. */
class QueryQueueTest extends WorkerFixture {

    @Test
    void roomThatIsReservedGoesBack() {
        assertThatThrownBy(() -> queue.reserve(CAPACITY + 1))
                .isInstanceOfSatisfying(
                        BridgeException.InvalidRequest.class,
                        refused -> assertThat(refused.code()).isEqualTo("too-many-queries"));
        try (QueryQueue.Permit permit = queue.reserve(CAPACITY)) {
            assertThatThrownBy(() -> queue.reserve(1))
                    .isInstanceOfSatisfying(
                            BridgeException.Busy.class,
                            busy -> assertThat(busy.code()).isEqualTo("queue-full"));
        }
        queue.reserve(CAPACITY).close();
    }

    @Test
    void whatWaitsInTheStoreTakesRoomWhoeverHasAcceptedItUntilItIsClaimed() {
        job(IntStream.range(0, CAPACITY).mapToObj(i -> "q" + i).toArray(String[]::new));
        assertThatThrownBy(() -> queue.reserve(1))
                .isInstanceOf(BridgeException.Busy.class)
                .hasMessageContaining("room for 0 more queries");
        assertThat(queue.free()).isZero();
        other.claim().orElseThrow();
        queue.reserve(1).close();
        assertThat(queue.waiting()).isEqualTo(CAPACITY - 1);
        assertThat(queue.free()).isEqualTo(1);
    }

    @Test
    void ofRequestsAtTheSameMomentThoseAreTakenThatFit() throws Exception {
        int requests = 8;
        AtomicInteger taken = new AtomicInteger();
        CountDownLatch start = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(requests);
        for (int i = 0; i < requests; i++) {
            threads.submit(() -> {
                start.await();
                queue.reserve(CAPACITY / 4);
                return taken.incrementAndGet();
            });
        }
        start.countDown();
        threads.shutdown();
        assertThat(threads.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        assertThat(taken).hasValue(4);
    }
}
