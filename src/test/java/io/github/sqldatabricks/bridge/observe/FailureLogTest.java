package io.github.sqldatabricks.bridge.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.testing.LogRecords;
import java.time.Duration;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;

/** Catches a log without the cause that an answer promises, and one that an outage fills. */
class FailureLogTest {

    private static final String NAME = FailureLogTest.class.getName();
    private static final Exception CAUSE = new IllegalStateException("the server's own words");

    private final FailureLog failures = new FailureLog(Logger.getLogger(NAME));

    @Test
    void theFirstOfAKindHasItsCauseAndThoseThatFollowAreCounted() {
        try (LogRecords records = LogRecords.of(NAME)) {
            report("08S01", 0);
            for (int second = 1; second <= 120; second++) {
                report("08S01", second);
            }
            assertThat(records.messages()).hasSize(3).last().asString().contains("60 more times");
            assertThat(records.causes()).containsExactly(CAUSE);
        }
    }

    @Test
    void anotherKindAndOneThatWasQuietForLongAreNew() {
        try (LogRecords records = LogRecords.of(NAME)) {
            report("08S01", 0);
            report("18456", 1);
            report("08S01", 700);
            assertThat(records.causes()).containsExactly(CAUSE, CAUSE, CAUSE);
        }
    }

    private void report(String kind, long second) {
        failures.report(
                kind, "The store failed", CAUSE, Duration.ofSeconds(second).toNanos());
    }
}
