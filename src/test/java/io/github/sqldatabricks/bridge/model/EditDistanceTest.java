package io.github.sqldatabricks.bridge.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Catches a wrong distance, and words so long that comparing them takes the memory of the process. */
class EditDistanceTest {

    @ParameterizedTest
    @CsvSource({
        "'', '', 0",
        "'', abc, 3",
        "abc, abc, 0",
        "abc, abd, 1",
        "abc, abcd, 1",
        "abcd, acd, 1",
        "abc, acb, 1",
        "ca, abc, 3",
        "kitten, sitting, 3",
        "strat_date, start_date, 1",
        "identiy, identity, 1"
    })
    void countsWhatHasToBeChangedEitherWay(String one, String other, int distance) {
        assertThat(EditDistance.between(one, other, 10)).isEqualTo(distance);
        assertThat(EditDistance.between(other, one, 10)).isEqualTo(distance);
    }

    @Test
    void wordsOfQuiteOtherLengthAreFarAway() {
        assertThat(EditDistance.between("a", "abcdefg", 3)).isGreaterThan(3);
    }
}
