package io.github.sqldatabricks.bridge.jdbc;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.RowBatch;
import io.github.sqldatabricks.bridge.model.RowSchema;
import io.github.sqldatabricks.bridge.model.RowStream;
import java.sql.SQLException;
import java.util.Map;

/** A result that is being read. */
public final class JdbcRowStream implements RowStream {

    private final JdbcSession session;
    private final BatchReader reader;
    private final RowSchema schema;
    private final String consistency;
    private final SqlFailures failures;
    private final String doing;

    /** @param doing what is done, for messages, such as {@code Reading 'orders'} */
    public JdbcRowStream(
            JdbcSession session,
            BatchReader reader,
            RowSchema schema,
            String consistency,
            SqlFailures failures,
            String doing) {
        this.session = session;
        this.reader = reader;
        this.schema = schema;
        this.consistency = consistency;
        this.failures = failures;
        this.doing = doing;
    }

    /** Begins to read, in a session. */
    @FunctionalInterface
    public interface Opening {
        RowStream open() throws SQLException;
    }

    /** Runs {@code opening} so that a cancel, or a failure, aborts the session. */
    public static RowStream open(
            JdbcSession session, Cancellation cancellation, SqlFailures failures, String doing, Opening opening) {
        try (Cancellation.Registration abort = cancellation.onCancel(session::abort)) {
            return opening.open();
        } catch (SQLException e) {
            BridgeException failure = failure(session, failures, e, doing);
            session.abort();
            throw failure;
        } catch (RuntimeException e) {
            session.abort();
            throw e;
        }
    }

    @Override
    public RowSchema schema() {
        return schema;
    }

    @Override
    public String consistency() {
        return consistency;
    }

    @Override
    public boolean fill(RowBatch batch, long maxBytes) {
        try {
            return reader.fill(batch, maxBytes);
        } catch (SQLException e) {
            throw failure(session, failures, e, doing);
        }
    }

    @Override
    public Map<String, Long> truncatedValues() {
        return reader.truncatedValues();
    }

    @Override
    public void abort() {
        session.abort();
    }

    @Override
    public void close() {
        if (reader.exhausted() && !session.aborted()) {
            session.close();
        } else {
            session.abort();
        }
    }

    /** What to throw for a failure: an abort explains whatever fails after it. */
    public static BridgeException failure(
            JdbcSession session, SqlFailures failures, SQLException failure, String doing) {
        return session.aborted()
                ? new BridgeException.Cancelled(ErrorCode.READ_ABORTED, doing + " was stopped.")
                : failures.translate(failure, doing);
    }

    /** Says what a database's error means for the bridge: one place per database. */
    @FunctionalInterface
    public interface SqlFailures {

        /**
         * Classifies by error number and SQLState, never by message text.
         *
         * @param doing what was tried, such as {@code Reading 'orders'}; begins the message
         */
        BridgeException translate(SQLException failure, String doing);
    }
}
