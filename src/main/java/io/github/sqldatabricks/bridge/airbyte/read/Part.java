package io.github.sqldatabricks.bridge.airbyte.read;

import io.github.sqldatabricks.bridge.airbyte.record.ExtraFields;
import io.github.sqldatabricks.bridge.airbyte.source.TableColumn;
import io.github.sqldatabricks.bridge.airbyte.source.TableQuery;
import io.github.sqldatabricks.bridge.airbyte.state.Position;
import io.github.sqldatabricks.bridge.airbyte.state.StreamState;
import io.github.sqldatabricks.bridge.model.RowBatch;
import io.github.sqldatabricks.bridge.model.RowSchema;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One part of a stream: rows of one query.
 *
 * @param order the columns by which the query orders; empty when it does not, so that it can only be read from its start
 * @param query what to read from a position on, or from the start
 * @param state what to tell at a position; never asked when there is no order
 * @param rows what becomes of rows, once the columns of the result are known
 * @param known which records were written in an earlier sync although the position had not reached them
 */
record Part(
        List<TableColumn> order,
        Function<Optional<Position>, TableQuery> query,
        Function<Position, StreamState> state,
        Function<RowSchema, RowRule> rows,
        KnownRecords known) {

    /** A part of whose records none is known beforehand. */
    Part(
            List<TableColumn> order,
            Function<Optional<Position>, TableQuery> query,
            Function<Position, StreamState> state,
            Function<RowSchema, RowRule> rows) {
        this(order, query, state, rows, (bytes, start, end) -> false);
    }

    /** Which rows become records, and what these have beyond the columns. */
    record RowRule(RowTest test, ExtraFields extra) {

        /** Every row, nothing more. */
        static final RowRule PLAIN = new RowRule((batch, row) -> true, ExtraFields.NONE);
    }

    /** Whether a record was written before; asked once for each. */
    @FunctionalInterface
    interface KnownRecords {
        boolean wroteBefore(byte[] bytes, int start, int end);
    }

    /** Whether a row becomes a record. */
    @FunctionalInterface
    interface RowTest {
        boolean test(RowBatch batch, int row);
    }
}
