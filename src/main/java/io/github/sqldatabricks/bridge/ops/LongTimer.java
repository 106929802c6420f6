package io.github.sqldatabricks.bridge.ops;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/** A timer of what takes from a second to hours. */
final class LongTimer {

    /** Where its histogram is fine enough. */
    private static final Duration[] BOUNDS = {
        Duration.ofSeconds(1),
        Duration.ofSeconds(10),
        Duration.ofMinutes(1),
        Duration.ofMinutes(5),
        Duration.ofMinutes(30),
        Duration.ofHours(2)
    };

    private LongTimer() {}

    /** Makes the timer of that name for one {@link Meters#STATUS}. */
    static void register(MeterRegistry registry, String name, String status) {
        Timer.builder(name)
                .tag(Meters.STATUS, status)
                .serviceLevelObjectives(BOUNDS)
                .register(registry);
    }
}
