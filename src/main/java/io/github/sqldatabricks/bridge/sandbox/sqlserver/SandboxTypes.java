package io.github.sqldatabricks.bridge.sandbox.sqlserver;

import io.github.sqldatabricks.bridge.jdbc.ColumnReader;
import io.github.sqldatabricks.bridge.jdbc.FractionRule;
import io.github.sqldatabricks.bridge.jdbc.ResultTypes;
import io.github.sqldatabricks.bridge.jdbc.TemporalPolicies;
import io.github.sqldatabricks.bridge.jdbc.TemporalReaders;
import io.github.sqldatabricks.bridge.jdbc.TextReader;
import io.github.sqldatabricks.bridge.jdbc.ValueBound;
import io.github.sqldatabricks.bridge.model.ColumnType;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.time.OffsetDateTime;
import java.util.Locale;

/** Types and readers of an H2 result, so that it looks as SQL Server's would. */
final class SandboxTypes extends ResultTypes<EmbeddedColumn> {

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
    protected TextReader.Source instantText(EmbeddedColumn column) {
        return TemporalReaders.offsetText(column.fractionDigits(), OFFSET);
    }

    /** SQL Server prints a uniqueidentifier in upper case. */
    private static String upperCase(ResultSet result, int index) throws SQLException {
        String value = result.getString(index);
        return value == null ? null : value.toUpperCase(Locale.ROOT);
    }
}
