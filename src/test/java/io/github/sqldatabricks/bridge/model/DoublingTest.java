package io.github.sqldatabricks.bridge.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Catches waits that do not grow, grow beyond the longest, or overflow. */
class DoublingTest {

    private static final Duration LONGEST = Duration.ofSeconds(5);

    @Test
    void eachWaitIsTwiceTheOneBeforeUpToTheLongest() {
        assertThat(IntStream.range(0, 7)
                        .mapToObj(times -> Doubling.of(Duration.ofMillis(250), times, LONGEST))
                        .map(Duration::toMillis))
                .containsExactly(250L, 500L, 1000L, 2000L, 4000L, 5000L, 5000L);
    }

    @Test
    void manyDoublingsAndALongFirstWaitEndAtTheLongest() {
        assertThat(Doubling.of(Duration.ofMillis(1), Integer.MAX_VALUE, LONGEST))
                .isEqualTo(LONGEST);
        assertThat(Doubling.of(Duration.ofHours(1), 0, LONGEST)).isEqualTo(LONGEST);
    }
}
