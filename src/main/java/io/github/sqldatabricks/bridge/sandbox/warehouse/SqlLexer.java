package io.github.sqldatabricks.bridge.sandbox.warehouse;

import io.github.sqldatabricks.bridge.sandbox.warehouse.SqlCursor.SqlToken;
import io.github.sqldatabricks.bridge.sandbox.warehouse.SqlCursor.SqlToken.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Splits a statement of Databricks SQL into tokens.
 *
 * @see <a href="https://docs.databricks.com/aws/en/sql/language-manual/data-types/string-type">String literals</a>
 * @see <a href="https://docs.databricks.com/aws/en/sql/language-manual/sql-ref-syntax-comment">Comments</a>
 */
final class SqlLexer {

    /** Longest first. {@code >>} is missing on purpose: it closes two types, as in ARRAY<ARRAY<INT>>. */
    private static final List<String> OPERATORS = List.of("<=>", "::", "=>", "->", "<=", ">=", "<>", "!=", "==", "||");

    private static final int UNICODE_DIGITS = 4;
    private static final int HEXADECIMAL = 16;

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
                escape(content);
            } else {
                position += sql.charAt(position) == quote ? 1 : 0;
                content.append(sql.charAt(position++));
            }
        }
        position++;
        tokens.add(new SqlToken(Kind.STRING, content.toString()));
    }

    /** Appends what the escape that begins here stands for. {@code \%} and {@code \_} keep their backslash, for LIKE. */
    private void escape(StringBuilder content) {
        int escaped = position + 1;
        if (escaped >= sql.length()) {
            throw StatementFailure.syntax("Expected a character after the last backslash");
        }
        if (sql.charAt(escaped) == 'u' && escaped + UNICODE_DIGITS < sql.length()) {
            content.append((char) Integer.parseInt(sql, escaped + 1, escaped + 1 + UNICODE_DIGITS, HEXADECIMAL));
            position = escaped + 1 + UNICODE_DIGITS;
        } else {
            content.append(unescaped(sql.charAt(escaped)));
            position = escaped + 1;
        }
    }

    private static String unescaped(char character) {
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

    /**
     * Numbers as Databricks reads them. DuckDB knows no suffixes, and takes a number of more than 38 digits for a DOUBLE, where
     * Databricks refuses it.
     *
     * @see <a href="https://docs.databricks.com/aws/en/sql/language-manual/data-types/decimal-type">Literals of DECIMAL</a>
     */
    private static final class NumberLiteral {

        private static final int MAX_DIGITS = 38;
        /** DuckDB reads shorter numbers exactly. */
        private static final int EXACT_DIGITS = 18;

        private static final Map<String, String> SUFFIXES =
                Map.of("Y", "TINYINT", "S", "SMALLINT", "L", "BIGINT", "F", "FLOAT", "D", "DOUBLE", "BD", "DECIMAL");

        private NumberLiteral() {}

        /** How many letters of a suffix stand at {@code end}, the end of a number; 0 when none do. */
        static int suffixLength(String sql, int end) {
            int letters = 0;
            while (end + letters < sql.length()
                    && (Character.isLetterOrDigit(sql.charAt(end + letters)) || sql.charAt(end + letters) == '_')) {
                letters++;
            }
            return SUFFIXES.containsKey(sql.substring(end, end + letters).toUpperCase(Locale.ROOT)) ? letters : 0;
        }

        /**
         * The number for DuckDB.
         *
         * @throws StatementFailure when it has more than 38 digits
         */
        static String translate(String number, String suffix) {
            String type = SUFFIXES.getOrDefault(suffix.toUpperCase(Locale.ROOT), "");
            boolean floating = number.indexOf('e') >= 0 || number.indexOf('E') >= 0;
            if (type.equals("DECIMAL") || (type.isEmpty() && !floating)) {
                return decimal(number, !type.isEmpty());
            }
            return type.isEmpty() ? number : "CAST(" + number + " AS " + type + ")";
        }

        private static String decimal(String number, boolean always) {
            int point = number.indexOf('.');
            int scale = point < 0 ? 0 : number.length() - point - 1;
            String digits = number.replace(".", "").replaceFirst("^0+", "");
            int precision = Math.max(Math.max(digits.length(), scale), 1);
            if (precision > MAX_DIGITS) {
                throw new StatementFailure(
                        "NUMERIC_VALUE_OUT_OF_RANGE",
                        "22003",
                        "The number " + number + " has more than " + MAX_DIGITS + " digits.");
            }
            return always || precision > EXACT_DIGITS
                    ? "CAST('" + number + "' AS DECIMAL(" + precision + "," + scale + "))"
                    : number;
        }
    }
}
