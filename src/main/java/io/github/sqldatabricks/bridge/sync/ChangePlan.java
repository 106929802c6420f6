package io.github.sqldatabricks.bridge.sync;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.ColumnVector;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.RowBatch;
import io.github.sqldatabricks.bridge.model.RowStream;
import io.github.sqldatabricks.bridge.model.SqlServerTable;
import io.github.sqldatabricks.bridge.sync.TargetTable.TargetColumn;
import io.github.sqldatabricks.bridge.sync.TargetTable.TargetType;
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

    /**
     * The source's rows on their way into the staging table, one at a time, each value in the form that a driver sends. Holds
     * one batch. One thread reads it.
     */
    final class StagedRows {

        private static final int BATCH_ROWS = 1024;
        private static final long BATCH_BYTES = 4L * 1024 * 1024;

        private final RowStream stream;
        private final List<ChangePlan.StagedColumn> columns;
        private final List<TargetType.ValueReader> readers;
        private final Cancellation cancellation;
        private final RowBatch batch;
        private int row = -1;
        private long count;

        /**
         * Rows of an open stream; closing it stays with the caller.
         *
         * @param columns places in the stream's schema, with the columns of the target that take them
         */
        public StagedRows(RowStream stream, List<ChangePlan.StagedColumn> columns, Cancellation cancellation) {
            this.stream = stream;
            this.columns = List.copyOf(columns);
            this.cancellation = cancellation;
            this.batch = new RowBatch(stream.schema(), BATCH_ROWS);
            this.readers = columns.stream()
                    .map(column -> column.target()
                            .type()
                            .reader(stream.schema()
                                    .columns()
                                    .get(column.sourceIndex())
                                    .type()))
                    .toList();
        }

        /**
         * Goes to the next row.
         *
         * @return false at the end
         * @throws BridgeException.Cancelled after a cancel
         * @throws BridgeException as {@link RowStream#fill}
         */
        public boolean next() {
            if (++row >= batch.size()) {
                cancellation.check();
                row = 0;
                if (!stream.fill(batch, BATCH_BYTES)) {
                    return false;
                }
            }
            count++;
            return true;
        }

        /** How many rows there were so far. */
        public long count() {
            return count;
        }

        /**
         * The values of the row, in the order of the plan's columns; null for NULL.
         *
         * @throws BridgeException.RemotePermanent ({@code value-refused}) naming row and column
         */
        public Object[] values() {
            Object[] values = new Object[columns.size()];
            for (int i = 0; i < values.length; i++) {
                ColumnVector vector = batch.vector(columns.get(i).sourceIndex());
                values[i] = vector.isNull(row) ? null : read(i, vector);
            }
            return values;
        }

        private Object read(int column, ColumnVector vector) {
            try {
                return readers.get(column).read(vector, row);
            } catch (TargetType.ValueRefused refused) {
                ChangePlan.StagedColumn at = columns.get(column);
                throw new BridgeException.RemotePermanent(
                        ErrorCode.VALUE_REFUSED,
                        "Row " + count + " of the source, column '"
                                + at.target().name() + "' ("
                                + at.target().type().declaration() + "): " + refused.getMessage()
                                + " Nothing was changed; correct the source or the column's type.");
            }
        }
    }
}
