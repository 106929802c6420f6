package io.github.sqldatabricks.bridge.sandbox.sqlserver;

import io.github.sqldatabricks.bridge.jdbc.ColumnReader;
import io.github.sqldatabricks.bridge.jdbc.ColumnReaders;
import io.github.sqldatabricks.bridge.jdbc.FractionRule;
import io.github.sqldatabricks.bridge.jdbc.ReadableColumn;
import io.github.sqldatabricks.bridge.jdbc.TemporalPolicies;
import io.github.sqldatabricks.bridge.jdbc.TemporalReaders;
import io.github.sqldatabricks.bridge.jdbc.TextReader;
import io.github.sqldatabricks.bridge.jdbc.ValueLimit;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.TemporalPolicy;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Chooses type and reader of an H2 result's columns, so that they look as SQL Server's would. */
final class SandboxTypes {

    private static final TemporalReaders.OffsetSource OFFSET =
            (result, index) -> result.getObject(index, OffsetDateTime.class);

    private final TemporalPolicies policies;
    private final long maxValueBytes;

    SandboxTypes(TemporalPolicies policies, long maxValueBytes) {
        this.policies = policies;
        this.maxValueBytes = maxValueBytes;
    }

    List<ReadableColumn> describe(ResultSetMetaData result) throws SQLException {
        List<ReadableColumn> columns = new ArrayList<>();
        for (int index = 1; index <= result.getColumnCount(); index++) {
            columns.add(describe(result, index));
        }
        policies.requireAllUsed();
        return columns;
    }

    private ReadableColumn describe(ResultSetMetaData result, int index) throws SQLException {
        EmbeddedColumn embedded = EmbeddedColumn.of(result, index);
        ColumnType type = embedded.columnType();
        if (type instanceof ColumnType.LocalTimestamp || type instanceof ColumnType.Instant) {
            return timestamp(embedded, type);
        }
        return new ReadableColumn(embedded.as(type), reader(embedded, type));
    }

    private ReadableColumn timestamp(EmbeddedColumn embedded, ColumnType type) {
        boolean instant = type instanceof ColumnType.Instant;
        TemporalPolicy policy = policies.of(embedded.name(), embedded.fractionDigits());
        if (policy == TemporalPolicy.TEXT) {
            TextReader.Source source = instant
                    ? TemporalReaders.offsetText(embedded.fractionDigits(), OFFSET)
                    : TemporalReaders.timestampText(embedded.fractionDigits());
            return new ReadableColumn(embedded.as(new ColumnType.Text()), text(embedded, source));
        }
        FractionRule rule = new FractionRule(embedded.name(), policy);
        ColumnReader reader = instant
                ? new TemporalReaders.Instant(embedded.index(), rule, OFFSET)
                : ColumnReaders.timestamp(embedded.index(), rule);
        return new ReadableColumn(embedded.as(type), reader);
    }

    private ColumnReader reader(EmbeddedColumn embedded, ColumnType type) {
        if (embedded.isUuid()) {
            return text(embedded, SandboxTypes::upperCase);
        }
        return embedded.jdbcType() == Types.TIME
                ? text(embedded, TemporalReaders.timeText(embedded.fractionDigits()))
                : ColumnReaders.plain(embedded.index(), type, embedded.large(), limit(embedded));
    }

    private ColumnReader text(EmbeddedColumn embedded, TextReader.Source source) {
        return new TextReader(embedded.index(), source, limit(embedded));
    }

    private ValueLimit limit(EmbeddedColumn embedded) {
        return new ValueLimit(embedded.name(), maxValueBytes);
    }

    /** SQL Server prints a uniqueidentifier in upper case. */
    private static String upperCase(ResultSet result, int index) throws SQLException {
        String value = result.getString(index);
        return value == null ? null : value.toUpperCase(Locale.ROOT);
    }
}
