package io.github.sqldatabricks.bridge.extraction.template;

import io.github.sqldatabricks.bridge.extraction.input.ParameterText;
import io.github.sqldatabricks.bridge.model.ParameterType;
import io.github.sqldatabricks.bridge.model.ParameterType.Kind;
import io.github.sqldatabricks.bridge.model.ParameterValue;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Values as the type that a template declares: what JSON and YAML have, and the texts that Python, Airflow, numpy and pandas write.
 * Nothing is rounded, cut or guessed: what the type can't keep is refused.
 *
 * @see <a href="https://learn.microsoft.com/en-us/sql/t-sql/data-types/data-types-transact-sql">Data types</a>
 */
final class TypedValues {

    /** Missing values as Python, numpy and pandas write them. */
    private static final Set<String> MISSING = Set.of("NaT", "NaN", "nan", "<NA>");

    private static final Pattern WHOLE = Pattern.compile("[+-]?\\d{1,19}(?:\\.0+)?");
    private static final Pattern NUMBER = Pattern.compile("[+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d{1,3})?");
    private static final int MAX_NUMBER_CHARACTERS = 400;
    private static final Pattern IDENTIFIER = Pattern.compile(
            "\\{?([0-9A-F]{8})-?([0-9A-F]{4})-?([0-9A-F]{4})-?([0-9A-F]{4})-?([0-9A-F]{12})}?",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern HEXADECIMAL = Pattern.compile("0x((?:[0-9A-F]{2})*)", Pattern.CASE_INSENSITIVE);
    private static final Pattern ASCII = Pattern.compile("\\p{ASCII}*");
    private static final int MAX_TINYINT = 255;
    private static final BigDecimal MAX_MONEY = BigDecimal.valueOf(Long.MAX_VALUE, 4);
    private static final BigDecimal MAX_SMALLMONEY = BigDecimal.valueOf(Integer.MAX_VALUE, 4);
    private static final int DIGITS_IN_BYTE = 2;

    private TypedValues() {}

    /**
     * The value in Java, as {@link ParameterType} says; null for SQL NULL.
     *
     * @throws UnfitValue when it is none of the type
     */
    static Object of(ParameterDeclaration declaration, ParameterValue.Scalar given) {
        if (given instanceof ParameterValue.Null) {
            return null;
        }
        ParameterType type = declaration.type();
        if (given instanceof ParameterValue.Flag flag) {
            return require(type.kind() == Kind.BIT, flag.value(), "true and false are values of bit only");
        }
        String text = ParameterText.plain(given);
        require(
                !MISSING.contains(text),
                text,
                "that is how Python writes a missing value. Give null, or no value at all");
        return switch (type.kind()) {
            case BIT -> flag(text);
            case TINYINT -> whole(text, 0, MAX_TINYINT);
            case SMALLINT -> whole(text, Short.MIN_VALUE, Short.MAX_VALUE);
            case INT -> whole(text, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case BIGINT -> whole(text, Long.MIN_VALUE, Long.MAX_VALUE);
            case DECIMAL -> decimal(text, type);
            case MONEY -> money(text, MAX_MONEY);
            case SMALLMONEY -> money(text, MAX_SMALLMONEY);
            case REAL, FLOAT -> floating(text, type.kind() == Kind.REAL);
            case DATE, TIME, SMALLDATETIME, DATETIME, DATETIME2, DATETIMEOFFSET -> DateText.typed(declaration, text);
            case CHAR, VARCHAR, NCHAR, NVARCHAR -> text(text, type);
            case UNIQUEIDENTIFIER -> identifier(text);
            case BINARY, VARBINARY -> binary(text, type.size());
        };
    }

    private static Boolean flag(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default -> throw new UnfitValue("expected true, false, 1 or 0");
        };
    }

    private static Long whole(String text, long least, long most) {
        require(WHOLE.matcher(text).matches(), text, "expected a whole number from " + least + " to " + most);
        BigDecimal number = new BigDecimal(text);
        boolean inRange =
                number.compareTo(BigDecimal.valueOf(least)) >= 0 && number.compareTo(BigDecimal.valueOf(most)) <= 0;
        require(inRange, text, "expected a whole number from " + least + " to " + most);
        return number.longValueExact();
    }

    private static BigDecimal number(String text) {
        boolean number =
                text.length() <= MAX_NUMBER_CHARACTERS && NUMBER.matcher(text).matches();
        require(number, text, "expected a number such as 12 or -0.5");
        return new BigDecimal(text);
    }

    private static BigDecimal decimal(String text, ParameterType type) {
        BigDecimal exact = places(number(text), type.scale());
        return require(
                exact.precision() - exact.scale() <= type.size() - type.scale(),
                exact,
                "it has more than " + (type.size() - type.scale()) + " digits before the point");
    }

    private static BigDecimal money(String text, BigDecimal most) {
        BigDecimal exact = places(number(text), most.scale());
        return require(exact.abs().compareTo(most) <= 0, exact, "expected an amount from -" + most + " to " + most);
    }

    private static BigDecimal places(BigDecimal number, int places) {
        try {
            return number.setScale(places, RoundingMode.UNNECESSARY);
        } catch (ArithmeticException e) {
            throw new UnfitValue("it has more than " + places + " digits behind the point, and is not rounded");
        }
    }

    private static Double floating(String text, boolean real) {
        BigDecimal number = number(text);
        double value = real ? number.floatValue() : number.doubleValue();
        boolean kept = Double.isFinite(value) && (value != 0 || number.signum() == 0);
        return require(kept, value, "the number is too large or too small for the type");
    }

    private static String text(String text, ParameterType type) {
        require(text.length() <= type.size(), text, "it has " + text.length() + " characters");
        boolean national = type.kind() == Kind.NCHAR || type.kind() == Kind.NVARCHAR;
        require(
                national || ASCII.matcher(text).matches(),
                text,
                "it has characters beyond ASCII, which a code page may lack. Declare n" + type);
        return text;
    }

    private static String identifier(String text) {
        Matcher matcher = IDENTIFIER.matcher(text);
        boolean braces = text.startsWith("{") == text.endsWith("}");
        require(
                matcher.matches() && braces,
                text,
                "expected an identifier such as 6F9619FF-8B86-D011-B42D-00C04FC964FF");
        return matcher.replaceFirst("$1-$2-$3-$4-$5").toUpperCase(Locale.ROOT);
    }

    private static String binary(String text, int size) {
        Matcher matcher = HEXADECIMAL.matcher(text);
        require(matcher.matches(), text, "expected bytes in hexadecimal digits, such as 0x00FF");
        String digits = matcher.group(1);
        require(
                digits.length() / DIGITS_IN_BYTE <= size,
                text,
                "it has " + digits.length() / DIGITS_IN_BYTE + " bytes");
        return digits.toUpperCase(Locale.ROOT);
    }

    private static <T> T require(boolean right, T value, String why) {
        if (!right) {
            throw new UnfitValue(why);
        }
        return value;
    }

    /** A value is none of the declared type; the message says why, and never repeats the value. */
    static final class UnfitValue extends RuntimeException {

        UnfitValue(String why) {
            super(why, null, false, false);
        }
    }
}
