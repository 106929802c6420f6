package io.github.sqldatabricks.bridge.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Catches a drain that ends while work runs, or waits for work that has ended, and a stop that misses work that runs. */
class RunningWorkTest {

    private final RunningWork<String, Integer> running = new RunningWork<>();

    @Test
    void waitsNoLongerThanItMay() throws InterruptedException {
        running.add("a", 1);
        assertThat(running.awaitNone(Duration.ofMillis(20))).isFalse();
        assertThat(running.awaitNone(Duration.ZERO)).isFalse();
    }

    @Test
    void waitsForTheLastOne() throws Exception {
        running.add("a", 1);
        running.add("b", 2);
        CompletableFuture<Boolean> none = CompletableFuture.supplyAsync(() -> {
            try {
                return running.awaitNone(Duration.ofMinutes(1));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        running.remove("a");
        assertThat(none).isNotDone();
        running.remove("b");
        assertThat(none.get(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void findsTheWorkThatRunsAndNoOther() {
        running.add("a", 1);
        running.add("b", 2);
        running.add("c", 3);
        running.remove("b");
        assertThat(running.of(List.of("a", "b", "never"))).containsExactly(1);
        assertThat(running.of(running.keys())).containsExactlyInAnyOrder(1, 3);
        assertThat(running.size()).isEqualTo(2);
    }
}
