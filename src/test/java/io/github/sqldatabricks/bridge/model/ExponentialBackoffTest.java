package io.github.sqldatabricks.bridge.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Catches waits that do not grow, grow beyond the longest, overflow, or come in step. */
class ExponentialBackoffTest {

    private static final Duration LONGEST = Duration.ofSeconds(5);

    @Test
    void eachWaitIsTwiceTheOneBeforeUpToTheLongest() {
        ExponentialBackoff backoff = new ExponentialBackoff(Duration.ofMillis(250), LONGEST);
        assertThat(IntStream.rangeClosed(1, 7).mapToObj(backoff::after).map(Duration::toMillis))
                .containsExactly(250L, 500L, 1000L, 2000L, 4000L, 5000L, 5000L);
    }

    @Test
    void manyDoublingsAndALongFirstWaitEndAtTheLongest() {
        assertThat(new ExponentialBackoff(Duration.ofMillis(1), LONGEST).after(Integer.MAX_VALUE))
                .isEqualTo(LONGEST);
        assertThat(new ExponentialBackoff(Duration.ofHours(1), LONGEST).after(1))
                .isEqualTo(LONGEST);
    }

    @Test
    void jitterMakesWaitsLongerAndHalfToFullNeverLongerThanAsked() {
        assertThat(many(new ExponentialBackoff(Duration.ofMillis(100), LONGEST, 0.5), 2))
                .allSatisfy(wait -> assertThat(wait).isBetween(Duration.ofMillis(200), Duration.ofMillis(300)));
        assertThat(many(ExponentialBackoff.halfToFull(Duration.ofSeconds(100), Duration.ofSeconds(300)), 3))
                .allSatisfy(wait -> assertThat(wait).isBetween(Duration.ofSeconds(150), Duration.ofSeconds(300)));
        assertThat(ExponentialBackoff.halfToFull(Duration.ZERO, LONGEST).after(1))
                .isBetween(Duration.ofMillis(1), Duration.ofMillis(2));
    }

    private static List<Duration> many(ExponentialBackoff backoff, int failures) {
        return IntStream.range(0, 3).mapToObj(i -> backoff.after(failures)).toList();
    }
}
