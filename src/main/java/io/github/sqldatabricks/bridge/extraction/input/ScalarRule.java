package io.github.sqldatabricks.bridge.extraction.input;

import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.ParameterValue;
import java.math.BigDecimal;
import java.util.regex.Pattern;

/**
 * What an unquoted value means. Only what can be nothing else becomes a number, a flag or null; the rest stays the text
 * that was written, so that {@code NO} (Norway), {@code 010}, {@code 1_000}, {@code 12:30} and {@code 2024-01-01} keep
 * their meaning. A subset of the JSON schema of YAML 1.2.2, section 10.2, plus {@code ~}.
 */
public final class ScalarRule {

    private static final Pattern WHOLE = Pattern.compile("0|-?[1-9][0-9]*");
    private static final Pattern EXACT = Pattern.compile("-?(0|[1-9][0-9]*)\\.[0-9]+");
    private static final int MAX_LONG_DIGITS = 18;

    private ScalarRule() {}

    /** The value of unquoted text. */
    public static ParameterValue.Scalar of(String text) {
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
}
