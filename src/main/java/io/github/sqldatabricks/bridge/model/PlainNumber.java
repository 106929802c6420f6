package io.github.sqldatabricks.bridge.model;

import java.math.BigDecimal;

/** Numbers of requests as text that SQL Server reads as any of its types: 1E+3 would be no integer for it. */
public final class PlainNumber {

    /** Twice what a double can have before its point; 1e999999999 is short, and a gigabyte when it is written out. */
    private static final int MOST_DIGITS = 700;

    private PlainNumber() {}

    /**
     * Checks that the number can be written out.
     *
     * @param name what people know it by
     * @throws BridgeException.InvalidRequest when it has more than 700 digits, or as many places behind or before its point
     */
    public static void require(String name, BigDecimal number) {
        if (Math.abs((long) number.scale()) > MOST_DIGITS || number.precision() > MOST_DIGITS) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.INVALID_FIELD,
                    "Expected " + QuotedInput.of(name) + " to be a number of at most " + MOST_DIGITS + " digits.");
        }
    }

    /**
     * The number's digits, without an exponent.
     *
     * @throws BridgeException.InvalidRequest as {@link #require}
     */
    public static String text(String name, BigDecimal number) {
        require(name, number);
        return number.toPlainString();
    }
}
