package io.github.sqldatabricks.bridge.sync;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.QuotedInput;
import java.util.Locale;

/** The operations by name, as callers and {@code bridge_events} spell them. */
public enum OperationKind {
    INSERT,
    UPDATE,
    DELETE,
    UPSERT;

    /**
     * The operation of that name, case and blanks around it ignored.
     *
     * @param text may be null
     * @throws BridgeException.InvalidRequest when there is none
     */
    public static OperationKind of(String text) {
        String wanted = text == null ? "" : text.strip().toUpperCase(Locale.ROOT);
        for (OperationKind kind : values()) {
            if (kind.name().equals(wanted)) {
                return kind;
            }
        }
        throw new BridgeException.InvalidRequest(
                ErrorCode.INVALID_OPERATION,
                "Expected operation to be INSERT, UPDATE, DELETE or UPSERT, but got " + QuotedInput.of(text) + ".");
    }
}
