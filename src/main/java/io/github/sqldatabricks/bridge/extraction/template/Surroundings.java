package io.github.sqldatabricks.bridge.extraction.template;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/** What stands around a token: enough to know whether T-SQL takes a parameter there. */
final class Surroundings {

    private static final Set<String> BEFORE_NAME = Set.of("FROM", "JOIN", "APPLY", "INTO", "TABLE", "AS", "BY");
    private static final Set<String> BEFORE_CONSTANT = Set.of("COLLATE", "MAXDOP", "MAXRECURSION", "FAST");
    private static final Set<String> DATE_PART_FUNCTIONS =
            Set.of("DATEADD", "DATEDIFF", "DATEDIFF_BIG", "DATENAME", "DATEPART", "DATETRUNC", "DATE_BUCKET");
    private static final Set<String> TYPES =
            Set.of("VARCHAR", "NVARCHAR", "VARBINARY", "DECIMAL", "NUMERIC", "DATETIME2", "DATETIMEOFFSET");

    /** The word before each parenthesis that is open now, innermost first. */
    private final Deque<String> open = new ArrayDeque<>();

    private Token previous = new Token(Token.Kind.SYMBOL, " ", List.of(), 1);

    /** Goes past a significant token. */
    void pass(Token token) {
        if (token.is('(')) {
            open.push(previous.keyword());
        } else if (token.is(')') && !open.isEmpty()) {
            open.pop();
        }
        previous = token;
    }

    /** Where a value here stands. */
    Piece.Place place() {
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
        return BEFORE_NAME.contains(previous.keyword()) || previous.is('.') || next != null && next.is('.');
    }

    /** Whether a constant or keyword is expected here: neither a parameter nor a bracketed name can stand for it. */
    boolean constantExpected() {
        String function = open.isEmpty() ? "" : open.peek();
        boolean datePart = previous.is('(') && DATE_PART_FUNCTIONS.contains(function);
        return BEFORE_CONSTANT.contains(previous.keyword()) || datePart || TYPES.contains(function);
    }
}
