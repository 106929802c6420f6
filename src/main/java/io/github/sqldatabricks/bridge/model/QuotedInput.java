package io.github.sqldatabricks.bridge.model;

import java.util.regex.Pattern;

/** Shows in a message what a caller sent: short, and without characters that could forge a line of a log. */
public final class QuotedInput {

    private static final int MOST_CHARACTERS = 40;

    /** Control, format (zero-width, bidirectional) and other invisible characters, lone surrogates, line separators. */
    private static final Pattern INVISIBLE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");

    private QuotedInput() {}

    /** The text in quotes, cut after 40 characters; {@code nothing} for null and blank text. */
    public static String of(String text) {
        if (text == null || text.isBlank()) {
            return "nothing";
        }
        String plain = printable(text.strip());
        return plain.length() > MOST_CHARACTERS
                ? "'" + plain.substring(0, MOST_CHARACTERS) + "...'"
                : "'" + plain + "'";
    }

    /** The text with a question mark for each character that can't be seen. */
    static String printable(String text) {
        return INVISIBLE.matcher(text).replaceAll("?");
    }
}
