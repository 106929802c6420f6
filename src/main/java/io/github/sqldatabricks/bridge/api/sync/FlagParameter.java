package io.github.sqldatabricks.bridge.api.sync;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;

/** Yes or no in query strings. JAX-RS itself would take every other word for no. */
final class FlagParameter {

    private FlagParameter() {}

    /** @throws BridgeException.InvalidRequest when the text is neither true nor false */
    static boolean read(String name, String text) {
        if (text == null || text.equals("false")) {
            return false;
        }
        if (text.equals("true")) {
            return true;
        }
        throw new BridgeException.InvalidRequest(ErrorCode.INVALID_FIELD, "Expected " + name + " to be true or false.");
    }
}
