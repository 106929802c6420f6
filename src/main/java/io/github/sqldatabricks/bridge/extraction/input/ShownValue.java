package io.github.sqldatabricks.bridge.extraction.input;

import io.github.sqldatabricks.bridge.model.ParameterValue;
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
        return value instanceof ParameterValue.Null ? "NULL" : plain((ParameterValue.Scalar) value);
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
        throw new IllegalArgumentException("null has no text");
    }
}
