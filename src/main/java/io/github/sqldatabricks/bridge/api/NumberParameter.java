package io.github.sqldatabricks.bridge.api;

import io.github.sqldatabricks.bridge.model.BridgeException;

/** Whole numbers in query strings. JAX-RS itself would answer 404 to one that is not a number. */
public final class NumberParameter {

    private NumberParameter() {}

    /** @throws BridgeException.InvalidRequest when the text is no whole number from {@code min} to {@code max} */
    public static int read(String name, String text, int min, int max, int byDefault) {
        if (text == null) {
            return byDefault;
        }
        try {
            int number = Integer.parseInt(text);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Answered below, like a number out of range.
        }
        throw new BridgeException.InvalidRequest(
                "invalid-field", "Expected " + name + " to be a whole number from " + min + " to " + max + ".");
    }
}
