package io.github.sqldatabricks.bridge.model;

import java.util.regex.Pattern;

/** The checks that the validated names of this package share. */
final class Names {

    private static final int SHOWN_CHARACTERS = 80;

    private Names() {}

    /**
     * Returns {@code value} when it matches, and else says what was expected and what came.
     *
     * @throws BridgeException.InvalidRequest when the value is null or does not match
     */
    static String require(String value, Pattern pattern, ErrorCode code, String expected) {
        if (value == null || !pattern.matcher(value).matches()) {
            throw new BridgeException.InvalidRequest(code, "Expected " + expected + ", but got " + shown(value) + ".");
        }
        return value;
    }

    /** A value as an error message may show it: quoted, short, without control characters. */
    static String shown(String value) {
        if (value == null) {
            return "nothing";
        }
        String printable = QuotedInput.printable(value);
        return printable.length() <= SHOWN_CHARACTERS
                ? "'" + printable + "'"
                : "'" + printable.substring(0, SHOWN_CHARACTERS) + "...'";
    }
}
