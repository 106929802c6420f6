package io.github.sqldatabricks.bridge.sync;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import java.util.Locale;

/** What happens when another number of rows than expected was changed. */
public enum DiscrepancyPolicy {
    /** The change stays, and the event says by how much it differs. The default. */
    REPORT,
    /** The change is rolled back, and the event fails. */
    ROLLBACK;

    /**
     * Reads {@code metadata.on_discrepancy}.
     *
     * @param text null for the default
     * @throws BridgeException.InvalidRequest when it is no policy
     */
    static DiscrepancyPolicy of(String text) {
        for (DiscrepancyPolicy policy : values()) {
            if (text == null || policy.name().toLowerCase(Locale.ROOT).equals(text)) {
                return policy;
            }
        }
        throw new BridgeException.InvalidRequest(
                ErrorCode.INVALID_METADATA, "Expected metadata.on_discrepancy to be 'report' or 'rollback'.");
    }
}
