package io.github.sqldatabricks.bridge.sqlserver;

import io.github.sqldatabricks.bridge.jdbc.ColumnReader;
import io.github.sqldatabricks.bridge.jdbc.FractionRule;
import io.github.sqldatabricks.bridge.jdbc.ResultTypes;
import io.github.sqldatabricks.bridge.jdbc.TemporalPolicies;
import io.github.sqldatabricks.bridge.jdbc.TextReader;
import io.github.sqldatabricks.bridge.jdbc.ValueBound;
import io.github.sqldatabricks.bridge.model.ColumnType;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;

/** Types and readers of a SQL Server result. */
final class SqlServerTypes extends ResultTypes<DeclaredColumn> {

    SqlServerTypes(TemporalPolicies policies, ValueBound valueBound) {
        super(policies, valueBound);
    }

    @Override
    protected DeclaredColumn column(ResultSetMetaData result, int index) throws SQLException {
        return DeclaredColumn.of(result, index);
    }

    @Override
    protected ColumnReader reader(DeclaredColumn column, ColumnType type) {
        return switch (column.type()) {
            case TIME -> time(column);
            case SQL_VARIANT -> text(column, new VariantText(column.name()));
            default -> plain(column, type);
        };
    }

    @Override
    protected ColumnReader instant(DeclaredColumn column, FractionRule rule) {
        return new OffsetReaders.Micros(column.index(), column.name(), rule);
    }

    @Override
    protected TextReader.Source instantText(DeclaredColumn column) {
        return OffsetReaders.text(column.name(), column.fractionDigits());
    }
}
