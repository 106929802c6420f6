package io.github.sqldatabricks.bridge.model;

/** Shows in a message what somebody sent: short, and without characters that could forge a line of a log. */
public final class QuotedInput {

    private static final int MOST_CHARACTERS = 40;

    private QuotedInput() {}

    /** The text in quotes, cut after 40 characters; {@code nothing} for null and blank text. */
    public static String of(String text) {
        if (text == null || text.isBlank()) {
            return "nothing";
        }
        String plain = text.strip().replaceAll("\\p{C}", "?");
        return plain.length() > MOST_CHARACTERS
                ? "'" + plain.substring(0, MOST_CHARACTERS) + "...'"
                : "'" + plain + "'";
    }
}
