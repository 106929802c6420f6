package io.github.sqldatabricks.bridge.replication.change;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.ParameterType;
import io.github.sqldatabricks.bridge.model.ParameterType.Kind;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The type of a column that tells what changed. Its values are the same for SQL Server, for this process and as text, and have one order
 * for all of them. So text (which each collation orders otherwise), uniqueidentifier (which SQL Server orders by its last bytes first),
 * float and real (which are not exact) are none; nor are bit and time.
 *
 * @param sql tinyint to decimal, date to datetimeoffset, or binary(8), which stands for rowversion
 */
public record CursorType(ParameterType sql) {

    /** Eight bytes that SQL Server writes at each change, in the order of the changes. */
    public static final CursorType ROWVERSION = new CursorType(new ParameterType(Kind.BINARY, Long.BYTES, 0));

    private static final Pattern DECLARATION = Pattern.compile("([a-z0-9]+)(?:\\((\\d{1,2})(?:, ?(\\d{1,2}))?\\))?");
    private static final int DEFAULT_PRECISION = 18;
    private static final int MONEY_PRECISION = 19;
    private static final int SMALLMONEY_PRECISION = 10;
    private static final int MONEY_SCALE = 4;
    private static final int DATETIME_DIGITS = 3;
    /** datetime has steps of 10/3 ms; each third one is a hundredth of a second. */
    private static final int DATETIME_STEP_NANOS = 10_000_000;

    private static final int NANO_DIGITS = 9;

    /**
     * Reads a declaration such as {@code datetime2(7)}, {@code numeric(18, 0)} or {@code rowversion}.
     *
     * @param column for the message
     * @throws BridgeException.InvalidRequest ({@code change-column-refused}) when its values have no exact order
     */
    public static CursorType of(String column, String declaration) {
        Matcher matcher =
                DECLARATION.matcher(declaration.toLowerCase(Locale.ROOT).strip());
        if (!matcher.matches()) {
            throw refused(column, declaration);
        }
        return switch (matcher.group(1)) {
            case "tinyint" -> plain(Kind.TINYINT);
            case "smallint" -> plain(Kind.SMALLINT);
            case "int" -> plain(Kind.INT);
            case "bigint" -> plain(Kind.BIGINT);
            case "decimal", "numeric" -> decimal(column, number(matcher, 2, DEFAULT_PRECISION), number(matcher, 3, 0));
            case "money" -> decimal(column, MONEY_PRECISION, MONEY_SCALE);
            case "smallmoney" -> decimal(column, SMALLMONEY_PRECISION, MONEY_SCALE);
            case "date" -> plain(Kind.DATE);
            case "smalldatetime" -> plain(Kind.SMALLDATETIME);
            case "datetime" -> plain(Kind.DATETIME);
            case "datetime2" -> fraction(column, Kind.DATETIME2, matcher);
            case "datetimeoffset" -> fraction(column, Kind.DATETIMEOFFSET, matcher);
            case "rowversion", "timestamp" -> ROWVERSION;
            default -> throw refused(column, declaration);
        };
    }

    private static CursorType plain(Kind kind) {
        return new CursorType(new ParameterType(kind, 0, 0));
    }

    private static CursorType decimal(String column, int precision, int scale) {
        if (precision < 1 || precision > ColumnType.MAX_DECIMAL_PRECISION || scale > precision) {
            throw refused(column, "decimal(" + precision + "," + scale + ")");
        }
        return new CursorType(new ParameterType(Kind.DECIMAL, precision, scale));
    }

    private static CursorType fraction(String column, Kind kind, Matcher matcher) {
        int digits = number(matcher, 2, ColumnType.MAX_FRACTION_DIGITS);
        if (digits > ColumnType.MAX_FRACTION_DIGITS) {
            throw refused(column, matcher.group());
        }
        return new CursorType(new ParameterType(kind, 0, digits));
    }

