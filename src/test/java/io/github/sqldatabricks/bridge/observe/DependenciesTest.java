package io.github.sqldatabricks.bridge.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Catches a health check that hangs with its dependency, asks one after another, asks too often, or throws. */
class DependenciesTest {

    private static final Connectivity.Status UP = new Connectivity.Status(true, "ok", Duration.ZERO);

    private final AtomicInteger asked = new AtomicInteger();

    @Test
    void aSilentDependencyIsDownAfterTheTimeoutAndDoesNotDelayTheOthers() {
        CountDownLatch never = new CountDownLatch(1);
        Dependencies dependencies =
                dependencies(Duration.ZERO, named("silent", () -> await(never)), named("good", () -> UP));
        Map<String, Connectivity.Status> statuses = dependencies.statuses();
        assertThat(statuses.get("silent").up()).isFalse();
        assertThat(statuses.get("silent").detail()).contains("200 ms");
        assertThat(statuses.get("good")).isEqualTo(UP);
        dependencies.close();
    }

    @Test
    void dependenciesAreAskedAtTheSameTime() {
        CountDownLatch both = new CountDownLatch(2);
        Dependencies dependencies =
                dependencies(Duration.ZERO, named("a", () -> meet(both)), named("b", () -> meet(both)));
        assertThat(dependencies.statuses().values()).containsOnly(UP);
        dependencies.close();
    }

    @Test
    void anAnswerIsUsedAgainForAWhile() {
        Dependencies dependencies = dependencies(Duration.ofHours(1), named("a", () -> UP));
        dependencies.statuses();
        dependencies.statuses();
        assertThat(asked).hasValue(1);
        dependencies.close();
    }

    @Test
    void aCheckThatThrowsCountsAsDownWithoutItsText() {
        Dependencies dependencies = dependencies(Duration.ZERO, named("broken", () -> {
            throw new IllegalStateException("password=secret");
        }));
        assertThat(dependencies.statuses().get("broken").up()).isFalse();
        assertThat(dependencies.statuses().get("broken").detail()).doesNotContain("secret");
        dependencies.close();
    }

    private Connectivity named(String name, Supplier<Connectivity.Status> answer) {
        return new Connectivity() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Status check() {
                asked.incrementAndGet();
                return answer.get();
            }
        };
    }

    private static Dependencies dependencies(Duration cache, Connectivity... all) {
        return new Dependencies(List.of(all), new HealthConfig() {
            @Override
            public Duration timeout() {
                return Duration.ofMillis(200);
            }

            @Override
            public Duration cache() {
                return cache;
            }
        });
    }

    private static Connectivity.Status await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return UP;
    }

    private static Connectivity.Status meet(CountDownLatch both) {
        both.countDown();
        return await(both);
    }
}
