package io.github.sqldatabricks.bridge.sandbox.sqlserver;

import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.sqlserver.type.DeclaredType;
import io.github.sqldatabricks.bridge.sync.TargetColumn;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import java.util.OptionalInt;

/** Describes H2's columns as SQL Server would. All of H2's text is Unicode, so it counts as nchar or nvarchar. */
final class SandboxColumns {

    /** Its markers are schema and table. */
    static final String SELECT = "SELECT COLUMN_NAME, DATA_TYPE, CHARACTER_MAXIMUM_LENGTH, NUMERIC_PRECISION,"
            + " COALESCE(NUMERIC_SCALE, DATETIME_PRECISION, 0), IS_NULLABLE, IS_IDENTITY, IS_GENERATED, COLUMN_DEFAULT"
            + " FROM INFORMATION_SCHEMA.COLUMNS"
            + " WHERE LOWER(TABLE_SCHEMA) = LOWER(?) AND LOWER(TABLE_NAME) = LOWER(?) ORDER BY ORDINAL_POSITION";

    private static final String YES = "YES";
    /** Bytes; what may be longer is {@code (max)}. */
    private static final int LONGEST = 8000;

    private static final int MAX = -1;

    private SandboxColumns() {}

    static TargetColumn column(ResultSet row) throws SQLException {
        return new TargetColumn(
                row.getString(1),
                declared(row).target(),
                writing(row),
                row.getString(6).equals(YES),
                row.getString(9) != null);
    }

    private static TargetColumn.Writing writing(ResultSet row) throws SQLException {
        if (row.getString(7).equals(YES)) {
            return TargetColumn.Writing.IDENTITY;
        }
        return row.getString(8).equals("ALWAYS") ? TargetColumn.Writing.COMPUTED : TargetColumn.Writing.FREE;
    }

    private static DeclaredType declared(ResultSet row) throws SQLException {
        String name = name(row.getString(2));
        int unit = name.startsWith("n") ? Character.BYTES : Byte.BYTES;
        int digits = name.equals("decimal") ? row.getInt(5) : Math.min(row.getInt(5), ColumnType.MAX_FRACTION_DIGITS);
        return new DeclaredType(name, maxLength(row.getLong(3), unit), row.getInt(4), digits, OptionalInt.empty());
    }

    private static int maxLength(long declared, int unit) {
        return declared > LONGEST / unit ? MAX : (int) declared * unit;
    }

    /** A type that SQL Server lacks keeps its name, and is refused. */
    private static String name(String type) {
        return switch (type) {
            case "BOOLEAN" -> "bit";
            case "INTEGER" -> "int";
            case "DOUBLE PRECISION" -> "float";
            case "NUMERIC" -> "decimal";
            case "CHARACTER" -> "nchar";
            case "CHARACTER VARYING", "CHARACTER LARGE OBJECT" -> "nvarchar";
            case "BINARY VARYING", "BINARY LARGE OBJECT" -> "varbinary";
            case "TIMESTAMP" -> "datetime2";
            case "TIMESTAMP WITH TIME ZONE" -> "datetimeoffset";
            case "UUID" -> "uniqueidentifier";
            default -> type.toLowerCase(Locale.ROOT);
        };
    }
}
