package io.github.sqldatabricks.bridge.access;

import java.util.regex.Pattern;

/**
 * What is done to the text of a query before the parser sees it, because it understands T-SQL in another way than SQL Server.
 *
 * @see <a href="https://learn.microsoft.com/en-us/sql/t-sql/queries/hints-transact-sql">Hints (Transact-SQL)</a>
 */
final class QueryText {

    private static final String TABLE_HINT = "(?:NOLOCK|READUNCOMMITTED|READCOMMITTED|READCOMMITTEDLOCK|REPEATABLEREAD"
            + "|SERIALIZABLE|HOLDLOCK|SNAPSHOT|READPAST|NOWAIT|ROWLOCK|PAGLOCK|TABLOCK|TABLOCKX|UPDLOCK|XLOCK"
            + "|FORCESEEK|FORCESCAN|NOEXPAND)";

    private static final Pattern TABLE_HINTS = Pattern.compile(
            "\\bWITH\\s*\\(\\s*" + TABLE_HINT + "(?:\\s*,\\s*" + TABLE_HINT + ")*+\\s*\\)", Pattern.CASE_INSENSITIVE);

    private static final Pattern QUERY_HINTS =
            Pattern.compile("\\bOPTION[ \\t]*\\([\\w ,]*\\)\\s*;?\\s*$", Pattern.CASE_INSENSITIVE);

    private static final String BEGIN = "/*";

    private static final String END = "*/";

    /** {@code q'[...]'} and {@code $$...$$} are strings for the parser only; so is a quote behind a backslash. */
    private static final String FOREIGN_QUOTES = "[qQ]'[({\\[<]|\\$\\w*\\$|\\\\'";

    /** Soft hyphens, joiners, byte order marks and fillers: SQL Server takes some of them for letters of a name. */
    private static final String INVISIBLE = "[\\p{Cf}\\u115f\\u1160\\u180e\\u3164\\uffa0]";

    private static final Pattern AMBIGUOUS = Pattern.compile(FOREIGN_QUOTES + "|" + INVISIBLE);

    private QueryText() {}

    /**
     * The query without hints that the parser does not know: {@code WITH (READPAST, ROWLOCK)} behind a table and {@code OPTION
     * (RECOMPILE, MAXDOP 2)} at the end. Only these few words (and, at the end, words and numbers on one line) count as a hint, so
     * nothing that names a table or ends a comment can go.
     */
    static String withoutHints(String sql) {
        String withoutTableHints = TABLE_HINTS.matcher(sql).replaceAll(" ");
        return QUERY_HINTS.matcher(withoutTableHints).replaceFirst(" ");
    }

    /**
     * Whether SQL Server and the parser take the text apart differently, so that one sees a comment or a string where the other sees
     * SQL. Inside of strings, where it would do no harm, it counts, too: then the query needs more permission than necessary, never
     * less.
     */
    static boolean isAmbiguous(String sql) {
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
