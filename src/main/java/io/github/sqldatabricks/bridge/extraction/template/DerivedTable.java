package io.github.sqldatabricks.bridge.extraction.template;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.QueryName;
import java.util.List;
import java.util.Map;

/**
 * Makes sure that a template's SELECT can stand as a derived table in several statements that share its rows: T-SQL takes it there, and it
 * has the same rows in each of them.
 *
 * @see <a href="https://learn.microsoft.com/en-us/sql/t-sql/queries/from-transact-sql">FROM: derived_table</a>
 */
final class DerivedTable {

    /** What is no part of a derived table, or would be found anew by each statement. */
    private static final Map<String, String> REFUSED = Map.of(
            "ORDER", "ORDER BY. Leave it out, rows in files have no order",
            "TOP", "TOP, which may have other rows in each part. Leave it out, or choose rows by a condition",
            "OPTION", "OPTION. Leave it out",
            "FOR", "FOR. Select columns and no document");

    private DerivedTable() {}

    /** @throws BridgeException.InvalidRequest ({@code partition-refused}) when it can't */
    static void require(QueryName template, List<Token> tokens) {
        List<Token> code = tokens.stream().filter(Token::significant).toList();
        if (!code.get(0).keyword().equals("SELECT")) {
            throw refused(template, code.get(0), "WITH or a parenthesis before SELECT. Make it a view, or a subquery");
        }
        int depth = 0;
        for (int i = 0; i < code.size(); i++) {
            Token token = code.get(i);
            depth += token.is('(') ? 1 : token.is(')') ? -1 : 0;
            String found = depth == 0 ? REFUSED.get(token.keyword()) : null;
            if (found != null && !isSystemTime(code, i)) {
                throw refused(template, token, found);
            }
        }
    }

    private static boolean isSystemTime(List<Token> code, int index) {
        return code.get(index).keyword().equals("FOR")
                && index + 1 < code.size()
                && code.get(index + 1).keyword().equals("SYSTEM_TIME");
    }

    private static BridgeException refused(QueryName template, Token token, String found) {
        return new BridgeException.InvalidRequest(
                ErrorCode.PARTITION_REFUSED,
                "Expected template '" + template
                        + "' to be a SELECT that can be divided, because it has @partition, but line " + token.line()
                        + " has " + found + "; or leave @partition out.");
    }
}
