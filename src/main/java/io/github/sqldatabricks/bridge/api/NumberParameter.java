package io.github.sqldatabricks.bridge.api;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import java.util.regex.Pattern;

/** Whole numbers in query strings. JAX-RS itself would answer 404 to one that is not a number. */
public final class NumberParameter {

    /** Integer.parseInt alone would take a plus, and the digits of any script. */
    private static final Pattern DIGITS = Pattern.compile("-?[0-9]{1,18}");

    private NumberParameter() {}

    /** @throws BridgeException.InvalidRequest when the text is no whole number from {@code min} to {@code max} */
    public static int read(String name, String text, int min, int max, int byDefault) {
        if (text == null) {
            return byDefault;
        }
        if (DIGITS.matcher(text).matches()) {
            long number = Long.parseLong(text);
            if (number >= min && number <= max) {
                return (int) number;
            }
        }
        throw new BridgeException.InvalidRequest(
                ErrorCode.INVALID_FIELD, "Expected " + name + " to be a whole number from " + min + " to " + max + ".");
    }
}
