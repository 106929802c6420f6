package io.github.sqldatabricks.bridge.extraction.input;

import io.github.sqldatabricks.bridge.model.ParameterValue;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Parameters as people may see them: on a terminal, in a manifest. */
public final class ShownValue {

    /** What stands in the place of a secret, whatever its length. */
    public static final String MASK = "********";

    private static final Pattern SECRET_NAME =
            Pattern.compile("(?i).*(password|passwd|pwd|secret|token|credential).*|.*key");

    private ShownValue() {}

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
    public static String of(String name, ParameterValue value, Set<String> declared) {
        return isSecret(name, declared) ? MASK : of(value);
    }

    /** The value as text; {@code NULL} for null and {@code a, b} for a list. */
    public static String of(ParameterValue value) {
        if (value instanceof ParameterValue.Many many) {
            return many.values().stream().map(ShownValue::of).collect(Collectors.joining(", "));
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
