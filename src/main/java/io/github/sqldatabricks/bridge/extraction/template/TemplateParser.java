package io.github.sqldatabricks.bridge.extraction.template;

import io.github.sqldatabricks.bridge.extraction.template.Lexer.Token;
import io.github.sqldatabricks.bridge.extraction.template.Lexer.Token.Kind;
import io.github.sqldatabricks.bridge.extraction.template.Lexer.Token.Part;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.QueryName;
import java.util.ArrayList;
import java.util.List;

/** Decides for each token with placeholders whether it is a value, a string or a name; all else is raw. */
final class TemplateParser {

    private final QueryName template;
    private final List<Token> tokens;
    private final Directives directives;
    private final TokenContext surroundings = new TokenContext();
    private final List<Piece> pieces = new ArrayList<>();
    private final StringBuilder raw = new StringBuilder();

    private TemplateParser(QueryName template, List<Token> tokens, Directives directives) {
        this.template = template;
        this.tokens = tokens;
        this.directives = directives;
    }

    /** @throws BridgeException.InvalidRequest when a placeholder stands where nothing can be bound */
    static List<Piece> pieces(QueryName template, List<Token> tokens, Directives directives) {
        TemplateParser parser = new TemplateParser(template, tokens, directives);
        for (int i = 0; i < tokens.size(); i++) {
            parser.token(i);
        }
        parser.endRaw();
        return List.copyOf(parser.pieces);
    }

    private void token(int index) {
        Token token = tokens.get(index);
        if (token.templated()) {
            endRaw();
            pieces.add(templated(token, nextSignificant(index)));
        } else {
            raw.append(token.kind() == Kind.COMMENT ? comment(token.text()) : token.text());
        }
        if (token.significant()) {
            surroundings.pass(token);
        }
    }

    /** Drivers look for {@code ?} outside comments, but not all of them know that block comments nest. */
    private static String comment(String text) {
        return text.indexOf("/*", 1) < 0 ? text : " ";
    }

    private Piece templated(Token token, Token next) {
        surroundings
                .constantExpected(token.kind() != Kind.STRING && declared(token))
                .ifPresent(why -> {
                    throw fail(token, why);
                });
        boolean nameExpected = surroundings.nameExpected(next);
        if (token.kind() == Kind.STRING) {
            if (nameExpected) {
                throw fail(token, "T-SQL expects a name there, and a string with placeholders can't be one");
            }
            return new Piece.Literal(token.parts(), surroundings.place(), token.line());
        }
        boolean alone = token.kind() == Kind.WORD && token.parts().size() == 1;
        if (alone && !nameExpected && !declared(token)) {
            return new Piece.Value(Part.slots(token.parts()).get(0), surroundings.place(), token.line());
        }
        return identifier(token);
    }

    private Piece identifier(Token token) {
        if (!declared(token)) {
            throw fail(
                    token,
                    "T-SQL expects a name there, which can't be bound. Declare which values are allowed in a comment at"
                            + " the template's start, such as: -- @identifier "
                            + Part.slots(token.parts()).get(0) + " [A-Za-z0-9_]{1,20}");
        }
        return new Piece.Identifier(token.parts(), token.line());
    }

    private boolean declared(Token token) {
        return directives.identifiers().keySet().containsAll(Part.slots(token.parts()));
    }

    private Token nextSignificant(int index) {
        return tokens.stream()
                .skip(index + 1L)
                .filter(Token::significant)
                .findFirst()
                .orElse(null);
    }

    private void endRaw() {
        if (!raw.isEmpty()) {
            pieces.add(new Piece.Raw(raw.toString()));
            raw.setLength(0);
        }
    }

    private BridgeException fail(Token token, String why) {
        return new BridgeException.InvalidRequest(
                ErrorCode.PARAMETER_NOT_ALLOWED,
                "Parameter {" + Part.slots(token.parts()).get(0) + "} can't be used in line " + token.line()
                        + " of template '" + template + "': " + why + ".");
    }

    /** A piece of a template whose role is known. */
    sealed interface Piece {

        /** Text that goes to the server as it stands. */
        record Raw(String sql) implements Piece {}

        /** A placeholder in the code: bound with its own type. */
        record Value(String name, Place place, int line) implements Piece {}

        /** A string with placeholders in it: the whole string is bound as one text. */
        record Literal(List<Part> parts, Place place, int line) implements Piece {}

        /** A name with placeholders in it: each value must match its declared pattern, the whole is bracketed. */
        record Identifier(List<Part> parts, int line) implements Piece {}

        /** What a bound value's surroundings ask for. */
        enum Place {
            /** One value. */
            SINGLE,
            /** After {@code IN}, without parentheses: a list, in parentheses that we write. */
            BARE_IN,
            /** Inside the parentheses of {@code IN}: a list. */
            IN_LIST,
            /** A time of {@code FOR SYSTEM_TIME}: T-SQL takes a parameter there, but no expression of it. */
            SYSTEM_TIME,
            /** After {@code TOP}, without parentheses: T-SQL takes a parameter in parentheses only. */
            BARE_TOP
        }
    }
}
