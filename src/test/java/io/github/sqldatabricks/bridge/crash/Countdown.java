package io.github.sqldatabricks.bridge.crash;

import java.util.concurrent.atomic.AtomicInteger;

/** Tells when a moment has come; once. Thread-safe. */
final class Countdown {

    private final Moment moment;
    private final AtomicInteger times = new AtomicInteger();

    Countdown(Moment moment) {
        this.moment = moment;
    }

    /** The step is done; whether it was for the time in question. */
    boolean isNow(Step step) {
        return step == moment.step() && times.incrementAndGet() == moment.time();
    }
}
