package io.github.sqldatabricks.bridge.sandbox.sqlserver;

import io.github.sqldatabricks.bridge.jdbc.ColumnReader;
import io.github.sqldatabricks.bridge.jdbc.ResultTypes;
import io.github.sqldatabricks.bridge.jdbc.ResultTypes.DescribedColumn;
import io.github.sqldatabricks.bridge.jdbc.ResultTypes.TemporalPolicies;
import io.github.sqldatabricks.bridge.jdbc.TemporalReaders;
import io.github.sqldatabricks.bridge.jdbc.TemporalReaders.FractionRule;
import io.github.sqldatabricks.bridge.jdbc.ValueBound;
import io.github.sqldatabricks.bridge.jdbc.VariableLengthReaders.TextSource;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Column;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.sqlserver.type.DeclaredType;
import io.github.sqldatabricks.bridge.sync.TargetTable.TargetColumn;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.OptionalInt;

/** Types and readers of an H2 result, so that it looks as SQL Server's would. */
final class SandboxTypes extends ResultTypes<SandboxTypes.EmbeddedColumn> {

    private static final TemporalReaders.OffsetSource OFFSET =
            (result, index) -> result.getObject(index, OffsetDateTime.class);

    SandboxTypes(TemporalPolicies policies, long maxValueBytes) {
        super(policies, ValueBound.ofSetting("bridge.sqlserver.max-value-size", maxValueBytes));
    }

    @Override
    protected EmbeddedColumn column(ResultSetMetaData result, int index) throws SQLException {
        return EmbeddedColumn.of(result, index);
    }

    @Override
    protected ColumnReader reader(EmbeddedColumn column, ColumnType type) {
        if (column.isUuid()) {
            return text(column, SandboxTypes::upperCase);
        }
        return column.jdbcType() == Types.TIME ? time(column) : plain(column, type);
    }

    @Override
    protected ColumnReader instant(EmbeddedColumn column, FractionRule rule) {
        return new TemporalReaders.Instant(column.index(), rule, OFFSET);
    }

    @Override
    protected TextSource instantText(EmbeddedColumn column) {
        return TemporalReaders.offsetText(column.fractionDigits(), OFFSET);
    }

    /** SQL Server prints a uniqueidentifier in upper case. */
    private static String upperCase(ResultSet result, int index) throws SQLException {
        String value = result.getString(index);
        return value == null ? null : value.toUpperCase(Locale.ROOT);
    }

