package io.github.sqldatabricks.bridge.extraction.template;

import io.github.sqldatabricks.bridge.extraction.template.Lexer.Token;
import io.github.sqldatabricks.bridge.extraction.template.TemplateParser.Piece;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** What stands around a token: enough to know whether T-SQL takes a parameter there. */
final class TokenContext {

    private static final String INDEX = "INDEX";
    private static final String OPENQUERY =
            "T-SQL takes constant text only there. Read the linked server by its four-part name"
                    + " (server.database.schema.table) and put the condition outside, or make it a view on the other server";

    private static final Set<String> BEFORE_NAME = Set.of("FROM", "JOIN", "APPLY", "INTO", "TABLE", "AS", "BY");
    private static final Set<String> BEFORE_CONSTANT =
            Set.of("COLLATE", "MAXDOP", "MAXRECURSION", "FAST", "TABLESAMPLE");

    /** What only takes constants between its parentheses, at any depth. {@code SYSTEM} stands before those of TABLESAMPLE. */
    private static final Map<String, String> CONSTANTS_INSIDE = Map.of(
            "OPENQUERY",
            OPENQUERY,
            "OPENROWSET",
            OPENQUERY,
            "OPENDATASOURCE",
            OPENQUERY,
            INDEX,
            "T-SQL expects the name or number of an index there. Write it into the template",
            "TABLESAMPLE",
            "TABLESAMPLE takes constants only. Write the number into the template",
            "SYSTEM",
            "TABLESAMPLE takes constants only. Write the number into the template",
            "REPEATABLE",
            "REPEATABLE takes constants only. Write the number into the template");

    private static final Set<String> NAMES_INSIDE = Set.of(INDEX, "OPENQUERY");
    private static final Set<String> FOR_XML = Set.of("PATH", "RAW", "ROOT", "XMLSCHEMA");
    private static final Set<String> PIVOTS = Set.of("PIVOT", "UNPIVOT");
    private static final Set<String> SYSTEM_TIME_WORDS =
            Set.of("SYSTEM_TIME", "AS", "OF", "FROM", "TO", "BETWEEN", "AND", "CONTAINED", "IN");
    private static final Set<String> DATE_PART_FUNCTIONS =
            Set.of("DATEADD", "DATEDIFF", "DATEDIFF_BIG", "DATENAME", "DATEPART", "DATETRUNC", "DATE_BUCKET");
    private static final Set<String> TYPES =
            Set.of("VARCHAR", "NVARCHAR", "VARBINARY", "DECIMAL", "NUMERIC", "DATETIME2", "DATETIMEOFFSET");

    /** The word before each parenthesis that is open now, innermost first. */
    private final Deque<String> open = new ArrayDeque<>();

    private boolean systemTime;
    private boolean forXml;
    private Token beforePrevious = new Token(Token.Kind.SYMBOL, " ", List.of(), 1);
    private Token previous = new Token(Token.Kind.SYMBOL, " ", List.of(), 1);

    /** Goes past a significant token. */
    void pass(Token token) {
        if (token.is('(')) {
            open.push(previous.keyword());
        } else if (token.is(')') && !open.isEmpty()) {
            open.pop();
        }
        systemTime = isSystemTime(token);
        boolean xml = token.keyword().equals("XML") || token.keyword().equals("JSON");
        forXml = forXml || xml && previous.keyword().equals("FOR");
        beforePrevious = previous;
        previous = token;
    }

    /** Whether the period of a temporal table has not ended with this token. */
    private boolean isSystemTime(Token token) {
        String word = token.keyword();
        boolean begins = word.equals("SYSTEM_TIME") && previous.keyword().equals("FOR");
        boolean goesOn = SYSTEM_TIME_WORDS.contains(word) || token.templated() || token.is('(') || token.is(',');
        return begins || systemTime && goesOn;
    }

    /** Where a value here stands. */
    Piece.Place place() {
        if (systemTime) {
            return Piece.Place.SYSTEM_TIME;
        }
        if (previous.keyword().equals("IN")) {
            return Piece.Place.BARE_IN;
        }
        if (previous.keyword().equals("TOP")) {
            return Piece.Place.BARE_TOP;
        }
        boolean elementOfIn = "IN".equals(open.peek()) && (previous.is('(') || previous.is(','));
        return elementOfIn ? Piece.Place.IN_LIST : Piece.Place.SINGLE;
    }

    /** Whether a name is expected here: T-SQL takes no parameter in its place. */
    boolean nameExpected(Token next) {
        boolean period = systemTime && previous.keyword().equals("FROM");
        return inPivot()
                || !period && BEFORE_NAME.contains(previous.keyword())
                || previous.is('.')
                || next != null && next.is('.');
    }

    /**
     * Why neither a parameter nor a bracketed name can stand here; empty when one of them can.
     *
     * @param name whether a bracketed name would stand here
     */
    Optional<String> constantExpected(boolean name) {
        if (name && (isIndexHint() || NAMES_INSIDE.contains(innermost()))) {
            return Optional.empty();
        }
        if (forXml && open.stream().anyMatch(FOR_XML::contains)) {
            return Optional.of("FOR XML and FOR JSON take constant names only. Write it into the template");
        }
        if (isIndexHint()) {
            return Optional.of(CONSTANTS_INSIDE.get(INDEX));
        }
        Optional<String> inside = open.stream()
                .map(CONSTANTS_INSIDE::get)
                .filter(Objects::nonNull)
                .findFirst();
        return inside.isPresent() || !isConstantOrKeyword()
                ? inside
                : Optional.of("T-SQL expects a constant or keyword there. Write it into the template");
    }

    private String innermost() {
        return open.isEmpty() ? "" : open.peek();
    }

    private boolean isIndexHint() {
        return previous.is('=') && beforePrevious.keyword().equals(INDEX);
    }

    /** {@code PIVOT (SUM(x) FOR month IN (...))}: the list is of columns. */
    private boolean inPivot() {
        boolean list = previous.keyword().equals("IN") || "IN".equals(open.peek());
        Iterator<String> words = open.iterator();
        if ("IN".equals(open.peek())) {
            words.next();
        }
        return list && words.hasNext() && PIVOTS.contains(words.next());
    }

    private boolean isConstantOrKeyword() {
        String function = innermost();
        boolean datePart = previous.is('(') && DATE_PART_FUNCTIONS.contains(function);
        return BEFORE_CONSTANT.contains(previous.keyword()) || datePart || TYPES.contains(function);
    }
}
