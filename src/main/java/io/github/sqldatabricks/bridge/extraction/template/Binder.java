package io.github.sqldatabricks.bridge.extraction.template;

import io.github.sqldatabricks.bridge.extraction.input.ParameterText;
import io.github.sqldatabricks.bridge.extraction.template.Lexer.Token.Part;
import io.github.sqldatabricks.bridge.extraction.template.SqlTemplate.BoundStatement;
import io.github.sqldatabricks.bridge.extraction.template.TemplateParser.Piece;
import io.github.sqldatabricks.bridge.extraction.template.TemplateParser.Piece.Place;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.ParameterValue;
import io.github.sqldatabricks.bridge.model.QueryName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Puts a template's pieces together with values: markers into the text, values beside it. */
final class Binder {

    /**
     * SQL Server takes 2,100 parameters a request, and {@code sp_prepexec}, through which the driver sends a statement,
     * has three of its own.
     *
     * @see <a href="https://learn.microsoft.com/en-us/sql/sql-server/maximum-capacity-specifications-for-sql-server">
     *     Maximum capacity</a>
     */
    static final int MAX_PARAMETERS = 2100 - 3;

    /** The most characters of a SQL Server name. */
    private static final int MAX_NAME_CHARACTERS = 128;

    private final QueryName template;
    private final Map<String, Pattern> identifiers;
    private final Map<String, ParameterValue> values;
    private final StringBuilder sql = new StringBuilder();
    private final List<ParameterValue.Scalar> parameters = new ArrayList<>();

    private Binder(QueryName template, Map<String, Pattern> identifiers, Map<String, ParameterValue> values) {
        this.template = template;
        this.identifiers = identifiers;
        this.values = values;
    }

    /** @param values has every parameter of the template */
    static BoundStatement bind(
            QueryName template,
            List<Piece> pieces,
            Map<String, Pattern> identifiers,
            Map<String, ParameterValue> values) {
        Binder binder = new Binder(template, identifiers, values);
        pieces.forEach(binder::append);
        if (binder.parameters.size() > MAX_PARAMETERS) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.TOO_MANY_PARAMETERS,
                    "Expected at most " + MAX_PARAMETERS + " values in the query '" + template + "', but got "
                            + binder.parameters.size() + ". Shorten its lists, or join with a table instead.");
        }
        return new BoundStatement(binder.sql.toString(), binder.parameters);
    }

    private void append(Piece piece) {
        if (piece instanceof Piece.Raw raw) {
            sql.append(raw.sql());
        } else if (piece instanceof Piece.Value value) {
            markers(scalars(value.name(), value.place(), value.line()), value.place());
        } else if (piece instanceof Piece.Literal literal) {
            markers(texts(literal), literal.place());
        } else if (piece instanceof Piece.Identifier identifier) {
            sql.append('[').append(name(identifier).replace("]", "]]")).append(']');
        }
    }

    private void markers(List<ParameterValue.Scalar> bound, Place place) {
        String markers = bound.stream().map(value -> marker(value, place)).collect(Collectors.joining(", "));
        boolean parentheses = place == Place.BARE_IN || place == Place.BARE_TOP;
        sql.append(parentheses ? "(" + markers + ")" : markers);
        parameters.addAll(bound);
    }

    private static String marker(ParameterValue.Scalar value, Place place) {
        boolean cast = value instanceof ParameterValue.Typed && place != Place.SYSTEM_TIME;
        return cast ? ((ParameterValue.Typed) value).marker() : "?";
    }

    private List<ParameterValue.Scalar> scalars(String name, Place place, int line) {
        ParameterValue value = values.get(name);
        if (place == Place.BARE_TOP && !isWhole(value)) {
            throw fail(name, line, "a whole number");
        }
        if (value instanceof ParameterValue.Many many) {
            if (place != Place.BARE_IN && place != Place.IN_LIST) {
                throw fail(name, line, "a single value (a list can stand inside IN (...) only)");
            }
            return many.values();
        }
        return List.of((ParameterValue.Scalar) value);
    }

    private static boolean isWhole(ParameterValue value) {
        return value instanceof ParameterValue.Whole
                || value instanceof ParameterValue.Typed typed && typed.value() instanceof Long;
    }

    /** A string that is nothing but a placeholder may stand for a list, as in {@code IN ('{names}')}. */
    private List<ParameterValue.Scalar> texts(Piece.Literal literal) {
        if (literal.parts().size() == 1) {
            String name = Part.slots(literal.parts()).get(0);
            return scalars(name, literal.place(), literal.line()).stream()
                    .map(Binder::asText)
                    .toList();
        }
        return List.of(joined(literal));
    }

    private ParameterValue.Scalar joined(Piece.Literal literal) {
        StringBuilder text = new StringBuilder();
        for (Part part : literal.parts()) {
            if (part instanceof Part.Fixed fixed) {
                text.append(fixed.text());
            } else if (part instanceof Part.Slot slot) {
                ParameterValue.Scalar value =
                        scalars(slot.name(), Place.SINGLE, literal.line()).get(0);
                if (value.isNull()) {
                    return value; // as T-SQL joins: anything + NULL is NULL
                }
                text.append(ParameterText.plain(value));
            }
        }
        return new ParameterValue.Text(text.toString());
    }

    /** Older templates put dates in quotes, too: a declared type counts, and not the quotes. */
    private static ParameterValue.Scalar asText(ParameterValue.Scalar value) {
        return value.isNull() || value instanceof ParameterValue.Typed
                ? value
                : new ParameterValue.Text(ParameterText.plain(value));
    }

    private String name(Piece.Identifier identifier) {
        StringBuilder name = new StringBuilder();
        for (Part part : identifier.parts()) {
            if (part instanceof Part.Fixed fixed) {
                name.append(fixed.text());
            } else if (part instanceof Part.Slot slot) {
                name.append(namePart(slot.name(), identifier.line()));
            }
        }
        if (name.isEmpty() || name.length() > MAX_NAME_CHARACTERS) {
            throw fail(Part.slots(identifier.parts()).get(0), identifier.line(), "a name of 1 to 128 characters");
        }
        return name.toString();
    }

    private String namePart(String parameter, int line) {
        ParameterValue value = values.get(parameter);
        Pattern allowed = identifiers.get(parameter);
        boolean textOrWhole = value instanceof ParameterValue.Text || value instanceof ParameterValue.Whole;
        if (textOrWhole || value instanceof ParameterValue.Typed typed && typed.value() != null) {
            String text = ParameterText.plain((ParameterValue.Scalar) value);
            if (allowed.matcher(text).matches()) {
                return text;
            }
        }
        throw fail(parameter, line, "part of a name that matches " + allowed.pattern());
    }

    private BridgeException fail(String parameter, int line, String expected) {
        return new BridgeException.InvalidRequest(
                ErrorCode.INVALID_PARAMETER,
                "Expected the parameter '" + parameter + "' to be " + expected + " (template '" + template + "' line "
                        + line + ").");
    }
}
