package io.github.sqldatabricks.bridge.jdbc;

import io.github.sqldatabricks.bridge.model.ParameterValue;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
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
        if (value instanceof ParameterValue.Text text) {
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
}
