package io.github.sqldatabricks.bridge.model;

import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The identity of one sync event: what makes a repeated event the same event. Case matters.
 *
 * @param value 1 to 128 letters, digits, or {@code . _ : -}; ours are random UUIDs
 */
public record EventId(String value) {

    /** What an id looks like. */
    public static final String PATTERN = "[A-Za-z0-9._:-]{1,128}";

    private static final Pattern VALID = Pattern.compile(PATTERN);

    /** @throws BridgeException.InvalidRequest when the value is not valid */
    public EventId {
        Names.require(
                value,
                VALID,
                ErrorCode.INVALID_EVENT_ID,
                "an event_id of 1 to 128 letters, digits, '.', '_', ':' or '-'");
    }

    /** A new, unique identity. */
    public static EventId random() {
        return new EventId(UUID.randomUUID().toString());
    }

    @Override
    public String toString() {
        return value;
    }
}
