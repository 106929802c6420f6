package io.github.sqldatabricks.bridge.extraction.template;

import io.github.sqldatabricks.bridge.extraction.input.ParameterText;
import io.github.sqldatabricks.bridge.extraction.template.Lexer.Token;
import io.github.sqldatabricks.bridge.extraction.template.Lexer.Token.Part;
import io.github.sqldatabricks.bridge.extraction.template.TemplateParser.Piece;
import io.github.sqldatabricks.bridge.extraction.template.TypedValues.UnfitValue;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.Hashes;
import io.github.sqldatabricks.bridge.model.ParameterValue;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.model.QuotedInput;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * One T-SQL SELECT with placeholders {@code {name}}; {@code {{} and {@code }}} are literal braces.
 *
 * <ul>
 *   <li>In the code a placeholder is bound as a statement parameter; a list expands inside {@code IN (...)}.
 *   <li>In a string ({@code '{start_date}'}, {@code '%{word}%'}) the whole string becomes one parameter.
 *   <li>As a name or part of one ({@code dbo.sales_{year}}) its value must match the pattern that {@code -- @identifier}
 *       declares, and is quoted.
 *   <li>In a comment it is just text.
 * </ul>
 */
public final class SqlTemplate {

    /** White space and comments; one in another is left to stand. */
    private static final Pattern HEAD =
            Pattern.compile("(?:\\s++|--[^\\r\\n]*+|/\\*(?:[^*/]|\\*(?!/)|/(?!\\*))*+\\*/)*+");

    private final QueryName name;
    private final String sha256;
    private final Directives directives;
    private final List<Piece> pieces;
    private final Set<String> parameters;

    private SqlTemplate(
            QueryName name, String sha256, Directives directives, List<Piece> pieces, Set<String> parameters) {
        this.name = name;
        this.sha256 = sha256;
        this.directives = directives;
        this.pieces = pieces;
        this.parameters = Collections.unmodifiableSet(parameters);
    }

    /**
     * Reads a template.
     *
     * @throws BridgeException.InvalidRequest when it is not one SELECT, a string or brace is not closed, or a placeholder
     *     stands where nothing can be bound, or its rows can't be divided as it says
     */
    public static SqlTemplate parse(QueryName name, String text) {
        List<Token> tokens = withoutOuterSemicolons(Lexer.tokens(name, text));
        SingleSelect.require(name, tokens);
        Directives directives = Directives.of(name, tokens);
        directives.partition().ifPresent(by -> DerivedTable.require(name, tokens));
        Set<String> parameters = new LinkedHashSet<>();
        tokens.forEach(token -> parameters.addAll(Part.slots(token.parts())));
        requireUsed(name, directives.declaredParameters(), parameters);
        String sha256 = HexFormat.of().formatHex(Hashes.sha256(text));
        return new SqlTemplate(name, sha256, directives, TemplateParser.pieces(name, tokens, directives), parameters);
    }

    /**
     * A template's statement without the comments before its first code, which declare secrets' defaults.
     */
    public static String withoutHead(String sql) {
        Matcher head = HEAD.matcher(sql);
        return head.lookingAt() ? sql.substring(head.end()) : sql;
    }

