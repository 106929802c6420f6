package io.github.sqldatabricks.bridge.cli;

import io.github.sqldatabricks.bridge.model.BridgeException;

/** Says in one line why the service did not start. */
final class StartFailure {

    private StartFailure() {}

    /** The bridge's own words where there are some; else the message of the innermost cause: that is where the setting is named. */
    static String explain(Throwable failure) {
        String message = failure.toString();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BridgeException known) {
                return known.getMessage() + " [" + known.code() + "]";
            }
            if (cause.getMessage() != null && !cause.getMessage().isBlank()) {
                message = cause.getMessage();
            }
        }
        return message;
    }
}
