package io.github.sqldatabricks.bridge.sqlserver;

import io.github.sqldatabricks.bridge.jdbc.JdbcRowStream;
import io.github.sqldatabricks.bridge.jdbc.JdbcSession;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.replication.change.SourceClock;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What a country's SQL Server says about its present.
 *
 * <p>A transaction's begin is known by the server's wall clock only. In the hour after that clock was set back, a transaction that is older
 * than this counts as an hour younger; a server whose clock runs in UTC has no such hour.
 */
public final class SqlServerClock implements SourceClock {

    private static final String TIME = "SELECT SYSUTCDATETIME(), DATEPART(tz, SYSDATETIMEOFFSET())";

    /**
     * Type 1 is a transaction that writes, from before its first log record on.
     *
     * @see <a
     *     href="https://learn.microsoft.com/sql/relational-databases/system-dynamic-management-views/sys-dm-tran-database-transactions-transact-sql">sys.dm_tran_database_transactions</a>
     */
    private static final String WRITERS = "SELECT a.transaction_id, a.transaction_begin_time"
            + " FROM sys.dm_tran_active_transactions AS a"
            + " JOIN sys.dm_tran_database_transactions AS d ON d.transaction_id = a.transaction_id"
            + " WHERE d.database_id = DB_ID() AND d.database_transaction_type = 1";

    private static final String ROWVERSIONS = "SELECT MIN_ACTIVE_ROWVERSION(), @@DBTS";

    /** VIEW DATABASE STATE is missing, VIEW SERVER STATE is, or any permission. */
    private static final Set<Integer> NOT_VISIBLE = Set.of(262, 297, 300);

    private static final int SECONDS_PER_MINUTE = 60;
    private static final int TIMEOUT_SECONDS = 30;

    private final SqlServerPools pools;
    private final SqlServerErrors errors = new SqlServerErrors();

    /** @param pools stay the caller's to close */
    public SqlServerClock(SqlServerPools pools) {
        this.pools = pools;
    }

    @Override
    public Moment now(Country country, Cancellation cancellation) {
        return ask(country, cancellation, "Reading the time and the open transactions", statement -> {
            Instant utc;
            ZoneOffset offset;
            try (ResultSet time = statement.executeQuery(TIME)) {
                time.next();
                utc = time.getObject(1, LocalDateTime.class).toInstant(ZoneOffset.UTC);
                offset = ZoneOffset.ofTotalSeconds(time.getInt(2) * SECONDS_PER_MINUTE);
            }
            return new Moment(utc, offset, writers(statement, offset));
        });
    }

    private static Optional<OpenWriters> writers(Statement statement, ZoneOffset offset) throws SQLException {
        Set<Long> transactions = new HashSet<>();
        Instant oldest = null;
        try (ResultSet rows = statement.executeQuery(WRITERS)) {
            while (rows.next()) {
                transactions.add(rows.getLong(1));
                Instant begin = rows.getObject(2, LocalDateTime.class).toInstant(offset);
                oldest = oldest == null || begin.isBefore(oldest) ? begin : oldest;
            }
            return Optional.of(new OpenWriters(transactions, Optional.ofNullable(oldest)));
        } catch (SQLException e) {
            if (NOT_VISIBLE.contains(e.getErrorCode())) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public Rowversions rowversions(Country country, Cancellation cancellation) {
        return ask(country, cancellation, "Reading the rowversions", statement -> {
            try (ResultSet row = statement.executeQuery(ROWVERSIONS)) {
                row.next();
                return new Rowversions(rowversion(row.getBytes(1)), rowversion(row.getBytes(2)));
            }
        });
    }

    private static long rowversion(byte[] bytes) {
        if (bytes == null || bytes.length != Long.BYTES) {
            throw new BridgeException.RemotePermanent(
                    ErrorCode.ROWVERSION_UNAVAILABLE,
                    "Expected 8 bytes of a rowversion from the server, but got "
                            + (bytes == null ? "NULL" : bytes.length + " bytes") + ". Use a cursor for this server.");
        }
        return ByteBuffer.wrap(bytes).getLong();
    }

    private <T> T ask(Country country, Cancellation cancellation, String what, Question<T> question) {
        cancellation.check();
        ConnectionSettings settings = pools.directory().settings(Optional.of(country));
        String doing = what + " of " + settings.place();
        JdbcSession session = pools.session(settings, errors);
        try (Cancellation.Registration stopping = cancellation.onCancel(session::abort)) {
            Statement statement = session.use(session.connection().createStatement());
            statement.setQueryTimeout(TIMEOUT_SECONDS);
            T answer = question.of(statement);
            session.close();
            return answer;
        } catch (SQLException e) {
            BridgeException failure = JdbcRowStream.failure(session, errors, e, doing);
            session.abort();
            throw failure;
        } catch (RuntimeException e) {
            session.abort();
            throw e;
        }
    }

    @FunctionalInterface
    private interface Question<T> {
        T of(Statement statement) throws SQLException;
    }
}