    /**
     * A result's column as H2 describes it.
     *
     * @param index from 1
     * @param jdbcType one of {@link Types}
     */
    record EmbeddedColumn(
            int index, String name, int jdbcType, String typeName, int precision, int scale, boolean nullable)
            implements DescribedColumn {

        /** SQL Server cuts the scale of a computed decimal; H2 lets it grow to thousands of digits. */
        private static final int MAX_COMPUTED_SCALE = 10;

        static EmbeddedColumn of(ResultSetMetaData result, int index) throws SQLException {
            return new EmbeddedColumn(
                    index,
                    DescribedColumn.name(result, index),
                    result.getColumnType(index),
                    result.getColumnTypeName(index),
                    result.getPrecision(index),
                    result.getScale(index),
                    result.isNullable(index) != ResultSetMetaData.columnNoNulls);
        }

        /** @throws BridgeException.InvalidRequest when the sandbox has nothing for the type */
        @Override
        public ColumnType columnType() {
            return switch (jdbcType) {
                case Types.BIT, Types.BOOLEAN -> new ColumnType.Bool();
                case Types.TINYINT, Types.SMALLINT -> new ColumnType.Int16();
                case Types.INTEGER -> new ColumnType.Int32();
                case Types.BIGINT -> new ColumnType.Int64();
                case Types.REAL -> new ColumnType.Float32();
                case Types.FLOAT, Types.DOUBLE -> new ColumnType.Float64();
                case Types.DECIMAL, Types.NUMERIC -> decimal();
                case Types.DATE -> new ColumnType.Date();
                case Types.TIMESTAMP -> new ColumnType.LocalTimestamp(fractionDigits());
                case Types.TIMESTAMP_WITH_TIMEZONE -> new ColumnType.Instant(fractionDigits());
                default -> textOrBytes();
            };
        }

        @Override
        public Column as(ColumnType type) {
            return new Column(name, type, nullable, declared(type).declaration());
        }

        /** H2's own digits of a computed decimal are not those that its values are read with. */
        private DeclaredType declared(ColumnType type) {
            return type instanceof ColumnType.Decimal decimal
                    ? SandboxColumns.declared(typeName, 0, decimal.precision(), decimal.scale())
                    : SandboxColumns.declared(typeName, precision, precision, scale);
        }

        /** Digits of the second's fraction; H2 keeps nine, SQL Server seven. */
        @Override
        public int fractionDigits() {
            return Math.min(scale, ColumnType.MAX_FRACTION_DIGITS);
        }

        @Override
        public boolean large() {
            return jdbcType == Types.CLOB || jdbcType == Types.BLOB;
        }

        boolean isUuid() {
            return typeName.equals("UUID");
        }

        private ColumnType decimal() {
            boolean fits = precision <= ColumnType.MAX_DECIMAL_PRECISION;
            return fits
                    ? new ColumnType.Decimal(precision, scale)
                    : new ColumnType.Decimal(ColumnType.MAX_DECIMAL_PRECISION, Math.min(scale, MAX_COMPUTED_SCALE));
        }

        private ColumnType textOrBytes() {
            if (isUuid()) {
                return new ColumnType.Text();
            }
            return switch (jdbcType) {
                case Types.CHAR, Types.VARCHAR, Types.NCHAR, Types.NVARCHAR, Types.CLOB, Types.NCLOB, Types.TIME ->
                    new ColumnType.Text();
                case Types.BINARY, Types.VARBINARY, Types.BLOB -> new ColumnType.Bytes();
                default ->
                    throw new BridgeException.InvalidRequest(
                            ErrorCode.UNSUPPORTED_TYPE,
                            "The sandbox can't read the type " + typeName + " of column '" + name
                                    + "'. CAST it in the query.");
            };
        }
    }

    /** Describes H2's columns as SQL Server would. All of H2's text is Unicode, so it counts as nchar or nvarchar. */
    static final class SandboxColumns {

        /** Its markers are schema and table. */
        static final String SELECT = "SELECT COLUMN_NAME, DATA_TYPE, CHARACTER_MAXIMUM_LENGTH, NUMERIC_PRECISION,"
                + " COALESCE(NUMERIC_SCALE, DATETIME_PRECISION, 0), IS_NULLABLE, IS_IDENTITY, IS_GENERATED, COLUMN_DEFAULT"
                + " FROM INFORMATION_SCHEMA.COLUMNS WHERE LOWER(TABLE_SCHEMA) = LOWER(?) AND LOWER(TABLE_NAME) = LOWER(?)"
                + " ORDER BY ORDINAL_POSITION";

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

        /** Of the second to the fifth column of {@link #SELECT}. */
        static DeclaredType declared(ResultSet row) throws SQLException {
            return declared(row.getString(2), row.getLong(3), row.getInt(4), row.getInt(5));
        }

        /**
         * A type of H2's as SQL Server would declare it.
         *
         * @param length of text or bytes
         * @param precision of a decimal
         * @param scale digits after the point of a decimal, or of a second
         */
        static DeclaredType declared(String type, long length, int precision, int scale) {
            String name = name(type);
            int unit = name.startsWith("n") ? Character.BYTES : Byte.BYTES;
            int digits = name.equals("decimal") ? scale : Math.min(scale, ColumnType.MAX_FRACTION_DIGITS);
            return new DeclaredType(name, maxLength(length, unit), precision, digits, OptionalInt.empty());
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
                case "rowversion" -> "timestamp";
                default -> type.toLowerCase(Locale.ROOT);
            };
        }
    }
}
