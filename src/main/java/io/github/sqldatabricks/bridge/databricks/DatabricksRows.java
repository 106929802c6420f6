package io.github.sqldatabricks.bridge.databricks;

import io.github.sqldatabricks.bridge.jdbc.BatchReader;
import io.github.sqldatabricks.bridge.jdbc.ColumnReader;
import io.github.sqldatabricks.bridge.jdbc.ColumnReader.ReadableColumn;
import io.github.sqldatabricks.bridge.jdbc.ColumnReader.RefusedValue;
import io.github.sqldatabricks.bridge.jdbc.JdbcRowStream;
import io.github.sqldatabricks.bridge.jdbc.JdbcRowStream.SqlFailures;
import io.github.sqldatabricks.bridge.jdbc.JdbcSession;
import io.github.sqldatabricks.bridge.jdbc.ValueBound;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.Column;
import io.github.sqldatabricks.bridge.model.ColumnVector;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.HeapShare;
import io.github.sqldatabricks.bridge.model.RowBatch;
import io.github.sqldatabricks.bridge.model.RowSchema;
import io.github.sqldatabricks.bridge.model.RowStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * Opens results of the SQL warehouse as rows, each on a connection of its own. Rows come in chunks of Arrow, a few at a
 * time; all are of one version of each table. Thread-safe.
 */
public final class DatabricksRows {

    private static final String SNAPSHOT = "snapshot";

    private final Supplier<DatabricksJdbc> jdbc;
    private final ValueBound valueBound;
    private final SqlFailures failures;

    /**
     * @param jdbc asked for at each read; it throws while no workspace is configured
     * @param valueBound the largest value that is read
     * @param failures what the driver's exceptions mean
     */
    public DatabricksRows(Supplier<DatabricksJdbc> jdbc, ValueBound valueBound, SqlFailures failures) {
        this.jdbc = jdbc;
        this.valueBound = valueBound;
        this.failures = failures;
    }

    /** Prepares the statement to read. */
    @FunctionalInterface
    public interface Preparation {
        Prepared prepare(Connection connection) throws SQLException;
    }

    /**
     * A query.
     *
     * @param statement with its parameters bound
     * @param columns of its result, selected as {@link ExactColumns} says
     * @param maxRowBytes the largest row that the statement gives whole; one column more follows then, of the sizes of larger ones
     *     ({@link OversizedRow})
     */
    public record Prepared(PreparedStatement statement, List<Column> columns, OptionalLong maxRowBytes) {

        /** A query whose rows are all read as they are. */
        public Prepared(PreparedStatement statement, List<Column> columns) {
            this(statement, columns, OptionalLong.empty());
        }
    }

    /**
     * Runs the query until its first rows are there.
     *
     * @param doing for the error message, such as {@code Reading main.shop.orders}
     * @param cancellation aborts the rows, at once and until they are closed
     */
    public RowStream open(String doing, Cancellation cancellation, Preparation preparation) {
        cancellation.check();
        JdbcSession session = connect(doing);
        Cancellation.Registration registration = cancellation.onCancel(session::abort);
        try {
            return new RegisteredRows(open(session, preparation, doing), registration);
        } catch (SQLException e) {
            // Before the abort, after which every failure would look like a cancel.
            BridgeException failure = JdbcRowStream.failure(session, failures, e, doing);
            registration.close();
            session.abort();
            throw failure;
        } catch (RuntimeException e) {
            registration.close();
            session.abort();
            throw e;
        }
    }

    private JdbcSession connect(String doing) {
        try {
            Connection connection = jdbc.get().open();
            return new JdbcSession(connection, connection::close);
        } catch (SQLException e) {
            throw failures.translate(e, doing);
        }
    }

    private RowStream open(JdbcSession session, Preparation preparation, String doing) throws SQLException {
        Prepared prepared = preparation.prepare(session.connection());
        PreparedStatement statement = session.use(prepared.statement());
        List<ReadableColumn> readable = ExactColumns.readable(prepared.columns(), valueBound);
        if (prepared.maxRowBytes().isPresent()) {
            readable = OversizedRow.refused(readable, prepared.maxRowBytes().getAsLong());
        }
        BatchReader reader = new BatchReader(statement.executeQuery(), readable, Long.MAX_VALUE);
        return new JdbcRowStream(session, reader, ReadableColumn.schema(readable), SNAPSHOT, failures, doing);
    }

    /** Rows that a cancel aborts as long as they are open. */
    record RegisteredRows(RowStream rows, Cancellation.Registration registration) implements RowStream {

        @Override
        public RowSchema schema() {
            return rows.schema();
        }

        @Override
        public String consistency() {
            return rows.consistency();
        }

        @Override
        public boolean fill(RowBatch batch, long maxBytes) {
            return rows.fill(batch, maxBytes);
        }

        @Override
        public Map<String, Long> truncatedValues() {
            return rows.truncatedValues();
        }

        @Override
        public void abort() {
            rows.abort();
        }

        @Override
        public void close() {
            registration.close();
            rows.close();
        }
    }

    /**
     * Refuses a row that was found to be too large in the warehouse, before any of its values is read.
     *
     * @param columns all columns of the result but the last, which has their sizes, or null for a row that is not too large
     * @param maxBytes the most bytes that a row may have
     */
    record OversizedRow(List<ReadableColumn> columns, long maxBytes) implements ColumnReader {

        /** The same columns, of which the first one looks at the row's size before it is read. */
        static List<ReadableColumn> refused(List<ReadableColumn> columns, long maxBytes) {
            List<ReadableColumn> checked = new ArrayList<>(columns);
            checked.set(0, new ReadableColumn(columns.get(0).column(), new OversizedRow(columns, maxBytes)));
            return checked;
        }

        @Override
        public long read(ResultSet result, ColumnVector vector, int row) throws SQLException {
            String sizes = result.getString(columns.size() + 1);
            if (sizes != null) {
                throw refusal(sizes);
            }
            return columns.get(0).reader().read(result, vector, row);
        }

        @Override
        public long truncatedValues() {
            return columns.get(0).reader().truncatedValues();
        }

        private RefusedValue refusal(String sizes) {
            long[] bytes =
                    Arrays.stream(sizes.split(" ")).mapToLong(Long::parseLong).toArray();
            int largest = 0;
            for (int i = 1; i < bytes.length; i++) {
                largest = bytes[i] > bytes[largest] ? i : largest;
            }
            return new RefusedValue(
                    ErrorCode.VALUE_TOO_LARGE,
                    "its texts and bytes have " + Arrays.stream(bytes).sum() + " bytes together, of which column '"
                            + columns.get(largest).column().name() + "' has " + bytes[largest]
                            + ". That is more than the " + maxBytes + " bytes that this process has memory for. "
                            + HeapShare.remedy());
        }
    }
}
