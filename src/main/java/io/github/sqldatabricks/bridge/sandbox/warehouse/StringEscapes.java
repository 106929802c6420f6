package io.github.sqldatabricks.bridge.sandbox.warehouse;

/**
 * Backslash escapes of string literals. {@code \%} and {@code \_} keep their backslash, for LIKE.
 *
 * @see <a href="https://docs.databricks.com/aws/en/sql/language-manual/data-types/string-type">String literals</a>
 */
final class StringEscapes {

    private static final int UNICODE_DIGITS = 4;
    private static final int HEXADECIMAL = 16;

    private StringEscapes() {}

    /** Appends what the escape at {@code position} stands for and returns the position after it. */
    static int resolve(String sql, int position, StringBuilder content) {
        int escaped = position + 1;
        if (escaped >= sql.length()) {
            throw StatementFailure.syntax("Expected a character after the last backslash");
        }
        if (sql.charAt(escaped) == 'u' && escaped + UNICODE_DIGITS < sql.length()) {
            content.append((char) Integer.parseInt(sql, escaped + 1, escaped + 1 + UNICODE_DIGITS, HEXADECIMAL));
            return escaped + 1 + UNICODE_DIGITS;
        }
        content.append(simple(sql.charAt(escaped)));
        return escaped + 1;
    }

    private static String simple(char character) {
        return switch (character) {
            case 'n' -> "\n";
            case 't' -> "\t";
            case 'r' -> "\r";
            case 'b' -> "\b";
            case '0' -> "\0";
            case '%', '_' -> "\\" + character;
            default -> String.valueOf(character);
        };
    }
}
