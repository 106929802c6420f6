package io.github.sqldatabricks.bridge.sqlserver.type;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import java.sql.Types;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How values of a type are bulk-copied. Numbers, text and bytes as they are; the others as text that the statement converts,
 * because the driver can't be trusted with them in a bulk copy: it takes dates and times through a calendar of the JVM's time
 * zone (hours that daylight saving skips, days before 1582 and fractions go wrong; read in 13.6.2's sources), and char and
 * varchar go without their collation into a temporary table, so they are staged as nvarchar.
 *
 * @param jdbcType of {@link Types}
 * @param precision characters, bytes or digits; {@link #UNLIMITED} for {@code (max)}
 * @param scale digits after the point
 * @param declaration of the staging table's column
 * @param conversion the type that the statement converts to; empty when the value fits as it is
 */
public record StagingForm(int jdbcType, int precision, int scale, String declaration, Optional<String> conversion) {

    /** The precision of {@code (max)}. */
    public static final int UNLIMITED = Integer.MAX_VALUE;

    /** The longest nvarchar that is not {@code (max)}. */
    private static final int LONGEST_TEXT = 4000;
    /** The longest varbinary that is not {@code (max)}. */
    private static final int LONGEST_BYTES = 8000;

    private static final int MONEY_SCALE = 4;

    private static final Pattern COLLATION = Pattern.compile("[A-Za-z0-9_]+");

    /** The form of a type's columns. */
    @FunctionalInterface
    interface Rule {

        /** @param collation of character types; null for others */
        StagingForm of(DeclaredType declared, String collation);
    }

    /** As the target's type is. */
    static Rule plain(int jdbcType) {
        return (declared, collation) -> new StagingForm(
                jdbcType, declared.precision(), declared.scale(), declared.declaration(), Optional.empty());
    }

    /** As a decimal of so many digits. */
    static Rule money(int digits) {
        String declaration = "decimal(" + digits + ", " + MONEY_SCALE + ")";
        return (declared, collation) ->
                new StagingForm(Types.DECIMAL, digits, MONEY_SCALE, declaration, Optional.of(declared.declaration()));
    }

    /**
     * As nvarchar of as many characters as the target has bytes. A key of char is compared as varchar: both ignore trailing blanks,
     * and only varchar does so everywhere.
     */
    static StagingForm encodedText(DeclaredType declared, String collation) {
        int length = declared.maxLength();
        String size = length == DeclaredType.MAX ? "max" : Integer.toString(length);
        return text(length, collation, Optional.of("varchar(" + size + ")"));
    }

    /** As nvarchar of the target's length. */
    static StagingForm nationalText(DeclaredType declared, String collation) {
        return text(declared.maxLength() / Character.BYTES, collation, Optional.empty());
    }

    /** As nvarchar(max), converted to varchar(max). */
    static StagingForm unlimitedEncodedText(DeclaredType declared, String collation) {
        return text(UNLIMITED, collation, Optional.of("varchar(max)"));
    }

    /** As nvarchar(max). */
    static StagingForm unlimitedText(DeclaredType declared, String collation) {
        return text(UNLIMITED, collation, Optional.empty());
    }

    /** As varbinary of the target's length. */
    static StagingForm bytes(DeclaredType declared, String collation) {
        return bytes(declared.maxLength());
    }

    /** As varbinary(max). */
    static StagingForm unlimitedBytes(DeclaredType declared, String collation) {
        return bytes(UNLIMITED);
    }

    /** As ASCII text of at most so many characters, which the statement converts. */
    static Rule converted(int length) {
        return (declared, collation) -> new StagingForm(
                Types.VARCHAR, length, 0, "varchar(" + length + ")", Optional.of(declared.declaration()));
    }

    /** The value of the staging table's column {@code column} in the target's type. */
    public String value(String column) {
        return conversion.map(type -> "CAST(" + column + " AS " + type + ")").orElse(column);
    }

    /** Whether the type itself is one of characters. */
    public boolean isText() {
        return jdbcType == Types.NVARCHAR;
    }

    private static StagingForm text(int length, String collation, Optional<String> conversion) {
        boolean limited = length > 0 && length <= LONGEST_TEXT;
        String type = "nvarchar(" + (limited ? Integer.toString(length) : "max") + ")";
        return new StagingForm(Types.NVARCHAR, limited ? length : UNLIMITED, 0, type + collate(collation), conversion);
    }

    private static StagingForm bytes(int length) {
        boolean limited = length > 0 && length <= LONGEST_BYTES;
        String type = "varbinary(" + (limited ? Integer.toString(length) : "max") + ")";
        return new StagingForm(Types.VARBINARY, limited ? length : UNLIMITED, 0, type, Optional.empty());
    }

    /** A collation's name can't be quoted, so one that looks like anything else is refused. */
    private static String collate(String collation) {
        if (collation == null) {
            return "";
        }
        if (!COLLATION.matcher(collation).matches()) {
            throw new BridgeException.RemotePermanent(
                    ErrorCode.SQLSERVER_QUERY_FAILED,
                    "SQL Server named a collation that can't be one. Look at sys.columns.");
        }
        return " COLLATE " + collation;
    }
}
