package io.github.sqldatabricks.bridge.sync;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import java.util.Locale;

/** What happens to source values for an identity column of the target when rows are inserted. */
public enum IdentityPolicy {
    /** They are refused. The default. */
    REJECT,
    /** They are inserted as they are (IDENTITY_INSERT). */
    KEEP,
    /** They are left out, SQL Server numbers the rows. */
    GENERATE;

    /**
     * Reads {@code metadata.identity}.
     *
     * @param text null for the default
     * @throws BridgeException.InvalidRequest when it is no policy
     */
    static IdentityPolicy of(String text) {
        for (IdentityPolicy policy : values()) {
            if (text == null || policy.name().toLowerCase(Locale.ROOT).equals(text)) {
                return policy;
            }
        }
        throw new BridgeException.InvalidRequest(
                ErrorCode.INVALID_METADATA, "Expected metadata.identity to be 'reject', 'keep' or 'generate'.");
    }
}
