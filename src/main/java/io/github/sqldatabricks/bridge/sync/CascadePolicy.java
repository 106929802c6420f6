package io.github.sqldatabricks.bridge.sync;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import java.util.Locale;
import java.util.Optional;

/** What happens to rows that foreign keys of the target change with it (ON DELETE, ON UPDATE), the laxest first. */
public enum CascadePolicy {
    /** Nobody looks at them. */
    ALLOW,
    /** They count against the limits, and the outcome says how many there were. */
    COUNT,
    /** An event that would change one is rolled back. */
    REFUSE;

    /** The stricter of both: an event may not switch off what the service asks for. */
    CascadePolicy and(CascadePolicy other) {
        return compareTo(other) >= 0 ? this : other;
    }

    /**
     * Reads {@code metadata.cascade}.
     *
     * @param text null for the service's own
     * @throws BridgeException.InvalidRequest when it is no policy, or one that only the service's setting can have
     */
    static Optional<CascadePolicy> ofMetadata(String text) {
        if (text == null) {
            return Optional.empty();
        }
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "count" -> Optional.of(COUNT);
            case "refuse" -> Optional.of(REFUSE);
            default ->
                throw new BridgeException.InvalidRequest(
                        ErrorCode.INVALID_METADATA,
                        "Expected metadata.cascade to be 'count' or 'refuse'; 'allow' is the operator's to say"
                                + " (bridge.sync.cascade).");
        };
    }
}
