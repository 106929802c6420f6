package io.github.sqldatabricks.bridge.sandbox.warehouse;

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
