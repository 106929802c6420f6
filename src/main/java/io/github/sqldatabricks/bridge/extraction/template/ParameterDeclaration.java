package io.github.sqldatabricks.bridge.extraction.template;

import io.github.sqldatabricks.bridge.extraction.template.TypedValues.UnfitValue;
import io.github.sqldatabricks.bridge.model.ParameterType;
import io.github.sqldatabricks.bridge.model.ParameterType.Kind;
import io.github.sqldatabricks.bridge.model.ParameterValue;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code -- @param} declares: {@code datetime2(3)}, {@code decimal(10, 2)}, {@code datetime America/La_Paz}.
 *
 * @param type the parameter's SQL Server type
 * @param zone of dates: the time zone in which the column counts
 */
public record ParameterDeclaration(ParameterType type, ZoneId zone) {

    /** What a declaration may be, for messages. */
    static final String EXPECTED =
            "a parameter and its SQL Server type (bit, tinyint, smallint, int, bigint, decimal(p,s), money,"
                    + " smallmoney, real, float, date, time(n), smalldatetime, datetime, datetime2(n), datetimeoffset(n), char(n),"
                    + " varchar(n), nchar(n), nvarchar(n), uniqueidentifier, binary(n), varbinary(n); after a date's type, the IANA time"
                    + " zone of its column)";

    private static final Pattern DECLARATION = Pattern.compile(
            "([A-Za-z]\\w*)\\s*(?:\\(\\s*(max|\\d{1,5})\\s*(?:,\\s*(\\d{1,2})\\s*)?\\))?(?:\\s+([\\w/+-]+))?",
            Pattern.CASE_INSENSITIVE);
    private static final int MAX_PRECISION = 38;
    private static final int DEFAULT_PRECISION = 18;
    private static final int MONEY_PLACES = 4;
    private static final int MAX_FRACTION = 7;
    private static final int MAX_FLOAT_BITS = 53;
    private static final int MAX_REAL_BITS = 24;
    private static final int MAX_BYTES = 8000;
    private static final int MAX_NATIONAL_CHARACTERS = 4000;
    private static final int ROW_VERSION_BYTES = 8;

    /** Reads what stands behind the parameter's name; empty when it is no type that a parameter can have. */
    static Optional<ParameterDeclaration> of(String text) {
        Matcher matcher = DECLARATION.matcher(text.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        return type(matcher)
                .flatMap(type -> zone(type, matcher.group(4)).map(zone -> new ParameterDeclaration(type, zone)));
    }

    /**
     * The value as this type.
     *
     * @throws UnfitValue when it is none, saying why
     */
    ParameterValue typed(ParameterValue given) {
        if (given instanceof ParameterValue.Many many) {
            return new ParameterValue.Many(
                    many.values().stream().map(this::typed).toList());
        }
        return typed((ParameterValue.Scalar) given);
    }

    private ParameterValue.Scalar typed(ParameterValue.Scalar given) {
        return new ParameterValue.Typed(type, TypedValues.of(this, given));
    }

    private static Optional<ParameterType> type(Matcher declaration) {
        String name = declaration.group(1).toLowerCase(Locale.ROOT);
        return switch (name) {
            case "integer" -> plain(Kind.INT, declaration);
            case "rowversion", "timestamp" ->
                plain(Kind.BINARY, declaration).map(type -> new ParameterType(Kind.BINARY, ROW_VERSION_BYTES, 0));
            case "numeric", "dec", "decimal" -> decimal(declaration);
            case "float" -> floating(declaration);
            case "money", "smallmoney" ->
                plain(kind(name), declaration).map(type -> new ParameterType(type.kind(), 0, MONEY_PLACES));
            case "time", "datetime2", "datetimeoffset" ->
                number(declaration, 2, 0, MAX_FRACTION, MAX_FRACTION).stream()
                        .mapToObj(scale -> new ParameterType(kind(name), 0, scale))
                        .findFirst();
            case "char", "varchar", "binary", "varbinary" -> sized(kind(name), declaration, MAX_BYTES);
            case "nchar", "nvarchar" -> sized(kind(name), declaration, MAX_NATIONAL_CHARACTERS);
            case "bit",
                    "tinyint",
                    "smallint",
                    "int",
                    "bigint",
                    "real",
                    "date",
                    "smalldatetime",
                    "datetime",
                    "uniqueidentifier" -> plain(kind(name), declaration);
            default -> Optional.empty();
        };
    }

    private static Kind kind(String name) {
        return Kind.valueOf(name.toUpperCase(Locale.ROOT));
    }

    private static Optional<ParameterType> plain(Kind kind, Matcher declaration) {
        return declaration.group(2) == null ? Optional.of(new ParameterType(kind, 0, 0)) : Optional.empty();
    }

    private static Optional<ParameterType> decimal(Matcher declaration) {
        OptionalInt precision = number(declaration, 2, 1, MAX_PRECISION, DEFAULT_PRECISION);
        OptionalInt scale = number(declaration, 3, 0, precision.orElse(0), 0);
        return precision.isPresent() && scale.isPresent()
                ? Optional.of(new ParameterType(Kind.DECIMAL, precision.getAsInt(), scale.getAsInt()))
                : Optional.empty();
    }

    private static Optional<ParameterType> floating(Matcher declaration) {
        return number(declaration, 2, 1, MAX_FLOAT_BITS, MAX_FLOAT_BITS).stream()
                .mapToObj(bits -> new ParameterType(bits <= MAX_REAL_BITS ? Kind.REAL : Kind.FLOAT, 0, 0))
                .findFirst();
    }

    /** Only the types that vary have a size without being told, and a {@code max}. */
    private static Optional<ParameterType> sized(Kind kind, Matcher declaration, int most) {
        boolean varying = kind.name().contains("VAR");
        if ("max".equalsIgnoreCase(declaration.group(2))) {
            return varying ? Optional.of(new ParameterType(kind, ParameterType.MAX, 0)) : Optional.empty();
        }
        if (declaration.group(2) == null && !varying) {
            return Optional.empty();
        }
        return number(declaration, 2, 1, most, most).stream()
                .mapToObj(size -> new ParameterType(kind, size, 0))
                .findFirst();
    }

    /** A number in the parentheses; nothing when it is out of its range, or the parentheses have one more than the type takes. */
    private static OptionalInt number(Matcher declaration, int group, int least, int most, int otherwise) {
        String text = declaration.group(group);
        boolean tooMany = declaration.group(3) != null
                && !declaration.group(1).toLowerCase(Locale.ROOT).matches("dec|decimal|numeric");
        if (text == null || tooMany) {
            return tooMany ? OptionalInt.empty() : OptionalInt.of(otherwise);
        }
        if (text.equalsIgnoreCase("max") || Integer.parseInt(text) < least || Integer.parseInt(text) > most) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(Integer.parseInt(text));
    }

    private static Optional<ZoneId> zone(ParameterType type, String name) {
        if (name == null) {
            return Optional.of(ZoneOffset.UTC);
        }
        boolean dated = type.kind() == Kind.DATE || type.kind().name().contains("DATETIME");
        try {
            return dated ? Optional.of(ZoneId.of(name)) : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
