package io.github.sqldatabricks.bridge.work;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.ExponentialBackoff;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Retries of calls to the store, as long as that can help: a short failure of it must not cost the work of hours, or what is known of it.
 * Thread-safe.
 */
public final class StoreRetries {

    private static final int RETRIES = 5;
    private static final Duration FIRST = Duration.ofSeconds(1);

    private final ExponentialBackoff backoff;

    /** Goes on for about half a minute. */
    public StoreRetries() {
        this(FIRST);
    }

    /** @param first the wait after the first failure; each further one is twice as long, and there are five */
    public StoreRetries(Duration first) {
        backoff = new ExponentialBackoff(first, first.multipliedBy(1L << RETRIES));
    }

    /** As {@link #get(Supplier, Cancellation)}, for what goes on whatever is cancelled. */
    public <T> T get(Supplier<T> call) {
        return get(call, new Cancellation());
    }

    /**
     * Calls until it succeeds.
     *
     * @param call may be done again when its answer was lost
     * @param stop ends the waiting
     * @throws BridgeException the last failure
     */
    public <T> T get(Supplier<T> call, Cancellation stop) {
        for (int failures = 1; ; failures++) {
            stop.check();
            try {
                return call.get();
            } catch (BridgeException.RemoteTransient e) {
                if (failures > RETRIES) {
                    throw e;
                }
                stop.pause(backoff.after(failures));
            }
        }
    }
}
