package io.github.sqldatabricks.bridge.console.plot;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpanTest {

    private static final Instant BEGIN = Instant.parse("2026-07-01T12:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "0, 40, 0, 40",
        "40, 80, 40, 40",
        "80, 160, 80, 80",
        "-10, 20, 0, 30",
        "150, 200, 150, 10",
        "100, 100, 100, 2",
        "160, 160, 158, 2"
    })
    void aBarIsWhereItsTimeIsAndCanBeSeen(long from, long to, double x, double width) {
        assertThat(Span.of(at(from), at(to), BEGIN, at(160))).isEqualTo(new Span(x, width));
    }

    @ParameterizedTest
    @CsvSource({"0, 5", "4, 5", "5, 10", "79, 80", "160, 168", "1034, 1088", "1087, 1088", "1088, 1152", "86400, 90112"
    })
    void anAxisEndsAheadOfNow(long now, long end) {
        assertThat(Span.axis(BEGIN, at(now))).isEqualTo(at(end));
    }

    @Test
    void anAxisMovesSeldomAndIsNeverMuchTooLong() {
        long moves = LongStream.range(0, 3600)
                .mapToObj(second -> Span.axis(BEGIN, at(second)))
                .distinct()
                .count();
        assertThat(moves).isLessThan(110);
        assertThat(LongStream.range(80, 100_000))
                .allSatisfy(second -> assertThat(Duration.between(at(second), Span.axis(BEGIN, at(second)))
                                .toSeconds())
                        .isBetween(1L, second / 16 + 1));
    }

    /** Clocks of a database and of this process can differ. */
    @Test
    void aJobOfTheFutureHasAnAxis() {
        assertThat(Span.axis(BEGIN, at(-3))).isEqualTo(at(5));
    }

    private static Instant at(long seconds) {
        return BEGIN.plusSeconds(seconds);
    }
}
