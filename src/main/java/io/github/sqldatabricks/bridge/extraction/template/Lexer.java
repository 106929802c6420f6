package io.github.sqldatabricks.bridge.extraction.template;

import io.github.sqldatabricks.bridge.extraction.input.ParameterName;
import io.github.sqldatabricks.bridge.extraction.template.Lexer.Token.Kind;
import io.github.sqldatabricks.bridge.extraction.template.Lexer.Token.Part;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.QueryName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts a template into tokens by the lexical rules of T-SQL: strings ({@code ''} and {@code N''}), names in brackets and
 * double quotes, line comments, and block comments that nest.
 *
 * @see <a href="https://learn.microsoft.com/en-us/sql/t-sql/language-elements/slash-star-comment-transact-sql">Nested
 *     comments</a>
 * @see <a href="https://learn.microsoft.com/en-us/sql/relational-databases/databases/database-identifiers">Identifiers</a>
 */
final class Lexer {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([A-Za-z_][A-Za-z0-9_]*(?:\\.[A-Za-z0-9_]+)*)}");

    private final QueryName template;
    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int position;
    private int line = 1;

    private Lexer(QueryName template, String text) {
        this.template = template;
        this.text = text;
    }

    /**
     * All tokens; their texts together are the template, but for doubled braces and placeholders.
     *
     * @throws BridgeException.InvalidRequest when a string, name or comment does not end, or a brace is neither doubled
     *     nor part of a placeholder
     */
    static List<Token> tokens(QueryName template, String text) {
        Lexer lexer = new Lexer(template, text);
        while (lexer.position < text.length()) {
            lexer.next();
        }
        return lexer.tokens;
    }

    private void next() {
        char c = text.charAt(position);
        if (Character.isWhitespace(c)) {
            add(Kind.SPACE, whitespaceEnd());
        } else if (at("--")) {
            int end = text.indexOf('\n', position);
            add(Kind.COMMENT, end < 0 ? text.length() : end);
        } else if (at("/*")) {
            add(Kind.COMMENT, blockCommentEnd());
        } else if (c == '\'' || at("N'") || at("n'")) {
            quoted(Kind.STRING, c == '\'' ? 0 : 1, '\'');
        } else if (c == '[') {
            quoted(Kind.QUOTED_NAME, 0, ']');
        } else if (c == '"') {
            quoted(Kind.QUOTED_NAME, 0, '"');
        } else {
            code(c);
        }
    }

    private void code(char c) {
        if (at("{{") || at("}}")) {
            position += 2;
            tokens.add(new Token(Kind.SYMBOL, String.valueOf(c), List.of(), line));
        } else if (isWordCharacter(c) || c == '{') {
            word();
        } else if (c == '}') {
            throw fail("a '}' that closes nothing. Write }} for a literal brace");
        } else if (c == '?') {
            throw fail("a '?'. Write a placeholder such as {start_date} instead");
        } else {
            add(Kind.SYMBOL, position + 1);
        }
    }

    /** A word may have placeholders in it: {@code sales_{year}}. */
    private void word() {
        Pieces pieces = new Pieces();
        while (position < text.length() && !at("{{")) {
            char c = text.charAt(position);
            if (c == '{') {
                pieces.slot(placeholder());
            } else if (isWordCharacter(c)) {
                pieces.text.append(c);
                position++;
            } else {
                break;
            }
        }
        tokens.add(pieces.token(Kind.WORD, "", ""));
    }

    /** A string or a quoted name; the closing quote is doubled to stand for itself. */
    private void quoted(Kind kind, int prefix, char close) {
        String open = text.substring(position, position + prefix + 1);
        position += open.length();
        Pieces pieces = new Pieces();
        while (!(at(close) && !at("" + close + close))) {
            if (position >= text.length()) {
                line = pieces.line;
                throw fail(kind == Kind.STRING ? "a string that does not end" : "a quoted name that does not end");
            }
            quotedCharacter(pieces, close);
        }
        position++;
        tokens.add(pieces.token(kind, open, String.valueOf(close)));
    }

    private void quotedCharacter(Pieces pieces, char close) {
        char c = text.charAt(position);
        boolean doubled = at("{{") || at("}}");
        if (c == '{' && !doubled) {
            pieces.slot(placeholder());
        } else if (c == '}' && !doubled) {
            throw fail("a '}' in quotes that closes nothing. Write }} for a literal brace");
        } else {
            pieces.text.append(c);
            line += c == '\n' ? 1 : 0;
            position += doubled || c == close ? 2 : 1;
        }
    }

    private String placeholder() {
        Matcher matcher = PLACEHOLDER.matcher(text).region(position, text.length());
        if (!matcher.lookingAt()) {
            throw fail(
                    "a '{' that begins no placeholder of letters, digits, '_' and '.'. Write {{ for a literal brace");
        }
        position = matcher.end();
        return ParameterName.flat(matcher.group(1));
    }

    private int whitespaceEnd() {
        int end = position;
        while (end < text.length() && Character.isWhitespace(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private int blockCommentEnd() {
        int depth = 0;
        int end = position;
        while (end < text.length()) {
            if (text.startsWith("/*", end)) {
                depth++;
                end += 2;
            } else if (text.startsWith("*/", end)) {
                depth--;
                end += 2;
                if (depth == 0) {
                    return end;
                }
            } else {
                end++;
            }
        }
        throw fail("a comment that does not end (in T-SQL, /* inside a comment needs its own */)");
    }

    private void add(Kind kind, int end) {
        String piece = text.substring(position, end);
        tokens.add(new Token(kind, piece, List.of(), line));
        line += (int) piece.chars().filter(c -> c == '\n').count();
        position = end;
    }

    private boolean at(String expected) {
        return text.startsWith(expected, position);
    }

    private boolean at(char expected) {
        return position < text.length() && text.charAt(position) == expected;
    }

    private static boolean isWordCharacter(char c) {
        return Character.isLetterOrDigit(c) || Character.isSurrogate(c) || "_@#$".indexOf(c) >= 0;
    }

    private BridgeException fail(String found) {
        return new BridgeException.InvalidRequest(
                ErrorCode.INVALID_TEMPLATE, "Template '" + template + "' line " + line + " has " + found + ".");
    }

    /** Collects the text and placeholders of one token. */
    private final class Pieces {
        private final StringBuilder text = new StringBuilder();
        private final List<Part> parts = new ArrayList<>();
        private final int line = Lexer.this.line;

        private void slot(String name) {
            flush();
            parts.add(new Part.Slot(name));
        }

        private void flush() {
            if (!text.isEmpty()) {
                parts.add(new Part.Fixed(text.toString()));
                text.setLength(0);
            }
        }

        private Token token(Kind kind, String open, String close) {
            if (parts.isEmpty()) {
                String escaped =
                        close.isEmpty() ? text.toString() : text.toString().replace(close, close + close);
                return new Token(kind, open + escaped + close, List.of(), line);
            }
            flush();
            return new Token(kind, "", List.copyOf(parts), line);
        }
    }

    /**
     * A stretch of a template.
     *
     * @param text as it goes to the server; without its placeholders' values when there are {@code parts}
     * @param parts fixed text and placeholders of a string or name that has placeholders; else empty
     * @param line where it starts, from 1
     */
    record Token(Kind kind, String text, List<Part> parts, int line) {

        /** What a stretch is. */
        enum Kind {
            /** White space. */
            SPACE,
            /** A line or block comment. */
            COMMENT,
            /** A name, keyword, variable or number without quotes; with parts when placeholders are in it. */
            WORD,
            /** A string, with its {@code N}. */
            STRING,
            /** A name in brackets or double quotes. */
            QUOTED_NAME,
            /** Any other single character. */
            SYMBOL
        }

        /** Whether it is neither space nor comment. */
        boolean significant() {
            return kind != Kind.SPACE && kind != Kind.COMMENT;
        }

        /** Whether it is that symbol. */
        boolean is(char symbol) {
            return kind == Kind.SYMBOL && text.charAt(0) == symbol;
        }

        /** The keyword that an unquoted word may be, in upper case; empty for anything else. */
        String keyword() {
            return kind == Kind.WORD && parts.isEmpty() ? text.toUpperCase(Locale.ROOT) : "";
        }

        /** Whether it has placeholders. */
        boolean templated() {
            return !parts.isEmpty();
        }

        /** A part of a string, a name or the code: either fixed text or a placeholder. */
        sealed interface Part {

            /** Text as it stands, braces already single. */
            record Fixed(String text) implements Part {}

            /** A placeholder {@code {name}}. */
            record Slot(String name) implements Part {}

            /** The placeholders' names among the parts, in order. */
            static List<String> slots(List<Part> parts) {
                return parts.stream()
                        .filter(Slot.class::isInstance)
                        .map(part -> ((Slot) part).name())
                        .toList();
            }
        }
    }
}
