package io.github.sqldatabricks.bridge.sqlserver;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.sync.type.DeclaredType;
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
record StagingForm(int jdbcType, int precision, int scale, String declaration, Optional<String> conversion) {

    static final int UNLIMITED = Integer.MAX_VALUE;

    /** The longest nvarchar that is not {@code (max)}. */
    private static final int LONGEST_TEXT = 4000;
    /** The longest varbinary that is not {@code (max)}. */
    private static final int LONGEST_BYTES = 8000;

    private static final int UNIQUEIDENTIFIER_LENGTH = 36;
    /** {@code 2024-02-29T23:59:59.1234567+00:00}. */
    private static final int TEMPORAL_LENGTH = 33;

    private static final int MONEY_DIGITS = 19;
    private static final int SMALLMONEY_DIGITS = 10;
    private static final int MONEY_SCALE = 4;

    private static final Pattern COLLATION = Pattern.compile("[A-Za-z0-9_]+");

    static StagingForm of(DeclaredType declared, String collation) {
        return switch (declared.name()) {
            case "bit" -> plain(declared, Types.BIT);
            case "tinyint" -> plain(declared, Types.TINYINT);
            case "smallint" -> plain(declared, Types.SMALLINT);
            case "int" -> plain(declared, Types.INTEGER);
            case "bigint" -> plain(declared, Types.BIGINT);
            case "real" -> plain(declared, Types.REAL);
            case "float" -> plain(declared, Types.DOUBLE);
            case "decimal", "numeric" -> plain(declared, Types.DECIMAL);
            case "money" -> money(declared, MONEY_DIGITS);
            case "smallmoney" -> money(declared, SMALLMONEY_DIGITS);
            case "char", "varchar" ->
                text(declared.maxLength(), collation, Optional.of(varying(declared, declared.maxLength())));
            case "text" -> text(UNLIMITED, collation, Optional.of("varchar(max)"));
            case "nchar", "nvarchar" -> text(declared.maxLength() / Character.BYTES, collation, Optional.empty());
            case "ntext", "xml", "json" -> text(UNLIMITED, collation, Optional.empty());
            case "binary", "varbinary" -> bytes(declared.maxLength());
            case "image" -> bytes(UNLIMITED);
            case "uniqueidentifier" -> converted(declared, UNIQUEIDENTIFIER_LENGTH);
            default -> converted(declared, TEMPORAL_LENGTH);
        };
    }

    /** The value of the staging table's column {@code column} in the target's type. */
    String value(String column) {
        return conversion.map(type -> "CAST(" + column + " AS " + type + ")").orElse(column);
    }

    /** Whether the type itself is one of characters. */
    boolean isText() {
        return jdbcType == Types.NVARCHAR;
    }

    private static StagingForm plain(DeclaredType declared, int jdbcType) {
        return new StagingForm(
                jdbcType, declared.precision(), declared.scale(), declared.declaration(), Optional.empty());
    }

    private static StagingForm money(DeclaredType declared, int digits) {
        String declaration = "decimal(" + digits + ", " + MONEY_SCALE + ")";
        return new StagingForm(Types.DECIMAL, digits, MONEY_SCALE, declaration, Optional.of(declared.name()));
    }

    /** A key of char is compared as varchar: both ignore trailing blanks, and only varchar does so everywhere. */
    private static String varying(DeclaredType declared, int length) {
        return declared.name().equals("char") ? "varchar(" + length + ")" : declared.declaration();
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

    private static StagingForm converted(DeclaredType declared, int length) {
        return new StagingForm(
                Types.VARCHAR, length, 0, "varchar(" + length + ")", Optional.of(declared.declaration()));
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
