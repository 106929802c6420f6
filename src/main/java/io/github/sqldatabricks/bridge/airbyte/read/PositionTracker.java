package io.github.sqldatabricks.bridge.airbyte.read;

import io.github.sqldatabricks.bridge.airbyte.read.CursorStart.CursorTime;
import io.github.sqldatabricks.bridge.airbyte.record.JsonBuffer;
import io.github.sqldatabricks.bridge.airbyte.source.TableQuery.Literal;
import io.github.sqldatabricks.bridge.airbyte.source.WorkspaceTables.TableDescription.TableColumn;
import io.github.sqldatabricks.bridge.airbyte.state.StreamState.Position;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.ColumnVector;
import io.github.sqldatabricks.bridge.model.Hashes;
import io.github.sqldatabricks.bridge.model.RowBatch;
import io.github.sqldatabricks.bridge.model.RowSchema;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Follows the position while rows are written, and knows which of them were written before. Without an order there is no
 * position. Not thread-safe.
 */
final class PositionTracker {

    private final List<TableColumn> order;
    private final JsonBuffer block;
    private final Fingerprints fingerprints = new Fingerprints();
    private int[] indexes = {};
    private Optional<Position> position;
    /** Those of {@link #position} when the rows were opened that have not come again yet. */
    private List<String> expected = List.of();

    /** @param block where the records are written whose places are added */
    PositionTracker(List<TableColumn> order, Optional<Position> from, JsonBuffer block) {
        this.order = order;
        this.position = from;
        this.block = block;
    }

    /** After the last row of the last batch, or where it was begun. */
    Optional<Position> position() {
        return position;
    }

    /** Begins with rows from {@link #position()} on. */
    void open(RowSchema schema) {
        indexes =
                order.stream().mapToInt(column -> schema.indexOf(column.name())).toArray();
        fingerprints.clear();
        position.ifPresent(known -> fingerprints.begin(known.written()));
        expected = new ArrayList<>(position.flatMap(Position::written).orElse(List.of()));
    }

    /** Goes to the next row, which becomes a record or not. */
    void next(RowBatch batch, int row) {
        if (order.isEmpty()) {
            return;
        }
        boolean same = row == 0 ? isPosition(batch) : isSame(batch, row - 1, row);
        if (!same) {
            fingerprints.clear();
            expected = List.of();
        }
    }

    /**
     * Adds the record of the row, which lies in the block; its bytes stay there until {@link #settle} or {@link #moveTo}.
     *
     * @return false when it was written in an earlier attempt or sync, so that it is to be removed from the block; a second one of
     *     that content was not
     */
    boolean add(int start, int end) {
        if (!expected.isEmpty() && expected.remove(fingerprints.of(block.bytes(), start, end))) {
            return false;
        }
        if (!order.isEmpty()) {
            fingerprints.add(start, end);
        }
        return true;
    }

    /** Has to be called before bytes of added records are used again. */
    void settle() {
        fingerprints.settle(block.bytes());
    }

    /** Moves the position to the last row of the batch. */
    void moveTo(RowBatch batch) {
        settle();
        if (!order.isEmpty()) {
            position = Optional.of(new Position(values(batch, batch.size() - 1), fingerprints.all()));
        }
    }

    private boolean isPosition(RowBatch batch) {
        return position.isPresent() && position.get().values().equals(values(batch, 0));
    }

    private boolean isSame(RowBatch batch, int one, int other) {
        for (int index : indexes) {
            if (!isSame(batch.vector(index), one, other)) {
                return false;
            }
        }
        return true;
    }

    /** Whether two rows have the same value, of a type that can be ordered; none of them is null. */
    private static boolean isSame(ColumnVector vector, int one, int other) {
        return vector instanceof ColumnVector.Longs longs
                ? longs.get(one) == longs.get(other)
                : ((ColumnVector.Objects) vector).get(one).equals(((ColumnVector.Objects) vector).get(other));
    }

    private List<Position.Value> values(RowBatch batch, int row) {
        List<Position.Value> values = new ArrayList<>();
        for (int i = 0; i < indexes.length; i++) {
            TableColumn column = order.get(i);
            Literal literal = Literal.of((ColumnType) column.type(), batch.vector(indexes[i]), row);
            values.add(Position.Value.of(column, literal.text()));
        }
        return values;
    }

