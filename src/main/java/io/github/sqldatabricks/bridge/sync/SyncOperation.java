package io.github.sqldatabricks.bridge.sync;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.QuotedInput;
import io.github.sqldatabricks.bridge.model.UnityTable;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What is done to the target table. */
public sealed interface SyncOperation {

    /** The operation's name. */
    Kind kind();

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
        public Kind kind() {
            return Kind.INSERT;
        }

        @Override
        public Optional<KeyColumns> keyColumns() {
            return keys;
        }
    }

    /** Rows with the same keys take over all other columns of the source. */
    record Update(UnityTable source, KeyColumns keys) implements Keyed {
        @Override
        public Kind kind() {
            return Kind.UPDATE;
        }
    }

    /** {@link Update} for keys that the target has, {@link Insert} for the others. */
    record Upsert(UnityTable source, KeyColumns keys) implements Keyed {
        @Override
        public Kind kind() {
            return Kind.UPSERT;
        }
    }

    /** Rows whose keys are in the source are deleted. */
    record DeleteByKeys(UnityTable source, KeyColumns keys) implements Keyed {
        @Override
        public Kind kind() {
            return Kind.DELETE;
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
        public Kind kind() {
            return Kind.DELETE;
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

    /** The operations by name, as callers and {@code bridge_events} spell them. */
    enum Kind {
        INSERT,
        UPDATE,
        DELETE,
        UPSERT;

        /**
         * The operation of that name, case and blanks around it ignored.
         *
         * @param text may be null
         * @throws BridgeException.InvalidRequest when there is none
         */
        public static Kind of(String text) {
            String wanted = text == null ? "" : text.strip().toUpperCase(Locale.ROOT);
            for (Kind kind : values()) {
                if (kind.name().equals(wanted)) {
                    return kind;
                }
            }
            throw new BridgeException.InvalidRequest(
                    ErrorCode.INVALID_OPERATION,
                    "Expected operation to be INSERT, UPDATE, DELETE or UPSERT, but got " + QuotedInput.of(text) + ".");
        }
    }

    /**
     * The columns that say which row of the source is which row of the target.
     *
     * @param names at least one, different even when case is ignored
     */
    record KeyColumns(List<String> names) {

        /** @throws BridgeException.InvalidRequest when there is none, an empty one, or one comes twice */
        public KeyColumns {
            names = List.copyOf(names);
            Set<String> seen = new HashSet<>();
            for (String name : names) {
                if (name.isBlank() || !seen.add(name.toLowerCase(Locale.ROOT))) {
                    throw invalid("but got " + names);
                }
            }
            if (names.isEmpty()) {
                throw invalid("but got none");
            }
        }

        private static BridgeException.InvalidRequest invalid(String came) {
            return new BridgeException.InvalidRequest(
                    ErrorCode.INVALID_PRIMARY_KEYS,
                    "Expected primary_keys, different column names and at least one, " + came + ".");
        }
    }
}
