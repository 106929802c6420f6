package io.github.sqldatabricks.bridge.airbyte.protocol;

import io.github.sqldatabricks.bridge.model.BridgeException;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * What may be said about a failure. Only a {@link BridgeException}'s message is known to hold no secret and no value of a row;
 * of other failures, and of causes, only classes and places in the code are told.
 *
 * @param message for the user
 * @param internalMessage for whoever looks into it
 * @param stackTrace classes and places, outermost first
 */
record FailureText(String message, String internalMessage, String stackTrace) {

    private static final int MAX_CAUSES = 10;
    private static final int MAX_FRAMES = 30;

    static FailureText of(Throwable failure) {
        return new FailureText(message(failure), internalMessage(failure), stackTrace(failure));
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
}
