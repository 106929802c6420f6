package io.github.sqldatabricks.bridge.extraction.template;

import io.github.sqldatabricks.bridge.extraction.template.Lexer.Token;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.QueryName;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes sure that a template is one SELECT statement. T-SQL needs no semicolon between statements, so words count: all
 * that are refused here are reserved and can't be names without quotes.
 *
 * @see <a href="https://learn.microsoft.com/en-us/sql/t-sql/language-elements/reserved-keywords-transact-sql">Reserved
 *     keywords</a>
 */
final class SingleSelect {

    private static final Set<String> OTHER_STATEMENTS = Set.of(
            "ALTER",
            "BACKUP",
            "BEGIN",
            "BREAK",
            "CHECKPOINT",
            "COMMIT",
            "CREATE",
            "DBCC",
            "DECLARE",
            "DELETE",
            "DENY",
            "DROP",
            "EXEC",
            "EXECUTE",
            "GOTO",
            "GRANT",
            "IF",
            "INSERT",
            "INTO",
            "KILL",
            "PRINT",
            "RAISERROR",
            "RECONFIGURE",
            "RESTORE",
            "RETURN",
            "REVERT",
            "REVOKE",
            "ROLLBACK",
            "SAVE",
            "SET",
            "SHUTDOWN",
            "TRUNCATE",
            "UPDATE",
            "UPDATETEXT",
            "WAITFOR",
            "WHILE",
            "WRITETEXT");
    private static final String ROUTINE =
            ". Make what it does a view, or an inline function (CREATE FUNCTION ... RETURNS TABLE AS"
                    + " RETURN SELECT ...), and SELECT from that";
    private static final String TEMPORARY =
            ". Temporary tables live in one session only: use WITH name AS (SELECT ...), a view or an inline function";

    /** What to do instead of the statements that people really have in their scripts. */
    private static final Map<String, String> WAYS_OUT = Map.of(
            "EXEC",
            ROUTINE,
            "EXECUTE",
            ROUTINE,
            "DECLARE",
            ". Write a placeholder such as {start_date} in the variable's place, and its value into the parameters",
            "SET",
            ". Write placeholders in the place of variables; the bridge sets the session's options itself",
            "USE",
            ". Write the database before the table: other.dbo.orders",
            "INTO",
            ". A template only reads; the rows go into the output" + TEMPORARY);

    private static final Set<String> BEFORE_ANOTHER_SELECT = Set.of("UNION", "ALL", "EXCEPT", "INTERSECT");
    private static final Set<String> AFTER_MERGE_HINT = Set.of("JOIN", "UNION");

    private final QueryName template;
    private final List<Token> tokens;
    private int depth;
    private boolean selectSeen;

    private SingleSelect(QueryName template, List<Token> significant) {
        this.template = template;
        this.tokens = significant;
    }

    /** @throws BridgeException.InvalidRequest when the tokens are anything else than one SELECT */
    static void require(QueryName template, List<Token> tokens) {
        List<Token> significant = tokens.stream().filter(Token::significant).toList();
        new SingleSelect(template, significant).check();
    }

    private void check() {
        String first = keywordAt(0);
        boolean parenthesis = !tokens.isEmpty() && tokens.get(0).is('(');
        if (!first.equals("SELECT") && !first.equals("WITH") && !parenthesis) {
            throw fail(
                    first.isEmpty()
                            ? "there is none at the beginning"
                            : "it begins with " + first + WAYS_OUT.getOrDefault(first, ""),
                    tokens.isEmpty() ? 1 : tokens.get(0).line());
        }
        for (int i = 0; i < tokens.size(); i++) {
            checkToken(i);
        }
    }

    private void checkToken(int index) {
        Token token = tokens.get(index);
        depth += token.is('(') ? 1 : token.is(')') ? -1 : 0;
        String word = token.keyword();
        if (token.is(';')) {
            throw fail("a ';' stands between two statements", token.line());
        }
        if (word.startsWith("#")) {
            throw fail("it reads the temporary table " + token.text() + TEMPORARY, token.line());
        }
        boolean mergeStatement = word.equals("MERGE") && !AFTER_MERGE_HINT.contains(keywordAt(index + 1));
        boolean useStatement = word.equals("USE") && depth == 0;
        if (OTHER_STATEMENTS.contains(word) || mergeStatement || useStatement) {
            throw fail("it has " + word + WAYS_OUT.getOrDefault(word, ""), token.line());
        }
        if (word.equals("SELECT") && depth == 0) {
            if (selectSeen && !BEFORE_ANOTHER_SELECT.contains(keywordAt(index - 1))) {
                throw fail("a second SELECT begins", token.line());
            }
            selectSeen = true;
        }
    }

    private String keywordAt(int index) {
        return index < 0 || index >= tokens.size() ? "" : tokens.get(index).keyword();
    }

    private BridgeException fail(String found, int line) {
        return new BridgeException.InvalidRequest(
                ErrorCode.NOT_ONE_SELECT,
                "Expected one SELECT statement (WITH ... SELECT too) in template '" + template + "', but in line "
                        + line + " " + found + ".");
    }
}
