package io.github.sqldatabricks.bridge.duty;

import static io.github.sqldatabricks.bridge.testing.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.testing.Gate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Catches a duty that ends silently after an error, waits for another one, or is dead while the process says that it lives. */
@Timeout(60)
class DutiesTest {

    private static final Duration OFTEN = Duration.ofMillis(5);

    private final Duties duties = new Duties();
    private final AtomicInteger runs = new AtomicInteger();

    @AfterEach
    void close() {
        duties.close();
    }

    @Test
    void anErrorIsCountedAndTheDutyGoesOn() {
        List<Duty> known = new ArrayList<>();
        duties.eachDuty(known::add);
        duties.every("shaky", OFTEN, () -> {
            if (runs.incrementAndGet() <= 3) {
                throw new StackOverflowError("made by the test");
            }
        });
        duties.start();
        await().until(() -> runs.get() > 5);
        assertThat(known).singleElement().satisfies(duty -> {
            assertThat(duty.name()).isEqualTo("shaky");
            assertThat(duty.failures()).isEqualTo(3);
        });
        assertThat(duties.dead()).isEmpty();
    }

    @Test
    @SuppressWarnings("removal")
    void aThreadThatIsGoneIsToldOf() {
        duties.every("killed", OFTEN, () -> {
            throw new ThreadDeath();
        });
        duties.every("well", OFTEN, runs::incrementAndGet);
        duties.start();
        await().dontCatchUncaughtExceptions().until(() -> duties.dead().equals(List.of("killed")));
    }

    @Test
    void aRunThatDoesNotComeBackIsDeadAndKeepsNobodyWaiting() {
        CountDownLatch never = new CountDownLatch(1);
        duties.every("stuck", Duration.ZERO, OFTEN, Duration.ofMillis(50), () -> hold(never));
        duties.every("well", OFTEN, runs::incrementAndGet);
        duties.start();
        await().until(() -> duties.dead().equals(List.of("stuck")));
        int before = runs.get();
        await().until(() -> runs.get() > before + 3);
        never.countDown();
        await().until(() -> duties.dead().isEmpty());
    }

    @Test
    void nothingRunsBeforeTheStartNorAfterTheEnd() {
        duties.every("well", OFTEN, runs::incrementAndGet);
        assertThat(runs).hasValue(0);
        duties.start();
        await().until(() -> runs.get() > 2);
        duties.close();
        int last = runs.get();
        assertThat(duties.dead()).isEmpty();
        await().during(Duration.ofMillis(100)).until(() -> runs.get() == last);
    }

    @Test
    void aThreadThatShouldGoOnForEverBeginsAnewAfterAnError() {
        Gate second = new Gate();
        Duty duty = duties.lasting("writer", () -> {
            if (runs.incrementAndGet() == 1) {
                throw new OutOfMemoryError("made by the test");
            }
            second.pass();
        });
        second.awaitReached();
        assertThat(duty.failures()).isEqualTo(1);
        assertThat(duties.dead()).isEmpty();
        second.letPass();
        await().until(() -> duties.dead().equals(List.of("writer")));
    }

    private static void hold(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
