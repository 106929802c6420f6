package io.github.sqldatabricks.bridge.access;

import java.util.regex.Pattern;

/**
 * Finds text that SQL Server and the parser take apart differently, so that one sees a comment or a string where the
 * other sees SQL. It also finds it inside of strings, where it would do no harm: then the query needs more permission
 * than necessary, never less.
 */
final class AmbiguousText {

    /** SQL Server's comments nest, the parser's don't. */
    private static final String COMMENT_IN_COMMENT = "/\\*(?:(?!\\*/).)*?/\\*";

    /** {@code q'[...]'} and {@code $$...$$} are strings for the parser only; so is a quote behind a backslash. */
    private static final String FOREIGN_QUOTES = "[qQ]'[({\\[<]|\\$\\w*\\$|\\\\'";

    private static final Pattern AMBIGUOUS = Pattern.compile(COMMENT_IN_COMMENT + "|" + FOREIGN_QUOTES, Pattern.DOTALL);

    private AmbiguousText() {}

    static boolean in(String sql) {
        return AMBIGUOUS.matcher(sql).find();
    }
}
