package io.github.sqldatabricks.bridge.sandbox.warehouse;

import java.util.Locale;
import java.util.Map;

/**
 * Numbers as Databricks reads them. DuckDB knows no suffixes, and takes a number of more than 38 digits for a DOUBLE, where
 * Databricks refuses it.
 *
 * @see <a href="https://docs.databricks.com/aws/en/sql/language-manual/data-types/decimal-type">Literals of DECIMAL</a>
 */
final class NumberLiteral {

    private static final int MAX_DIGITS = 38;
    /** DuckDB reads shorter numbers exactly. */
    private static final int EXACT_DIGITS = 18;

    private static final Map<String, String> SUFFIXES =
            Map.of("Y", "TINYINT", "S", "SMALLINT", "L", "BIGINT", "F", "FLOAT", "D", "DOUBLE", "BD", "DECIMAL");

    private NumberLiteral() {}

    /** How many letters of a suffix stand at {@code end}, the end of a number; 0 when none do. */
    static int suffixLength(String sql, int end) {
        int letters = 0;
        while (end + letters < sql.length()
                && (Character.isLetterOrDigit(sql.charAt(end + letters)) || sql.charAt(end + letters) == '_')) {
            letters++;
        }
        return SUFFIXES.containsKey(sql.substring(end, end + letters).toUpperCase(Locale.ROOT)) ? letters : 0;
    }

    /**
     * The number for DuckDB.
     *
     * @throws StatementFailure when it has more than 38 digits
     */
    static String translate(String number, String suffix) {
        String type = SUFFIXES.getOrDefault(suffix.toUpperCase(Locale.ROOT), "");
        boolean floating = number.indexOf('e') >= 0 || number.indexOf('E') >= 0;
        if (type.equals("DECIMAL") || (type.isEmpty() && !floating)) {
            return decimal(number, !type.isEmpty());
        }
        return type.isEmpty() ? number : "CAST(" + number + " AS " + type + ")";
    }

    private static String decimal(String number, boolean always) {
        int point = number.indexOf('.');
        int scale = point < 0 ? 0 : number.length() - point - 1;
        String digits = number.replace(".", "").replaceFirst("^0+", "");
        int precision = Math.max(Math.max(digits.length(), scale), 1);
        if (precision > MAX_DIGITS) {
            throw new StatementFailure(
                    "NUMERIC_VALUE_OUT_OF_RANGE",
                    "22003",
                    "The number " + number + " has more than " + MAX_DIGITS + " digits.");
        }
        return always || precision > EXACT_DIGITS
                ? "CAST('" + number + "' AS DECIMAL(" + precision + "," + scale + "))"
                : number;
    }
}
