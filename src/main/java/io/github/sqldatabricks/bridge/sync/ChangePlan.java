package io.github.sqldatabricks.bridge.sync;

import io.github.sqldatabricks.bridge.model.SqlServerTable;
import io.github.sqldatabricks.bridge.sync.TargetTable.TargetColumn;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What exactly is done to the target; everything that can be refused without looking at values has been. */
public sealed interface ChangePlan {

    SqlServerTable target();

    /** Which operation it is. */
    SyncOperation.Kind kind();

    /**
     * A change by staged rows.
     *
     * @param kind which one
     * @param columns what is staged: keys and values, at least one
     * @param keys the target columns that say which row is meant; empty for an INSERT without keys
     * @param keepIdentity whether an identity column is inserted explicitly
     */
    record Staged(
            SqlServerTable target,
            SyncOperation.Kind kind,
            List<StagedColumn> columns,
            List<TargetColumn> keys,
            boolean keepIdentity)
            implements ChangePlan {

        public Staged {
            columns = List.copyOf(columns);
            keys = List.copyOf(keys);
        }

        /** The target columns that are written: all for new rows, all but the keys for rows that exist. */
        public List<TargetColumn> values() {
            return columns.stream()
                    .map(StagedColumn::target)
                    .filter(column -> !keys.contains(column))
                    .toList();
        }
    }

    /**
     * A DELETE by conditions.
     *
     * @param conditions value by target column, at least one; an empty value means NULL
     */
    record Conditional(SqlServerTable target, Map<TargetColumn, Optional<String>> conditions) implements ChangePlan {
        public Conditional {
            conditions = Map.copyOf(conditions);
        }

        @Override
        public SyncOperation.Kind kind() {
            return SyncOperation.Kind.DELETE;
        }
    }

    /**
     * A column on its way.
     *
     * @param sourceIndex its place in the source's schema, from 0
     */
    record StagedColumn(int sourceIndex, TargetColumn target) {}
}
