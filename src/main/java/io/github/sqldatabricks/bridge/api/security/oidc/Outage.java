package io.github.sqldatabricks.bridge.api.security.oidc;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** What is known of a provider that does not answer. Thread-safe. */
final class Outage {

    private final Duration memory;
    private final Clock clock;
    private volatile boolean reached;
    private volatile Instant end = Instant.MIN;

    /** @param memory how long a failure counts as recent */
    Outage(Duration memory, Clock clock) {
        this.memory = memory;
        this.clock = clock;
    }

    /** The provider's keys are known. */
    void reached() {
        reached = true;
    }

    /** The provider did not answer. */
    void failed() {
        end = clock.instant().plus(memory);
    }

    /** Whether its keys have never been known: only then each token would mean a question. */
    boolean neverReached() {
        return !reached;
    }

    /** Whether it did not answer a moment ago. */
    boolean recent() {
        return clock.instant().isBefore(end);
    }
}
