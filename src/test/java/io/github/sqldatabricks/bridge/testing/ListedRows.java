package io.github.sqldatabricks.bridge.testing;

import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.Column;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.ColumnVector;
import io.github.sqldatabricks.bridge.model.RowBatch;
import io.github.sqldatabricks.bridge.model.RowSchema;
import io.github.sqldatabricks.bridge.model.RowStream;
import io.github.sqldatabricks.bridge.model.UnityTable;
import io.github.sqldatabricks.bridge.sync.SourceRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A source of hand-written rows. Each open reads all of them from the first. */
public final class ListedRows implements SourceRows {

    private final List<Column> columns = new ArrayList<>();
    private final List<List<Object>> rows = new ArrayList<>();
    private Runnable beforeRow = () -> {};
    private int open;

    /** Adds a column; in the order of the values. */
    public ListedRows column(String name, ColumnType type) {
        columns.add(new Column(name, type, true, type.getClass().getSimpleName()));
        return this;
    }

    /** Adds a row: {@link Long} for whole numbers, days, microseconds and unscaled decimals; null for NULL. */
    public ListedRows row(Object... values) {
        rows.add(Arrays.asList(values));
        return this;
    }

    /** Runs before each row is handed over; what it throws comes out of the stream. */
    public ListedRows beforeRow(Runnable action) {
        beforeRow = action;
        return this;
    }

    @Override
    public RowStream open(UnityTable table, List<String> wanted, Cancellation cancellation) {
        List<Integer> indexes = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            String name = columns.get(i).name();
            if (wanted.isEmpty() || wanted.stream().anyMatch(name::equalsIgnoreCase)) {
                indexes.add(i);
            }
        }
        open++;
        return new Stream(indexes);
    }

    /** Streams that nobody has closed yet. */
    public int open() {
        return open;
    }

    private final class Stream implements RowStream {
        private final List<Integer> indexes;
        private final RowSchema schema;
        private int next;

        Stream(List<Integer> indexes) {
            this.indexes = indexes;
            this.schema = new RowSchema(indexes.stream().map(columns::get).toList());
        }

        @Override
        public RowSchema schema() {
            return schema;
        }

        @Override
        public String consistency() {
            return "snapshot";
        }

        @Override
        public boolean fill(RowBatch batch, long maxBytes) {
            batch.clear();
            while (next < rows.size() && batch.size() < batch.capacity()) {
                beforeRow.run();
                List<Object> row = rows.get(next++);
                for (int i = 0; i < indexes.size(); i++) {
                    set(batch.vector(i), batch.size(), row.get(indexes.get(i)));
                }
                batch.endRow(row.size());
            }
            return batch.size() > 0;
        }

        private void set(ColumnVector vector, int row, Object value) {
            if (value == null) {
                vector.setNull(row);
            } else if (vector instanceof ColumnVector.Longs longs) {
                longs.set(row, ((Number) value).longValue());
            } else if (vector instanceof ColumnVector.Doubles doubles) {
                doubles.set(row, ((Number) value).doubleValue());
            } else {
                ((ColumnVector.Objects) vector).set(row, value);
            }
        }

        @Override
        public Map<String, Long> truncatedValues() {
            return Map.of();
        }

        @Override
        public void abort() {
            next = rows.size();
        }

        @Override
        public void close() {
            next = rows.size();
            open--;
        }
    }
}
