package io.github.sqldatabricks.bridge.work;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import java.time.Duration;

/** The error for work that is submitted while the process stops. */
public final class Stopping {

    /** Another replica answers at once, a restarted process after seconds. */
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private Stopping() {}

    /** The refusal; nothing was accepted. */
    public static BridgeException.Busy refusal() {
        return new BridgeException.Busy(
                ErrorCode.SHUTTING_DOWN, "The bridge is stopping. Try again soon.", RETRY_AFTER);
    }
}
