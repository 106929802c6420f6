package io.github.sqldatabricks.bridge.sandbox.warehouse;

import io.github.sqldatabricks.bridge.sandbox.warehouse.SqlToken.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits a statement of Databricks SQL into tokens.
 *
 * @see <a href="https://docs.databricks.com/aws/en/sql/language-manual/data-types/string-type">String literals</a>
 * @see <a href="https://docs.databricks.com/aws/en/sql/language-manual/sql-ref-syntax-comment">Comments</a>
 */
final class SqlLexer {

    /** Longest first. {@code >>} is missing on purpose: it closes two types, as in ARRAY<ARRAY<INT>>. */
    private static final List<String> OPERATORS = List.of("<=>", "::", "=>", "->", "<=", ">=", "<>", "!=", "==", "||");

    private final String sql;
    private final List<SqlToken> tokens = new ArrayList<>();
    private int position;

    private SqlLexer(String sql) {
        this.sql = sql;
    }

    /** @throws StatementFailure when a string, a quoted name or a comment does not end */
    static List<SqlToken> tokens(String sql) {
        SqlLexer lexer = new SqlLexer(sql);
        while (lexer.position < sql.length()) {
            lexer.next();
        }
        return List.copyOf(lexer.tokens);
    }

    private void next() {
        char character = sql.charAt(position);
        if (Character.isWhitespace(character)) {
            position++;
        } else if (sql.startsWith("--", position)) {
            position = endOfLine();
        } else if (sql.startsWith("/*", position)) {
            position = after("*/", position + 2);
        } else if (character == '`') {
            quotedName();
        } else if (isPrefixOfString(character, 'x')) {
            position++;
            binary();
        } else if (isPrefixOfString(character, 'r')) {
            position++;
            string(false);
        } else if (character == '\'' || character == '"') {
            string(true);
        } else {
            unquoted(character);
        }
    }

    private void unquoted(char character) {
        if (Character.isDigit(character) || (character == '.' && isDigit(position + 1) && !afterName())) {
            int end = endOfNumber();
            int suffix = NumberLiteral.suffixLength(sql, end);
            tokens.add(new SqlToken(
                    Kind.NUMBER,
                    NumberLiteral.translate(sql.substring(position, end), sql.substring(end, end + suffix))));
            position = end + suffix;
        } else if (isNamePart(character)) {
            add(Kind.WORD, endOfName());
        } else {
            add(Kind.SYMBOL, position + operatorLength());
        }
    }

    private boolean afterName() {
        return !tokens.isEmpty() && tokens.get(tokens.size() - 1).isName();
    }

    private boolean isPrefixOfString(char character, char prefix) {
        return Character.toLowerCase(character) == prefix
                && position + 1 < sql.length()
                && (sql.charAt(position + 1) == '\'' || sql.charAt(position + 1) == '"');
    }

    private void add(Kind kind, int end) {
        tokens.add(new SqlToken(kind, sql.substring(position, end)));
        position = end;
    }

    private int endOfLine() {
        int end = sql.indexOf('\n', position);
        return end < 0 ? sql.length() : end;
    }

    private int after(String end, int from) {
        int found = sql.indexOf(end, from);
        if (found < 0) {
            throw StatementFailure.syntax("Expected '" + end + "' before the end of the statement");
        }
        return found + end.length();
    }

    private int endOfNumber() {
        int end = position;
        while (end < sql.length() && (isNumberPart(end) || isExponentSign(end))) {
            end++;
        }
        return end;
    }

    private boolean isNumberPart(int index) {
        char character = sql.charAt(index);
        return Character.isDigit(character) || character == '.' || character == 'e' || character == 'E';
    }

    private boolean isExponentSign(int index) {
        char before = sql.charAt(index - 1);
        return (sql.charAt(index) == '-' || sql.charAt(index) == '+') && (before == 'e' || before == 'E');
    }

    private int endOfName() {
        int end = position;
        while (end < sql.length() && isNamePart(sql.charAt(end))) {
            end++;
        }
        return end;
    }

    private boolean isDigit(int index) {
        return index < sql.length() && Character.isDigit(sql.charAt(index));
    }

    private static boolean isNamePart(char character) {
        return Character.isLetterOrDigit(character) || character == '_';
    }

    private int operatorLength() {
        return OPERATORS.stream()
                .filter(operator -> sql.startsWith(operator, position))
                .findFirst()
                .map(String::length)
                .orElse(1);
    }

    private void quotedName() {
        StringBuilder name = new StringBuilder();
        position++;
        while (!sql.startsWith("`", position) || sql.startsWith("``", position)) {
            requireMore("a closing backtick");
            position += sql.charAt(position) == '`' ? 1 : 0;
            name.append(sql.charAt(position++));
        }
        position++;
        tokens.add(new SqlToken(Kind.QUOTED_NAME, name.toString()));
    }

    private void string(boolean escapes) {
        char quote = sql.charAt(position++);
        StringBuilder content = new StringBuilder();
        String twice = String.valueOf(quote) + quote;
        while (position >= sql.length() || sql.charAt(position) != quote || sql.startsWith(twice, position)) {
            requireMore("a closing " + quote);
            if (escapes && sql.charAt(position) == '\\') {
                position = StringEscapes.resolve(sql, position, content);
            } else {
                position += sql.charAt(position) == quote ? 1 : 0;
                content.append(sql.charAt(position++));
            }
        }
        position++;
        tokens.add(new SqlToken(Kind.STRING, content.toString()));
    }

    /** {@code X'1AF'}: an odd number of digits has a zero in front. */
    private void binary() {
        string(false);
        String digits = tokens.remove(tokens.size() - 1).value();
        if (!digits.matches("[0-9a-fA-F]*")) {
            throw StatementFailure.syntax("Expected hexadecimal digits in X'" + digits + "'");
        }
        String even = digits.length() % 2 == 0 ? digits : "0" + digits;
        tokens.add(new SqlToken(Kind.NUMBER, "unhex('" + even + "')"));
    }

    private void requireMore(String expected) {
        if (position >= sql.length()) {
            throw StatementFailure.syntax("Expected " + expected + " before the end of the statement");
        }
    }
}
