package io.github.sqldatabricks.bridge.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Catches a limit that is none, that never ends, that others suffer from, or whose memory grows with the attackers. */
class FailedAttemptsTest {

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
    private final FailedAttempts attempts = new FailedAttempts(3, Duration.ofSeconds(30), now::get);

    @Test
    void letsSoManyPassAndRefusesTheNext() {
        for (int i = 0; i < 3; i++) {
            assertThat(attempts.count("a").exceeded()).isFalse();
        }
        assertThat(attempts.count("a").exceeded()).isTrue();
        assertThat(attempts.count("b").exceeded()).isFalse();
    }

    @Test
    void saysWhenTheNextOneMayCome() {
        exhaust("a");
        FailedAttempts.Verdict verdict = attempts.count("a");
        assertThat(verdict.retryAfter()).isEqualTo(Duration.ofSeconds(10));
        pass(verdict.retryAfter());
        assertThat(attempts.count("a").exceeded()).isFalse();
        assertThat(attempts.count("a").exceeded()).isTrue();
    }

    @Test
    void isFullAgainAfterAWindowAndNotFuller() {
        exhaust("a");
        pass(Duration.ofHours(1));
        exhaust("a");
        assertThat(attempts.count("a").exceeded()).isTrue();
    }

    @Test
    void reportsOnceAWindowAndSource() {
        exhaust("a");
        assertThat(attempts.count("a").report()).isTrue();
        for (int i = 0; i < 100; i++) {
            assertThat(attempts.count("a").report()).isFalse();
        }
        pass(Duration.ofSeconds(30));
        exhaust("a");
        FailedAttempts.Verdict verdict = attempts.count("a");
        assertThat(verdict.report()).isTrue();
        assertThat(verdict.unreported()).isEqualTo(101);
    }

    @Test
    void forgetsTheSourceThatFailedLongestAgo() {
        exhaust("first");
        for (int i = 0; i < 9_999; i++) {
            attempts.count("other " + i);
        }
        assertThat(attempts.count("first").exceeded()).isTrue();
        for (int i = 0; i < 50_000; i++) {
            attempts.count("more " + i);
        }
        assertThat(attempts.sources()).isEqualTo(10_000);
        assertThat(attempts.count("first").exceeded()).isFalse();
    }

    private void exhaust(String source) {
        for (int i = 0; i < 3; i++) {
            assertThat(attempts.count(source).exceeded()).isFalse();
        }
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }
}
