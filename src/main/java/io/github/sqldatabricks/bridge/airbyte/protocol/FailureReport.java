package io.github.sqldatabricks.bridge.airbyte.protocol;

import io.github.sqldatabricks.bridge.model.BridgeException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What may be said about a failure. Only a {@link BridgeException}'s message is known to hold no secret and no value of a row;
 * of other failures, and of causes, only classes and places in the code are told.
 *
 * @param type who has to do something about it
 * @param message for the user
 * @param internalMessage for those who investigate
 * @param stackTrace classes and places, outermost first
 */
record FailureReport(Type type, String message, String internalMessage, String stackTrace) {

    private static final int MAX_CAUSES = 10;
    private static final int MAX_FRAMES = 30;

    static FailureReport of(Throwable failure) {
        return new FailureReport(Type.of(failure), message(failure), internalMessage(failure), stackTrace(failure));
    }

    private static String message(Throwable failure) {
        return failure instanceof BridgeException
                ? failure.getMessage()
                : "The connector failed in a way that was not foreseen ("
                        + failure.getClass().getSimpleName() + "). Please report it with the log.";
    }

    private static String internalMessage(Throwable failure) {
        return failure instanceof BridgeException known
                ? known.code() + ": " + known.getMessage()
                : failure.getClass().getName();
    }

    private static String stackTrace(Throwable failure) {
        StringBuilder text = new StringBuilder();
        Throwable cause = failure;
        for (int i = 0; cause != null && i < MAX_CAUSES; i++) {
            text.append(i == 0 ? "" : "Caused by: ")
                    .append(cause.getClass().getName())
                    .append('\n')
                    .append(frames(cause));
            cause = cause.getCause();
        }
        return text.toString();
    }

    private static String frames(Throwable failure) {
        return Arrays.stream(failure.getStackTrace())
                .limit(MAX_FRAMES)
                .map(frame -> "\tat " + frame + "\n")
                .collect(Collectors.joining());
    }

    /** Who has to do something about a failure; the platform decides by it whether it tries again. */
    public enum Type {
        /** The user, in the connector's configuration or in Databricks. */
        CONFIG_ERROR,
        /** Nobody: the next attempt can succeed. */
        TRANSIENT_ERROR,
        /** The connector's developers. */
        SYSTEM_ERROR;

        /** Decided by the class of the failure alone; what is no {@link BridgeException} was not foreseen. */
        public static Type of(Throwable failure) {
            if (!(failure instanceof BridgeException known)) {
                return SYSTEM_ERROR;
            }
            return known.retryable() || known instanceof BridgeException.Cancelled ? TRANSIENT_ERROR : CONFIG_ERROR;
        }

        /** As the protocol spells it. */
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
