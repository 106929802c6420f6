package io.github.sqldatabricks.bridge.access;

import java.util.regex.Pattern;

/**
 * Finds text that SQL Server and the parser take apart differently, so that one sees a comment or a string where the
 * other sees SQL. It also finds it inside of strings, where it would do no harm: then the query needs more permission
 * than necessary, never less.
 */
final class AmbiguousText {

    private static final String BEGIN = "/*";
    private static final String END = "*/";

    /** {@code q'[...]'} and {@code $$...$$} are strings for the parser only; so is a quote behind a backslash. */
    private static final String FOREIGN_QUOTES = "[qQ]'[({\\[<]|\\$\\w*\\$|\\\\'";

    /** Soft hyphens, joiners, byte order marks and fillers: SQL Server takes some of them for letters of a name. */
    private static final String INVISIBLE = "[\\p{Cf}\\u115f\\u1160\\u180e\\u3164\\uffa0]";

    private static final Pattern AMBIGUOUS = Pattern.compile(FOREIGN_QUOTES + "|" + INVISIBLE);

    private AmbiguousText() {}

    static boolean in(String sql) {
        return hasCommentInComment(sql) || AMBIGUOUS.matcher(sql).find();
    }

    /** SQL Server's comments nest, the parser's don't. */
    private static boolean hasCommentInComment(String sql) {
        int begin = sql.indexOf(BEGIN);
        while (begin >= 0) {
            int inner = sql.indexOf(BEGIN, begin + BEGIN.length());
            int end = sql.indexOf(END, begin + BEGIN.length());
            if (inner >= 0 && (end < 0 || inner < end)) {
                return true;
            }
            begin = inner;
        }
        return false;
    }
}
