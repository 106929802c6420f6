package io.github.sqldatabricks.bridge.work;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.smallrye.faulttolerance.api.Guard;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.function.Supplier;

/**
 * Retries of calls to the store, as long as that can help: a short failure of it must not cost the work of hours, or what is known of it.
 * Thread-safe.
 */
public final class StoreRetries {

    private static final int RETRIES = 5;
    private static final Duration FIRST = Duration.ofSeconds(1);

    private final Guard guard;

    /** Goes on for about half a minute. */
    public StoreRetries() {
        this(FIRST);
    }

    /** @param first the wait after the first failure; each further one is twice as long, and there are five */
    public StoreRetries(Duration first) {
        guard = Guard.create()
                .withRetry()
                .maxRetries(RETRIES)
                .delay(first.toMillis(), ChronoUnit.MILLIS)
                .whenException(BridgeException.RemoteTransient.class::isInstance)
                .withExponentialBackoff()
                .done()
                .done()
                .build();
    }

    /**
     * Calls until it succeeds.
     *
     * @param call may be done again when its answer was lost
     * @throws BridgeException the last failure
     */
    @SuppressWarnings(
            "unchecked") // The guard asks for the type to find out what is asynchronous, which no call here is.
    public <T> T get(Supplier<T> call) {
        return (T) guard.get(call::get, Object.class);
    }
}