    /**
     * The fingerprints of the records at the present position. They are computed only when they are asked for, because in most tables
     * the position changes with each record. Not thread-safe.
     */
    static final class Fingerprints {

        /** More are not kept. */
        static final int MOST = 1000;

        /** 96 bits: two of a thousand records are alike by chance once in 10^23 cases. */
        private static final int BYTES = 12;

        private final MessageDigest digest = Hashes.sha256();
        private final List<String> known = new ArrayList<>();
        private final int[] starts = new int[MOST];
        private final int[] ends = new int[MOST];
        private int waiting;
        private boolean tooMany;

        /** Begins with those of a position that was reached before. */
        void begin(Optional<List<String>> written) {
            clear();
            tooMany = written.isEmpty();
            written.ifPresent(known::addAll);
        }

        /** Forgets all: the position has changed. */
        void clear() {
            known.clear();
            waiting = 0;
            tooMany = false;
        }

        /** Counts a record whose bytes stay where they are until {@link #settle}. */
        void add(int start, int end) {
            if (tooMany || known.size() + waiting == MOST) {
                tooMany = true;
                return;
            }
            starts[waiting] = start;
            ends[waiting] = end;
            waiting++;
        }

        /** Computes what is missing, before the bytes are used again. */
        void settle(byte[] bytes) {
            for (int i = 0; i < waiting; i++) {
                known.add(of(bytes, starts[i], ends[i]));
            }
            waiting = 0;
        }

        /** All of them, settled; empty when they are too many. */
        Optional<List<String>> all() {
            return tooMany ? Optional.empty() : Optional.of(List.copyOf(known));
        }

        /** The fingerprint of one record. */
        String of(byte[] bytes, int start, int end) {
            digest.update(bytes, start, end - start);
            return Base64.getEncoder().encodeToString(Arrays.copyOf(digest.digest(), BYTES));
        }
    }

    /**
     * The records of rows behind the {@link CursorTime}: they are written once, though the position does not reach them before their
     * time. Known by fingerprints, as a multiset. Not thread-safe.
     */
    static final class FutureRows {

        private final Fingerprints fingerprints = new Fingerprints();
        /** Written in earlier syncs or attempts, and not come again yet. */
        private final Map<String, Integer> expected = new HashMap<>();

        private final List<String> come = new ArrayList<>();
        private long rows;

        /** Begins with those that earlier syncs wrote. */
        FutureRows(List<String> written) {
            written.forEach(fingerprint -> expected.merge(fingerprint, 1, Integer::sum));
        }

        /** Whether a record whose time has come was written before; it is no row ahead any more. */
        boolean reached(byte[] bytes, int start, int end) {
            return !expected.isEmpty() && take(fingerprints.of(bytes, start, end));
        }

        /** Whether a record that is still ahead was written before; it is remembered if there is room. */
        boolean isAhead(byte[] bytes, int start, int end) {
            rows++;
            String fingerprint = fingerprints.of(bytes, start, end);
            if (come.size() < Fingerprints.MOST) {
                come.add(fingerprint);
            }
            return take(fingerprint);
        }

        /** How many rows are ahead. */
        long rows() {
            return rows;
        }

        /** Whether some can't be remembered, so that the next sync reads them again. */
        boolean areTooMany() {
            return rows > Fingerprints.MOST;
        }

        /** Those of the rows that are ahead now. */
        List<String> come() {
            return List.copyOf(come);
        }

        /** Those written so far, come again or not, while the read is under way. */
        List<String> written() {
            List<String> all = new ArrayList<>(come);
            expected.forEach((fingerprint, times) -> {
                for (int i = 0; i < times && all.size() < Fingerprints.MOST; i++) {
                    all.add(fingerprint);
                }
            });
            return all;
        }

        private boolean take(String fingerprint) {
            boolean known = expected.containsKey(fingerprint);
            expected.computeIfPresent(fingerprint, (same, times) -> times == 1 ? null : times - 1);
            return known;
        }
    }
}
