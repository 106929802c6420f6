package io.github.sqldatabricks.bridge.sync;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.QuotedInput;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How far an event is. */
public enum EventStatus {
    /** Nobody works on it yet. */
    PENDING,
    /** A worker applies it. */
    PROCESSING,
    /** It was applied, exactly once. */
    COMPLETED,
    /** It was not applied, and will not be by itself. */
    FAILED,
    /** A guard rail refused it; nothing was changed. */
    BLOCKED,
    /** An attempt failed in a way that can pass; the next one comes. Nothing was changed. */
    RETRY;

    /** As callers see it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether nothing more happens to the event by itself. */
    public boolean ended() {
        return this == COMPLETED || this == FAILED || this == BLOCKED;
    }

    /**
     * The status of that name, case ignored.
     *
     * @throws BridgeException.InvalidRequest when there is none
     */
    public static EventStatus of(String text) {
        return Arrays.stream(values())
                .filter(status -> status.text().equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(() -> new BridgeException.InvalidRequest(
                        ErrorCode.INVALID_STATUS,
                        "Expected one of "
                                + Arrays.stream(values()).map(EventStatus::text).collect(Collectors.joining(", "))
                                + ", but got " + QuotedInput.of(text) + "."));
    }
}
