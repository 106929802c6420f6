package io.github.sqldatabricks.bridge.sandbox.warehouse;

import java.util.List;

/** A place in a statement's tokens that moves forward. */
final class SqlCursor {

    private static final SqlToken END = new SqlToken(SqlToken.Kind.SYMBOL, "");

    private final List<SqlToken> tokens;
    private int position;

    SqlCursor(List<SqlToken> tokens) {
        this.tokens = tokens;
    }

    /** The same tokens from their beginning. */
    SqlCursor fromStart() {
        return new SqlCursor(tokens);
    }

    /** What has not been read yet. */
    List<SqlToken> rest() {
        return tokens.subList(position, tokens.size());
    }

    boolean atEnd() {
        return position >= tokens.size();
    }

    /** The token that is {@code distance} after the present one (negative: before); an empty symbol beyond the ends. */
    SqlToken peek(int distance) {
        int index = position + distance;
        return index >= 0 && index < tokens.size() ? tokens.get(index) : END;
    }

    SqlToken next() {
        SqlToken token = peek(0);
        position++;
        return token;
    }

    boolean skipWord(String word) {
        boolean found = peek(0).isWord(word);
        position += found ? 1 : 0;
        return found;
    }

    boolean skipSymbol(String symbol) {
        boolean found = peek(0).isSymbol(symbol);
        position += found ? 1 : 0;
        return found;
    }

    /** Whether the words come next, one after the other; if so they are skipped. */
    boolean skipWords(String... words) {
        for (int index = 0; index < words.length; index++) {
            if (!peek(index).isWord(words[index])) {
                return false;
            }
        }
        position += words.length;
        return true;
    }

    SqlToken require(SqlToken.Kind kind, String expected) {
        if (peek(0).kind() != kind || atEnd()) {
            throw StatementFailure.syntax("Expected " + expected + " near '" + peek(0).value() + "'");
        }
        return next();
    }

    void requireSymbol(String symbol) {
        if (!skipSymbol(symbol)) {
            throw StatementFailure.syntax("Expected '" + symbol + "' near '" + peek(0).value() + "'");
        }
    }

    /** A name, quoted or not, without its quotes. */
    String requireName() {
        if (!peek(0).isName()) {
            throw StatementFailure.syntax("Expected a name near '" + peek(0).value() + "'");
        }
        return next().value();
    }

    /** Skips a group in parentheses that begins here, if one does. */
    void skipParentheses() {
        if (!skipSymbol("(")) {
            return;
        }
        while (!atEnd() && !peek(0).isSymbol(")")) {
            if (peek(0).isSymbol("(")) {
                skipParentheses();
            } else {
                next();
            }
        }
        requireSymbol(")");
    }

    /**
     * One word of a statement, without the blanks and comments around it.
     *
     * @param kind what it is
     * @param value the text; of a string or a quoted name the content, with its escapes resolved
     */
    record SqlToken(Kind kind, String value) {

        /** What a token is. */
        enum Kind {
            WORD,
            QUOTED_NAME,
            STRING,
            NUMBER,
            SYMBOL
        }

        boolean isWord(String word) {
            return kind == Kind.WORD && value.equalsIgnoreCase(word);
        }

        boolean isSymbol(String symbol) {
            return kind == Kind.SYMBOL && value.equals(symbol);
        }

        boolean isName() {
            return kind == Kind.WORD || kind == Kind.QUOTED_NAME;
        }

        /** The token as DuckDB writes it. */
        String text() {
            return switch (kind) {
                case QUOTED_NAME -> quotedName(value);
                case STRING -> stringLiteral(value);
                case WORD, NUMBER, SYMBOL -> value;
            };
        }

        static String quotedName(String name) {
            return '"' + name.replace("\"", "\"\"") + '"';
        }

        static String stringLiteral(String value) {
            return "'" + value.replace("'", "''") + "'";
        }
    }
}
