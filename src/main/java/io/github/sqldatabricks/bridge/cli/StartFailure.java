package io.github.sqldatabricks.bridge.cli;

import io.github.sqldatabricks.bridge.model.BridgeException;

/** Says in one line why the service did not start. */
final class StartFailure {

    private StartFailure() {}

    /** The message of the innermost cause that has one: that is where the setting is named. */
    static String explain(Throwable failure) {
        String message = failure.toString();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause.getMessage() != null && !cause.getMessage().isBlank()) {
                message = cause.getMessage() + code(cause);
            }
        }
        return message;
    }

    private static String code(Throwable cause) {
        return cause instanceof BridgeException known ? " [" + known.code() + "]" : "";
    }
}
