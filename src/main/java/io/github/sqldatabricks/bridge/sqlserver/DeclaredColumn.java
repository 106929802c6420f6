package io.github.sqldatabricks.bridge.sqlserver;

import io.github.sqldatabricks.bridge.jdbc.ResultTypes.DescribedColumn;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Column;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.sqlserver.type.SqlServerType;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;

/**
 * A result's column as SQL Server describes it.
 *
 * @param index from 1
 * @param typeName as the driver spells it
 */
record DeclaredColumn(
        int index, String name, SqlServerType type, String typeName, int precision, int scale, boolean nullable)
        implements DescribedColumn {

    /** The longest declared length; a longer one is {@code (max)}. */
    private static final int MAX_DECLARED_LENGTH = 8000;

    /** @throws BridgeException.InvalidRequest when the column has no name */
    static DeclaredColumn of(ResultSetMetaData result, int index) throws SQLException {
        String typeName = result.getColumnTypeName(index);
        return new DeclaredColumn(
                index,
                DescribedColumn.name(result, index),
                SqlServerType.of(typeName),
                typeName,
                result.getPrecision(index),
                result.getScale(index),
                result.isNullable(index) != ResultSetMetaData.columnNoNulls);
    }

    /** @throws BridgeException.InvalidRequest when the type is refused, with what to select instead */
    @Override
    public ColumnType columnType() {
        return type.columnType(precision, scale)
                .orElseThrow(() -> new BridgeException.InvalidRequest(
                        ErrorCode.UNSUPPORTED_TYPE,
                        "Column '" + name + "' has the type " + typeName + ", which Databricks has nothing for: "
                                + type.readNote().replace("column", "[" + name + "]") + "."));
    }

    @Override
    public Column as(ColumnType columnType) {
        return new Column(name, columnType, nullable, sourceType());
    }

    @Override
    public int fractionDigits() {
        return scale;
    }

    @Override
    public boolean large() {
        return precision > MAX_DECLARED_LENGTH;
    }

    private String sourceType() {
        return switch (type.parameters()) {
            case NONE, UNBOUNDED -> type.sqlName();
            case DIGITS -> typeName + "(" + precision + "," + scale + ")";
            case FRACTION -> typeName + "(" + scale + ")";
            case BYTES, UTF16_UNITS -> typeName + "(" + (large() ? "max" : Integer.toString(precision)) + ")";
        };
    }
}
