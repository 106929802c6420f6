package io.github.sqldatabricks.bridge.access;

import java.util.regex.Pattern;

/**
 * Takes hints that the parser does not know out of a query: {@code WITH (READPAST, ROWLOCK)} behind a table and
 * {@code OPTION (RECOMPILE, MAXDOP 2)} at the end. Only these few words (and, at the end, words and numbers on one line)
 * count as a hint, so nothing that names a table or ends a comment can go.
 *
 * @see <a href="https://learn.microsoft.com/en-us/sql/t-sql/queries/hints-transact-sql">Hints (Transact-SQL)</a>
 */
final class QueryHints {

    private static final String TABLE_HINT = "(?:NOLOCK|READUNCOMMITTED|READCOMMITTED|READCOMMITTEDLOCK|REPEATABLEREAD"
            + "|SERIALIZABLE|HOLDLOCK|SNAPSHOT|READPAST|NOWAIT|ROWLOCK|PAGLOCK|TABLOCK|TABLOCKX|UPDLOCK|XLOCK"
            + "|FORCESEEK|FORCESCAN|NOEXPAND)";

    private static final Pattern TABLE_HINTS = Pattern.compile(
            "\\bWITH\\s*\\(\\s*" + TABLE_HINT + "(?:\\s*,\\s*" + TABLE_HINT + ")*+\\s*\\)", Pattern.CASE_INSENSITIVE);

    private static final Pattern QUERY_HINTS =
            Pattern.compile("\\bOPTION[ \\t]*\\([\\w ,]*\\)\\s*;?\\s*$", Pattern.CASE_INSENSITIVE);

    private QueryHints() {}

    static String removedFrom(String sql) {
        String withoutTableHints = TABLE_HINTS.matcher(sql).replaceAll(" ");
        return QUERY_HINTS.matcher(withoutTableHints).replaceFirst(" ");
    }
}
