package io.github.sqldatabricks.bridge.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Catches tries that are not made, a failure that can't be repeated, and values out of their range or never at its ends. */
class RandomTriesTest {

    @Test
    void makesAllTriesWithDifferentValues() {
        List<Long> seen = new ArrayList<>();
        RandomTries.of(50, values -> seen.add(values.between(0, Long.MAX_VALUE)));
        assertThat(seen).hasSize(50);
        assertThat(new HashSet<>(seen)).hasSizeGreaterThan(25);
    }

    @Test
    void namesTheSeedThatRepeatsAFailure() {
        List<Integer> failed = new ArrayList<>();
        assertThatThrownBy(() -> RandomTries.of(1, values -> {
                    failed.add(values.between(0, Integer.MAX_VALUE));
                    throw new IllegalStateException("for a reason");
                }))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("for a reason")
                .satisfies(error -> {
                    String seed = error.getMessage().replaceAll(".*" + RandomTries.SEED + "=(-?\\d+):.*", "$1");
                    RandomValues again = new RandomValues(Long.parseLong(seed));
                    assertThat(again.between(0, Integer.MAX_VALUE)).isEqualTo(failed.get(0));
                });
    }

    @Test
    void numbersReachBothEndsOfTheirRangeAndNeverLeaveIt() {
        Set<Integer> seen = new HashSet<>();
        RandomValues values = new RandomValues(1);
        for (int i = 0; i < 1000; i++) {
            seen.add(values.between(-3, 20));
        }
        assertThat(seen).hasSize(24).allMatch(number -> number >= -3 && number <= 20);
        assertThat(values.between(7, 7)).isEqualTo(7);
        assertThat(values.between(BigInteger.TEN.pow(40), BigInteger.TEN.pow(40)))
                .isEqualTo(BigInteger.TEN.pow(40));
    }

    @Test
    void longsOfTheWholeRangeAreBothLargeAndSmall() {
        RandomValues values = new RandomValues(1);
        List<Long> numbers = values.list(1000, 1000, () -> values.between(Long.MIN_VALUE, Long.MAX_VALUE));
        assertThat(numbers).contains(Long.MIN_VALUE, Long.MAX_VALUE, 0L);
        assertThat(numbers.stream().filter(number -> Math.abs(number) < 1000).count())
                .isBetween(50L, 500L);
    }
}
