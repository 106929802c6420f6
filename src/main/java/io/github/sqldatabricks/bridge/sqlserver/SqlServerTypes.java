package io.github.sqldatabricks.bridge.sqlserver;

import io.github.sqldatabricks.bridge.jdbc.ColumnReader;
import io.github.sqldatabricks.bridge.jdbc.ColumnReaders;
import io.github.sqldatabricks.bridge.jdbc.FractionRule;
import io.github.sqldatabricks.bridge.jdbc.ReadableColumn;
import io.github.sqldatabricks.bridge.jdbc.TemporalPolicies;
import io.github.sqldatabricks.bridge.jdbc.TemporalReaders;
import io.github.sqldatabricks.bridge.jdbc.TextReader;
import io.github.sqldatabricks.bridge.jdbc.ValueLimit;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.TemporalPolicy;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Chooses type and reader of a result's columns. */
final class SqlServerTypes {

    private final TemporalPolicies policies;
    private final long maxValueBytes;

    SqlServerTypes(TemporalPolicies policies, long maxValueBytes) {
        this.policies = policies;
        this.maxValueBytes = maxValueBytes;
    }

    /** @throws BridgeException.InvalidRequest when a column has no name or its type is refused */
    List<ReadableColumn> describe(ResultSetMetaData result) throws SQLException {
        List<ReadableColumn> columns = new ArrayList<>();
        for (int index = 1; index <= result.getColumnCount(); index++) {
            columns.add(describe(result, index));
        }
        policies.requireAllUsed();
        return columns;
    }

    private ReadableColumn describe(ResultSetMetaData result, int index) throws SQLException {
        DeclaredColumn declared = DeclaredColumn.of(result, index);
        ColumnType type = declared.columnType();
        if (type instanceof ColumnType.LocalTimestamp || type instanceof ColumnType.Instant) {
            return timestamp(declared, type);
        }
        return new ReadableColumn(declared.as(type), reader(declared, type));
    }

    private ReadableColumn timestamp(DeclaredColumn declared, ColumnType type) {
        TemporalPolicy policy = policies.of(declared.name(), declared.scale());
        if (policy == TemporalPolicy.TEXT) {
            TextReader.Source source = type instanceof ColumnType.Instant
                    ? OffsetReaders.text(declared.name(), declared.scale())
                    : TemporalReaders.timestampText(declared.scale());
            return new ReadableColumn(declared.as(new ColumnType.Text()), text(declared, source));
        }
        FractionRule rule = new FractionRule(declared.name(), policy);
        ColumnReader reader = type instanceof ColumnType.Instant
                ? new OffsetReaders.Micros(declared.index(), declared.name(), rule)
                : ColumnReaders.timestamp(declared.index(), rule);
        return new ReadableColumn(declared.as(type), reader);
    }

    private ColumnReader reader(DeclaredColumn declared, ColumnType type) {
        return switch (declared.type()) {
            case TIME -> text(declared, TemporalReaders.timeText(declared.scale()));
            case SQL_VARIANT -> text(declared, new VariantText(declared.name()));
            default -> ColumnReaders.plain(declared.index(), type, declared.large(), limit(declared));
        };
    }

    private ColumnReader text(DeclaredColumn declared, TextReader.Source source) {
        return new TextReader(declared.index(), source, limit(declared));
    }

    private ValueLimit limit(DeclaredColumn declared) {
        return new ValueLimit(declared.name(), maxValueBytes);
    }
}
