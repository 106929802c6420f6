package io.github.sqldatabricks.bridge.sync;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.UnityTable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What is done to the target table. */
public sealed interface SyncOperation {

    /** The operation's name. */
    OperationKind kind();

    /** Where the rows come from; empty when the operation needs none. */
    Optional<UnityTable> sourceTable();

    /** The key columns; empty when the operation has none. */
    Optional<KeyColumns> keyColumns();

    /** An operation with the rows of a source. */
    sealed interface FromSource extends SyncOperation {

        /** Where the rows come from. */
        UnityTable source();

        @Override
        default Optional<UnityTable> sourceTable() {
            return Optional.of(source());
        }
    }

    /** An operation that finds the target's rows by those of a source. */
    sealed interface Keyed extends FromSource {

        /** The key columns. */
        KeyColumns keys();

        @Override
        default Optional<KeyColumns> keyColumns() {
            return Optional.of(keys());
        }
    }

    /**
     * Every row of the source becomes a new row.
     *
     * @param keys when given, the source may not have two rows with the same keys
     */
    record Insert(UnityTable source, Optional<KeyColumns> keys) implements FromSource {
        @Override
        public OperationKind kind() {
            return OperationKind.INSERT;
        }

        @Override
        public Optional<KeyColumns> keyColumns() {
            return keys;
        }
    }

    /** Rows with the same keys take over all other columns of the source. */
    record Update(UnityTable source, KeyColumns keys) implements Keyed {
        @Override
        public OperationKind kind() {
            return OperationKind.UPDATE;
        }
    }

    /** {@link Update} for keys that the target has, {@link Insert} for the others. */
    record Upsert(UnityTable source, KeyColumns keys) implements Keyed {
        @Override
        public OperationKind kind() {
            return OperationKind.UPSERT;
        }
    }

    /** Rows whose keys are in the source are deleted. */
    record DeleteByKeys(UnityTable source, KeyColumns keys) implements Keyed {
        @Override
        public OperationKind kind() {
            return OperationKind.DELETE;
        }
    }

    /**
     * Rows that meet all conditions are deleted.
     *
     * @param conditions value by column name, at least one; an empty value means NULL
     */
    record DeleteWhere(Map<String, Optional<String>> conditions) implements SyncOperation {
        /** @throws BridgeException.InvalidRequest without a condition: it would delete the whole table */
        public DeleteWhere {
            conditions = Collections.unmodifiableMap(new LinkedHashMap<>(conditions));
            if (conditions.isEmpty()) {
                throw new BridgeException.InvalidRequest(
                        ErrorCode.UNBOUNDED_DELETE, "Expected primary_keys with a source_table, or filter_conditions.");
            }
        }

        @Override
        public OperationKind kind() {
            return OperationKind.DELETE;
        }

        @Override
        public Optional<UnityTable> sourceTable() {
            return Optional.empty();
        }

        @Override
        public Optional<KeyColumns> keyColumns() {
            return Optional.empty();
        }
    }
}
