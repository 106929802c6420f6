package io.github.sqldatabricks.bridge.jdbc;

import io.github.sqldatabricks.bridge.model.ParameterType;
import io.github.sqldatabricks.bridge.model.ParameterValue;
import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;

/** Gives a statement's markers their values. */
public final class ParameterBinder {

    private ParameterBinder() {}

    /** Binds all values in order. Text is bound as nvarchar, so that no character depends on a collation. */
    public static void bind(PreparedStatement statement, List<ParameterValue.Scalar> values) throws SQLException {
        for (int index = 0; index < values.size(); index++) {
            bind(statement, index + 1, values.get(index));
        }
    }

    private static void bind(PreparedStatement statement, int index, ParameterValue.Scalar value) throws SQLException {
        if (value instanceof ParameterValue.Typed typed) {
            bind(statement, index, typed);
        } else if (value instanceof ParameterValue.Text text) {
            statement.setNString(index, text.value());
        } else if (value instanceof ParameterValue.Whole whole) {
            statement.setLong(index, whole.value());
        } else if (value instanceof ParameterValue.Exact exact) {
            statement.setBigDecimal(index, exact.value());
        } else if (value instanceof ParameterValue.Flag flag) {
            statement.setBoolean(index, flag.value());
        } else {
            statement.setNull(index, Types.NVARCHAR);
        }
    }

    /** What drivers have no type for is sent as its nearest, and {@link ParameterType#marker} casts it. */
    private static void bind(PreparedStatement statement, int index, ParameterValue.Typed typed) throws SQLException {
        Object value = typed.value();
        if (value == null) {
            statement.setNull(index, jdbcType(typed.type().kind()));
            return;
        }
        if (typed.isOldDate()) {
            statement.setNString(index, iso(value));
            return;
        }
        switch (typed.type().kind()) {
            case BIT -> statement.setBoolean(index, (Boolean) value);
            case TINYINT, SMALLINT -> statement.setShort(index, ((Long) value).shortValue());
            case INT -> statement.setInt(index, Math.toIntExact((Long) value));
            case BIGINT -> statement.setLong(index, (Long) value);
            case DECIMAL, MONEY, SMALLMONEY -> statement.setBigDecimal(index, (BigDecimal) value);
            case REAL -> statement.setFloat(index, ((Double) value).floatValue());
            case FLOAT -> statement.setDouble(index, (Double) value);
            case BINARY, VARBINARY -> statement.setBytes(index, HexFormat.of().parseHex((String) value));
            case CHAR, VARCHAR, NCHAR, NVARCHAR, UNIQUEIDENTIFIER -> statement.setNString(index, (String) value);
            // As a time, mssql-jdbc would send a datetime, whose thirds of a hundredth of a second are too coarse.
            case TIME -> statement.setNString(index, value.toString());
            default -> statement.setObject(index, value, jdbcType(typed.type().kind()));
        }
    }

    /** With seconds, without which SQL Server takes no time. */
    private static String iso(Object date) {
        if (date instanceof LocalDateTime time) {
            return DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(time);
        }
        return date instanceof OffsetDateTime moment
                ? DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(moment)
                : date.toString();
    }

    private static int jdbcType(ParameterType.Kind kind) {
        return switch (kind) {
            case BIT -> Types.BIT;
            case TINYINT, SMALLINT -> Types.SMALLINT;
            case INT -> Types.INTEGER;
            case BIGINT -> Types.BIGINT;
            case DECIMAL, MONEY, SMALLMONEY -> Types.DECIMAL;
            case REAL -> Types.REAL;
            case FLOAT -> Types.DOUBLE;
            case DATE -> Types.DATE;
            case SMALLDATETIME, DATETIME, DATETIME2 -> Types.TIMESTAMP;
            case DATETIMEOFFSET -> Types.TIMESTAMP_WITH_TIMEZONE;
            case TIME, CHAR, VARCHAR, NCHAR, NVARCHAR, UNIQUEIDENTIFIER -> Types.NVARCHAR;
            case BINARY, VARBINARY -> Types.VARBINARY;
        };
    }
}
