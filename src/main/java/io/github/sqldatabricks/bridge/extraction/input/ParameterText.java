package io.github.sqldatabricks.bridge.extraction.input;

import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.ParameterValue;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Values of parameters as text: what is written becomes a value, and a value what people may see, in a manifest or on a terminal. */
public final class ParameterText {

    /** What stands in the place of a secret, whatever its length. */
    public static final String MASK = "********";

    private static final Pattern SECRET_NAME =
            Pattern.compile("(?i).*(password|passwd|pwd|secret|token|credential).*|.*key");

    private static final Pattern WHOLE = Pattern.compile("0|-?[1-9][0-9]*");
    private static final Pattern EXACT = Pattern.compile("-?(0|[1-9][0-9]*)\\.[0-9]+");
    private static final int MAX_LONG_DIGITS = 18;

    private ParameterText() {}

    /**
     * What unquoted text means. Only what can be nothing else becomes a number, a flag or null; the rest stays the text
     * that was written, so that {@code NO} (Norway), {@code 010}, {@code 1_000}, {@code 12:30} and {@code 2024-01-01} keep
     * their meaning. A subset of the JSON schema of YAML 1.2.2, section 10.2, plus {@code ~}.
     */
    public static ParameterValue.Scalar parse(String text) {
        if (text.isEmpty() || text.equals("~") || text.equals("null")) {
            return new ParameterValue.Null();
        }
        if (text.equals("true") || text.equals("false")) {
            return new ParameterValue.Flag(Boolean.parseBoolean(text));
        }
        return number(text);
    }

    private static ParameterValue.Scalar number(String text) {
        boolean whole = WHOLE.matcher(text).matches();
        if (whole && text.length() <= MAX_LONG_DIGITS) {
            return new ParameterValue.Whole(Long.parseLong(text));
        }
        // A number that no SQL Server decimal can hold stays text, rather than being rounded.
        boolean fits = text.length() <= ColumnType.MAX_DECIMAL_PRECISION;
        if (fits && (whole || EXACT.matcher(text).matches())) {
            return new ParameterValue.Exact(new BigDecimal(text));
        }
        return new ParameterValue.Text(text);
    }

    /** Whether the name suggests that the value is a secret. */
    public static boolean suggestsSecret(String name) {
        return SECRET_NAME.matcher(name).matches();
    }

    /** Whether a value is a secret: its name is declared as one, or suggests it. */
    public static boolean isSecret(String name, Set<String> declared) {
        return declared.contains(name) || suggestsSecret(name);
    }

    /**
     * The value as text, or {@link #MASK} when it is a secret.
     *
     * @param declared names that are declared secret, beyond those that look like it
     */
    public static String shown(String name, ParameterValue value, Set<String> declared) {
        return isSecret(name, declared) ? MASK : shown(value);
    }

    /** What stands in the place of a secret value: as many masks as it has values. */
    public static ParameterValue masked(ParameterValue value) {
        ParameterValue.Scalar mask = new ParameterValue.Text(MASK);
        return value instanceof ParameterValue.Many many
                ? new ParameterValue.Many(Collections.nCopies(many.values().size(), mask))
                : mask;
    }

    /** The value as text; {@code NULL} for null and {@code a, b} for a list. */
    public static String shown(ParameterValue value) {
        if (value instanceof ParameterValue.Many many) {
            return many.values().stream().map(ParameterText::shown).collect(Collectors.joining(", "));
        }
        ParameterValue.Scalar scalar = (ParameterValue.Scalar) value;
        return scalar.isNull() ? "NULL" : plain(scalar);
    }

    /**
     * A value's text without any decoration, as it would stand inside a string.
     *
     * @throws IllegalArgumentException for null, which has no text
     */
    public static String plain(ParameterValue.Scalar value) {
        if (value instanceof ParameterValue.Text text) {
            return text.value();
        }
        if (value instanceof ParameterValue.Whole whole) {
            return Long.toString(whole.value());
        }
        if (value instanceof ParameterValue.Exact exact) {
            return exact.value().toPlainString();
        }
        if (value instanceof ParameterValue.Flag flag) {
            return Boolean.toString(flag.value());
        }
        if (value instanceof ParameterValue.Typed typed && typed.value() != null) {
            return typed(typed.value());
        }
        throw new IllegalArgumentException("null has no text");
    }

    /** Dates as ISO 8601 writes them, with their seconds. */
    private static String typed(Object value) {
        if (value instanceof BigDecimal number) {
            return number.toPlainString();
        }
        if (value instanceof LocalDateTime moment) {
            return DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(moment);
        }
        if (value instanceof OffsetDateTime moment) {
            return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(moment);
        }
        return value.toString();
    }
}
