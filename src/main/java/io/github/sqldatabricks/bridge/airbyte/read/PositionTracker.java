package io.github.sqldatabricks.bridge.airbyte.read;

import io.github.sqldatabricks.bridge.airbyte.source.DatabricksType;
import io.github.sqldatabricks.bridge.airbyte.source.Literal;
import io.github.sqldatabricks.bridge.airbyte.source.TableColumn;
import io.github.sqldatabricks.bridge.airbyte.state.Position;
import io.github.sqldatabricks.bridge.model.RowBatch;
import io.github.sqldatabricks.bridge.model.RowSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Follows the position while rows are written, and knows which of them were written before. Without an order there is no
 * position. Not thread-safe.
 */
final class PositionTracker {

    private final List<TableColumn> order;
    private final Fingerprints fingerprints = new Fingerprints();
    private int[] indexes = {};
    private Optional<Position> position;
    /** Those of {@link #position} when the rows were opened that have not come again yet. */
    private List<String> expected = List.of();

    PositionTracker(List<TableColumn> order, Optional<Position> from) {
        this.order = order;
        this.position = from;
    }

    /** After the last row of the last batch, or where it was begun. */
    Optional<Position> position() {
        return position;
    }

    /** Begins with rows from {@link #position()} on. */
    void opened(RowSchema schema) {
        indexes = order.stream()
                .mapToInt(column -> Columns.index(schema, column.name()))
                .toArray();
        fingerprints.clear();
        position.ifPresent(known -> fingerprints.begin(known.written()));
        expected = new ArrayList<>(position.flatMap(Position::written).orElse(List.of()));
    }

    /** Notes that the next row is this one; to be called before {@link #wroteBefore} and {@link #wrote}. */
    void at(RowBatch batch, int row) {
        if (order.isEmpty()) {
            return;
        }
        boolean same = row == 0 ? isPosition(batch) : isSame(batch, row - 1, row);
        if (!same) {
            fingerprints.clear();
            expected = List.of();
        }
    }

    /** Whether the record was written in an earlier attempt or sync; a second one of that content was not. */
    boolean wroteBefore(byte[] bytes, int start, int end) {
        return !expected.isEmpty() && expected.remove(fingerprints.of(bytes, start, end));
    }

    /** Notes that the record of the row was written. */
    void wrote(int start, int end) {
        if (!order.isEmpty()) {
            fingerprints.add(start, end);
        }
    }

    /** Has to be called before the block's bytes are used again. */
    void settle(byte[] bytes) {
        fingerprints.settle(bytes);
    }

    /** Moves the position to the last row of the batch, all of whose records are settled. */
    void moveTo(RowBatch batch) {
        if (!order.isEmpty()) {
            position = Optional.of(new Position(values(batch, batch.size() - 1), fingerprints.all()));
        }
    }

    private boolean isPosition(RowBatch batch) {
        return position.isPresent() && position.get().values().equals(values(batch, 0));
    }

    private boolean isSame(RowBatch batch, int one, int other) {
        for (int index : indexes) {
            if (!Columns.isSame(batch.vector(index), one, other)) {
                return false;
            }
        }
        return true;
    }

    private List<Position.Value> values(RowBatch batch, int row) {
        List<Position.Value> values = new ArrayList<>();
        for (int i = 0; i < indexes.length; i++) {
            TableColumn column = order.get(i);
            Literal literal = Literal.of(((DatabricksType.Plain) column.type()).type(), batch.vector(indexes[i]), row);
            values.add(Position.Value.of(column, literal.text()));
        }
        return values;
    }
}