    private static int number(Matcher matcher, int group, int otherwise) {
        return matcher.group(group) == null ? otherwise : Integer.parseInt(matcher.group(group));
    }

    private static BridgeException refused(String column, String declaration) {
        return new BridgeException.InvalidRequest(
                ErrorCode.CHANGE_COLUMN_REFUSED,
                "Expected the column '" + column
                        + "' to be of a type that tells what changed (tinyint, smallint, int, bigint,"
                        + " decimal, money, date, smalldatetime, datetime, datetime2, datetimeoffset, rowversion), but it is "
                        + declaration + ", whose values have no exact order of their own.");
    }

    /** As T-SQL declares it, such as {@code datetime2(7)}. */
    public String declaration() {
        return equals(ROWVERSION) ? "rowversion" : sql.toString();
    }

    /** The marker of a value in a statement: of exactly the column's type, so that an index can be used. */
    public String marker() {
        return "CAST(? AS " + sql + ")";
    }

    /** Whether its values are points in time, which can be compared with a clock. */
    public boolean isTemporal() {
        return switch (sql.kind()) {
            case DATE, SMALLDATETIME, DATETIME, DATETIME2, DATETIMEOFFSET -> true;
            default -> false;
        };
    }

    /** Whether its values have a time of day, and so fractions of a second. */
    boolean hasTime() {
        return isTemporal() && sql.kind() != Kind.DATE;
    }

    /** Whether its values are wall-clock times, which mean nothing without a zone. */
    public boolean needsZone() {
        return isTemporal() && sql.kind() != Kind.DATETIMEOFFSET;
    }

    /** The fractional digits of a second in its texts, 0 to 7. */
    int digits() {
        return sql.kind() == Kind.DATETIME ? DATETIME_DIGITS : sql.scale();
    }

    /**
     * The last of its values of which no later clock can bring one more: below {@code time} rounded down. SQL Server rounds a time to
     * the nearest value of the type (of date: down), so that a value may be a step older than its clock.
     */
    LocalDateTime lastBefore(LocalDateTime time) {
        return floor(time).minus(step(), ChronoUnit.NANOS);
    }

    /** The time with the digits of the type, cut. */
    LocalDateTime floor(LocalDateTime time) {
        return switch (sql.kind()) {
            case DATE -> time.truncatedTo(ChronoUnit.DAYS);
            case SMALLDATETIME -> time.truncatedTo(ChronoUnit.MINUTES);
            default -> time.minusNanos(time.getNano() % step());
        };
    }

    private long step() {
        return switch (sql.kind()) {
            case DATE -> ChronoUnit.DAYS.getDuration().toNanos();
            case SMALLDATETIME -> ChronoUnit.MINUTES.getDuration().toNanos();
            case DATETIME -> DATETIME_STEP_NANOS;
            default -> Math.round(Math.pow(10, NANO_DIGITS - sql.scale()));
        };
    }

    /** What the last digit of its texts stands for. */
    int digitNanos() {
        return Math.toIntExact(Math.round(Math.pow(10, NANO_DIGITS - digits())));
    }

    /** The oldest value. */
    LocalDateTime first() {
        return switch (sql.kind()) {
            case SMALLDATETIME -> LocalDateTime.of(1900, 1, 1, 0, 0);
            case DATETIME -> LocalDateTime.of(1753, 1, 1, 0, 0);
            default -> LocalDateTime.of(1, 1, 1, 0, 0);
        };
    }

    /** The smallest number. */
    BigDecimal least() {
        return switch (sql.kind()) {
            case TINYINT -> BigDecimal.ZERO;
            case SMALLINT -> BigDecimal.valueOf(Short.MIN_VALUE);
            case INT -> BigDecimal.valueOf(Integer.MIN_VALUE);
            case BIGINT -> BigDecimal.valueOf(Long.MIN_VALUE);
            default -> BigDecimal.ONE.subtract(BigDecimal.TEN.pow(sql.size())).scaleByPowerOfTen(-sql.scale());
        };
    }
}
