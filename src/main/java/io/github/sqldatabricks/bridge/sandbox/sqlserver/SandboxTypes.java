package io.github.sqldatabricks.bridge.sandbox.sqlserver;

import io.github.sqldatabricks.bridge.jdbc.ColumnReader;
import io.github.sqldatabricks.bridge.jdbc.ColumnReaders;
import io.github.sqldatabricks.bridge.jdbc.FractionRule;
import io.github.sqldatabricks.bridge.jdbc.ReadableColumn;
import io.github.sqldatabricks.bridge.jdbc.TemporalReaders;
import io.github.sqldatabricks.bridge.jdbc.TextReader;
import io.github.sqldatabricks.bridge.jdbc.ValueLimit;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Column;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.TemporalPolicy;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** H2's types, brought to the bridge's as SQL Server's would be. */
final class SandboxTypes {

    private static final TemporalReaders.OffsetSource OFFSET =
            (result, index) -> result.getObject(index, OffsetDateTime.class);

    private final Map<String, TemporalPolicy> policies;
    private final TemporalPolicy defaultPolicy;
    private final long maxValueBytes;

    SandboxTypes(Map<String, TemporalPolicy> policies, TemporalPolicy defaultPolicy, long maxValueBytes) {
        this.policies = policies;
        this.defaultPolicy = defaultPolicy;
        this.maxValueBytes = maxValueBytes;
    }

    List<ReadableColumn> describe(ResultSetMetaData result) throws SQLException {
        List<ReadableColumn> columns = new ArrayList<>();
        for (int index = 1; index <= result.getColumnCount(); index++) {
            columns.add(describe(result, index));
        }
        return columns;
    }

    private ReadableColumn describe(ResultSetMetaData result, int index) throws SQLException {
        String name = result.getColumnLabel(index);
        TemporalPolicy policy = policies.getOrDefault(name.toLowerCase(Locale.ROOT), defaultPolicy);
        ColumnType type = type(result, index, policy);
        boolean nullable = result.isNullable(index) != ResultSetMetaData.columnNoNulls;
        Column column = new Column(name, type, nullable, result.getColumnTypeName(index));
        return new ReadableColumn(column, reader(result, index, column, policy));
    }

    private static ColumnType type(ResultSetMetaData result, int index, TemporalPolicy policy) throws SQLException {
        return switch (result.getColumnType(index)) {
            case Types.BIT, Types.BOOLEAN -> new ColumnType.Bool();
            case Types.TINYINT, Types.SMALLINT -> new ColumnType.Int16();
            case Types.INTEGER -> new ColumnType.Int32();
            case Types.BIGINT -> new ColumnType.Int64();
            case Types.REAL -> new ColumnType.Float32();
            case Types.FLOAT, Types.DOUBLE -> new ColumnType.Float64();
            case Types.DECIMAL, Types.NUMERIC -> decimal(result, index);
            case Types.DATE -> new ColumnType.Date();
            case Types.TIMESTAMP -> timestamp(result.getScale(index), policy);
            case Types.TIMESTAMP_WITH_TIMEZONE -> instant(result.getScale(index), policy);
            default -> textOrBytes(result, index);
        };
    }

    private static ColumnType decimal(ResultSetMetaData result, int index) throws SQLException {
        int precision = result.getPrecision(index);
        int scale = result.getScale(index);
        // H2 gives sums and quotients more digits than SQL Server, which stops at 38 and keeps its scale.
        return new ColumnType.Decimal(
                Math.min(precision, ColumnType.MAX_DECIMAL_PRECISION), Math.min(scale, MAX_DERIVED_SCALE));
    }

    private static final int MAX_DERIVED_SCALE = 18;

    private static ColumnType timestamp(int digits, TemporalPolicy policy) {
        return policy == TemporalPolicy.TEXT
                ? new ColumnType.Text()
                : new ColumnType.LocalTimestamp(Math.min(digits, ColumnType.MAX_FRACTION_DIGITS));
    }

    private static ColumnType instant(int digits, TemporalPolicy policy) {
        return policy == TemporalPolicy.TEXT
                ? new ColumnType.Text()
                : new ColumnType.Instant(Math.min(digits, ColumnType.MAX_FRACTION_DIGITS));
    }

    private static ColumnType textOrBytes(ResultSetMetaData result, int index) throws SQLException {
        return switch (result.getColumnType(index)) {
            case Types.CHAR, Types.VARCHAR, Types.NCHAR, Types.NVARCHAR, Types.CLOB, Types.NCLOB, Types.TIME ->
                new ColumnType.Text();
            case Types.BINARY, Types.VARBINARY, Types.BLOB -> isUuid(result, index)
                    ? new ColumnType.Text()
                    : new ColumnType.Bytes();
            default -> throw new BridgeException.InvalidRequest(
                    "unsupported-type",
                    "The sandbox can't read the type " + result.getColumnTypeName(index) + " of column '"
                            + result.getColumnLabel(index) + "'. CAST it in the query.");
        };
    }

    private static boolean isUuid(ResultSetMetaData result, int index) throws SQLException {
        return result.getColumnTypeName(index).equals("UUID");
    }

    private ColumnReader reader(ResultSetMetaData result, int index, Column column, TemporalPolicy policy)
            throws SQLException {
        ValueLimit limit = new ValueLimit(column.name(), maxValueBytes);
        FractionRule rule = new FractionRule(column.name(), policy);
        if (column.type() instanceof ColumnType.LocalTimestamp) {
            return ColumnReaders.timestamp(index, rule);
        }
        if (column.type() instanceof ColumnType.Instant) {
            return new TemporalReaders.Instant(index, rule, OFFSET);
        }
        int digits = Math.min(result.getScale(index), ColumnType.MAX_FRACTION_DIGITS);
        return switch (result.getColumnType(index)) {
            case Types.TIME -> new TextReader(index, TemporalReaders.timeText(digits), limit);
            case Types.TIMESTAMP -> new TextReader(index, TemporalReaders.timestampText(digits), limit);
            case Types.TIMESTAMP_WITH_TIMEZONE -> new TextReader(
                    index, TemporalReaders.offsetText(digits, OFFSET), limit);
            case Types.CLOB, Types.BLOB -> ColumnReaders.plain(index, column.type(), true, limit);
            default -> isUuid(result, index)
                    ? new TextReader(index, SandboxTypes::upperCase, limit)
                    : ColumnReaders.plain(index, column.type(), false, limit);
        };
    }

    /** SQL Server prints a uniqueidentifier in upper case. */
    private static String upperCase(java.sql.ResultSet result, int index) throws SQLException {
        String value = result.getString(index);
        return value == null ? null : value.toUpperCase(Locale.ROOT);
    }
}
