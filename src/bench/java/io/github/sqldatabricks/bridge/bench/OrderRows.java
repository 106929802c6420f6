package io.github.sqldatabricks.bridge.bench;

import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.Column;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.ColumnVector;
import io.github.sqldatabricks.bridge.model.RowBatch;
import io.github.sqldatabricks.bridge.model.RowSchema;
import io.github.sqldatabricks.bridge.model.RowStream;
import io.github.sqldatabricks.bridge.model.UnityTable;
import io.github.sqldatabricks.bridge.sync.SourceRows;
import java.util.List;
import java.util.Map;

/**
 * Orders, made while they are read, always the same for the same key; about 110 bytes each.
 *
 * @param first the first key
 * @param rows how many
 * @param version what the values that change depend on
 */
record OrderRows(long first, long rows, int version) implements SourceRows {

    static final UnityTable TABLE = new UnityTable("bench", "orders", "changes");

    private static final long FIRST_DAY = 18_000;
    private static final long DAYS = 2_000;
    private static final long MICROS_PER_DAY = 86_400_000_000L;
    private static final int NOTES = 1_009;
    private static final String[] PRIORITIES = {"1-URGENT", "2-HIGH", "3-MEDIUM", "4-NOT SPECIFIED", "5-LOW"};
    private static final String WORDS = "final deposits sleep furiously after the carefully bold packages; requests";

    private static final List<Column> COLUMNS = List.of(
            column("order_id", new ColumnType.Int64()),
            column("customer_id", new ColumnType.Int32()),
            column("status", new ColumnType.Text()),
            column("total_price", new ColumnType.Decimal(15, 2)),
            column("ordered_on", new ColumnType.Date()),
            column("changed_at", new ColumnType.LocalTimestamp(6)),
            column("priority", new ColumnType.Text()),
            column("note", new ColumnType.Text()));

    private static Column column(String name, ColumnType type) {
        return new Column(name, type, true, type.getClass().getSimpleName());
    }

    @Override
    public RowStream open(UnityTable table, List<String> wanted, Cancellation cancellation) {
        return new Stream(COLUMNS.stream()
                .filter(column -> wanted.isEmpty() || wanted.contains(column.name()))
                .toList());
    }

    RowStream open() {
        return open(TABLE, List.of(), new Cancellation());
    }

    private final class Stream implements RowStream {
        private final List<Column> columns;
        private final String[] notes = new String[NOTES];
        private long next;

        Stream(List<Column> columns) {
            this.columns = columns;
            for (int i = 0; i < NOTES; i++) {
                notes[i] = i + " " + WORDS.substring(i % 20);
            }
        }

        @Override
        public RowSchema schema() {
            return new RowSchema(columns);
        }

        @Override
        public String consistency() {
            return "snapshot";
        }

        @Override
        public boolean fill(RowBatch batch, long maxBytes) {
            batch.clear();
            while (next < rows && batch.size() < batch.capacity()) {
                for (int i = 0; i < columns.size(); i++) {
                    set(batch.vector(i), columns.get(i).name(), batch.size(), first + next);
                }
                batch.endRow(1);
                next++;
            }
            return batch.size() > 0;
        }

        private void set(ColumnVector vector, String column, int row, long key) {
            if (vector instanceof ColumnVector.Longs longs) {
                longs.set(row, number(column, key));
            } else {
                ((ColumnVector.Objects) vector).set(row, text(column, key));
            }
        }

        private long number(String column, long key) {
            return switch (column) {
                case "order_id" -> key;
                case "customer_id" -> key * 7919 % 150_000;
                case "total_price" -> (key * 104_729 + version) % 50_000_000;
                case "ordered_on" -> FIRST_DAY + key % DAYS;
                default -> (FIRST_DAY + key % DAYS) * MICROS_PER_DAY + key * 1_000_003 % MICROS_PER_DAY + version;
            };
        }

        private String text(String column, long key) {
            return switch (column) {
                case "status" -> (key + version) % 3 == 0 ? "F" : "O";
                case "priority" -> PRIORITIES[(int) (key % PRIORITIES.length)];
                default -> notes[(int) ((key + version) % NOTES)];
            };
        }

        @Override
        public Map<String, Long> truncatedValues() {
            return Map.of();
        }

        @Override
        public void abort() {
            // Nothing to stop.
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