    /**
     * Makes sure that a text can stand in parentheses as one condition, so that nothing beside them changes what it means.
     *
     * @param name for messages
     * @throws BridgeException.InvalidRequest when a parenthesis of it is not closed, or one that it has not opened, or a string or comment
     *     is not closed
     */
    public static void requireCondition(QueryName name, String condition) {
        int open = 0;
        for (Token token : Lexer.tokens(name, condition)) {
            open += token.is('(') ? 1 : token.is(')') ? -1 : 0;
            if (open < 0) {
                break;
            }
        }
        if (open != 0) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.INVALID_TEMPLATE,
                    "Expected a condition for '" + name
                            + "' whose parentheses are all opened and closed in it, but got "
                            + QuotedInput.of(condition) + ".");
        }
    }

    /** A misspelt declaration would change nothing, and nobody would hear of it. */
    private static void requireUsed(QueryName template, Set<String> declared, Set<String> used) {
        Set<String> unused = new TreeSet<>(declared);
        unused.removeAll(used);
        if (!unused.isEmpty()) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.INVALID_TEMPLATE,
                    "Template '" + template + "' declares what it does not use: " + String.join(", ", unused)
                            + ". Its placeholders are " + used + ".");
        }
    }

    /** The parameters that a template declares as secret; it need not be a good one. */
    public static Set<String> secrets(String text) {
        try {
            return parse(new QueryName("secrets"), text).directives().secrets();
        } catch (BridgeException.InvalidRequest broken) {
            return Directives.secrets(text);
        }
    }

    public QueryName name() {
        return name;
    }

    /** Of the template's text in UTF-8, in lower-case hexadecimal. */
    public String sha256() {
        return sha256;
    }

    public Directives directives() {
        return directives;
    }

    /** The names of its parameters, in order of first use; those with a default too. */
    public Set<String> parameters() {
        return parameters;
    }

    /**
     * A value as the type that the template declares for it; as it is, when it declares none.
     *
     * @throws BridgeException.InvalidRequest when it is no value of the type; the message has no secret
     */
    public ParameterValue typed(String parameter, ParameterValue value) {
        ParameterDeclaration declared = directives.types().get(parameter);
        if (declared == null) {
            return value;
        }
        try {
            return declared.typed(value);
        } catch (UnfitValue e) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.INVALID_PARAMETER,
                    "Expected the parameter '" + parameter + "' to be of the type " + declared.type()
                            + ", which template '"
                            + name + "' declares, but got "
                            + QuotedInput.of(ParameterText.shown(parameter, value, directives.secrets())) + ": "
                            + e.getMessage()
                            + ".");
        }
    }

    /**
     * The statement with its values.
     *
     * @param values of their declared types; has every name of {@link #parameters()}
     * @throws BridgeException.InvalidRequest when a value does not fit its place, or there are too many
     */
    public BoundStatement bind(Map<String, ParameterValue> values) {
        if (!values.keySet().containsAll(parameters)) {
            throw new IllegalArgumentException("values are missing for " + name);
        }
        return Binder.bind(name, pieces, directives.identifiers(), values);
    }

    /** People write {@code ;WITH} and end with a semicolon, or with a tool's {@code GO}; none means anything in a single statement. */
    private static List<Token> withoutOuterSemicolons(List<Token> tokens) {
        int first = 0;
        int last = tokens.size() - 1;
        while (first < last && outer(tokens.get(first))) {
            first++;
        }
        while (last > first && (outer(tokens.get(last)) || isLastGo(tokens, last))) {
            last--;
        }
        int begin = first;
        int end = last;
        return IntStream.range(0, tokens.size())
                .filter(i -> i >= begin && i <= end || !tokens.get(i).significant())
                .mapToObj(tokens::get)
                .toList();
    }

    /** Whether it is a {@code GO} on a line of its own, which SQL Server's tools take for the end of a batch. */
    private static boolean isLastGo(List<Token> tokens, int index) {
        Token token = tokens.get(index);
        return token.keyword().equals("GO")
                && tokens.subList(0, index).stream()
                        .filter(Token::significant)
                        .allMatch(earlier -> earlier.line() < token.line());
    }

    private static boolean outer(Token token) {
        return !token.significant() || token.is(';');
    }

    /**
     * A template with its values.
     *
     * @param sql T-SQL with {@code ?} markers
     * @param parameters the markers' values, in order
     */
    public record BoundStatement(String sql, List<ParameterValue.Scalar> parameters) {
        public BoundStatement {
            parameters = List.copyOf(parameters);
        }
    }

    /**
     * Makes sure that a template's SELECT can stand as a derived table in several statements that share its rows: T-SQL takes it there, and it
     * has the same rows in each of them.
     *
     * @see <a href="https://learn.microsoft.com/en-us/sql/t-sql/queries/from-transact-sql">FROM: derived_table</a>
     */
    static final class DerivedTable {

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
                throw refused(
                        template, code.get(0), "WITH or a parenthesis before SELECT. Make it a view, or a subquery");
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
                            + "' to be a SELECT that can be divided, because it has @partition, but line "
                            + token.line()
                            + " has " + found + "; or leave @partition out.");
        }
    }
}
