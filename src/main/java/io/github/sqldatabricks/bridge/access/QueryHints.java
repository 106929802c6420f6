package io.github.sqldatabricks.bridge.access;

import java.util.regex.Pattern;

/**
 * Takes a query hint such as {@code OPTION (RECOMPILE, MAXDOP 2)} off the end, because the parser does not know it.
 * Only words, numbers and commas on one line count as a hint, so nothing that names a table or ends a comment can go.
 *
 * @see <a href="https://learn.microsoft.com/en-us/sql/t-sql/queries/hints-transact-sql-query">Query hints</a>
 */
final class QueryHints {

    private static final Pattern HINT =
            Pattern.compile("\\bOPTION[ \\t]*\\([\\w ,]*\\)\\s*;?\\s*$", Pattern.CASE_INSENSITIVE);

    private QueryHints() {}

    static String removedFrom(String sql) {
        return HINT.matcher(sql).replaceFirst("");
    }
}
