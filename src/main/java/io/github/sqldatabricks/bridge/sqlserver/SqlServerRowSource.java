package io.github.sqldatabricks.bridge.sqlserver;

import com.microsoft.sqlserver.jdbc.ISQLServerResultSet;
import com.microsoft.sqlserver.jdbc.SQLServerConnection;
import io.github.sqldatabricks.bridge.extraction.RowSource;
import io.github.sqldatabricks.bridge.extraction.RowSource.RowQuery;
import io.github.sqldatabricks.bridge.jdbc.BatchReader;
import io.github.sqldatabricks.bridge.jdbc.ColumnReader.ReadableColumn;
import io.github.sqldatabricks.bridge.jdbc.JdbcRowStream;
import io.github.sqldatabricks.bridge.jdbc.JdbcSession;
import io.github.sqldatabricks.bridge.jdbc.ParameterBinder;
import io.github.sqldatabricks.bridge.jdbc.ResultTypes.TemporalPolicies;
import io.github.sqldatabricks.bridge.jdbc.ValueBound;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.model.RowSchema;
import io.github.sqldatabricks.bridge.model.RowStream;
import io.github.sqldatabricks.bridge.model.TemporalPolicy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Rows of the country's SQL Server, streamed: memory does not grow with the result. */
public final class SqlServerRowSource implements RowSource {

    private static final Logger LOG = Logger.getLogger(SqlServerRowSource.class);

    private final SqlServerPools pools;
    private final TemporalPolicy temporalPolicy;
    private final ValueBound valueBound;
    private final SqlServerErrors errors = new SqlServerErrors();

    /**
     * @param pools stay the caller's to close
     * @param temporalPolicy of columns for which a query has no other
     * @param maxValueBytes the largest value that is read
     */
    public SqlServerRowSource(SqlServerPools pools, TemporalPolicy temporalPolicy, long maxValueBytes) {
        this(pools, temporalPolicy, maxValueBytes, 1);
    }

    /**
     * As {@link #SqlServerRowSource(SqlServerPools, TemporalPolicy, long)}.
     *
     * @param atOnce how many queries read at once, at least 1; more than 2 have smaller values each
     */
    public SqlServerRowSource(SqlServerPools pools, TemporalPolicy temporalPolicy, long maxValueBytes, int atOnce) {
        this.pools = pools;
        this.temporalPolicy = temporalPolicy;
        this.valueBound = ValueBound.ofSetting("bridge.sqlserver.max-value-size", maxValueBytes, atOnce);
    }

    @Override
    public RowStream open(RowQuery query, Cancellation cancellation) {
        cancellation.check();
        ConnectionSettings settings = pools.directory().settings(Optional.of(query.country()));
        JdbcSession session = pools.session(settings, errors);
        String doing = "Reading '" + query.name() + "' from " + settings.place();
        return JdbcRowStream.open(
                session, cancellation, errors, doing, () -> read(query, new StatementRun(session, settings), doing));
    }

    @Override
    public int mostStreams(Country country) {
        return pools.directory().settings(Optional.of(country)).maxConnections();
    }

    @Override
    public Map<String, String> origin(Country country) {
        return Map.of(
                "database",
                pools.directory().settings(Optional.of(country)).place(),
                "temporal_policy",
                temporalPolicy.name().toLowerCase(Locale.ROOT));
    }

    /**
     * The columns that the statement returns. It is not run, unless SQL Server can't tell them otherwise; then it runs until its
     * first row can be read.
     *
     * @throws io.github.sqldatabricks.bridge.model.BridgeException as {@link #open} does
     */
    @Override
    public RowSchema describe(RowQuery query) {
        ConnectionSettings settings = pools.directory().settings(Optional.of(query.country()));
        JdbcSession session = pools.session(settings, errors);
        try {
            RowSchema schema =
                    ReadableColumn.schema(columns(query, new StatementRun(session, settings).describe(query)));
            session.close();
            return schema;
        } catch (SQLException e) {
            session.abort();
            LOG.debugf("The query '%s' has to be run to be described: error %d", query.name(), e.getErrorCode());
            return firstRows(query);
        } catch (RuntimeException e) {
            session.abort();
            throw e;
        }
    }

    private RowSchema firstRows(RowQuery query) {
        try (RowStream rows = open(query, new Cancellation())) {
            return rows.schema();
        }
    }

    private RowStream read(RowQuery query, StatementRun run, String doing) throws SQLException {
        Consistency consistency =
                Consistency.apply(run.session().connection(), run.settings().snapshot());
        ResultSet result = run.execute(query);
        List<ReadableColumn> columns = columns(query, result.getMetaData());
        BatchReader reader = new BatchReader(result, columns, query.rowLimit().orElse(Long.MAX_VALUE));
        return new JdbcRowStream(
                run.session(), reader, ReadableColumn.schema(columns), consistency.label(), errors, doing);
    }

    private List<ReadableColumn> columns(RowQuery query, ResultSetMetaData metadata) throws SQLException {
        TemporalPolicies policies = new TemporalPolicies(query.temporalPolicies(), temporalPolicy);
        return new ResultReaders(policies, valueBound).describe(metadata);
    }

    /** Which view of the data a statement reads; never uncommitted data. */
    enum Consistency {
        /** All rows as they were when the statement began, without locks. */
        SNAPSHOT("snapshot", SQLServerConnection.TRANSACTION_SNAPSHOT),
        /** Each row as it was committed when it was read. */
        READ_COMMITTED("read-committed", Connection.TRANSACTION_READ_COMMITTED);

        private static final String SNAPSHOT_STATE =
                "SELECT snapshot_isolation_state FROM sys.databases WHERE database_id = DB_ID()";
        /** {@code snapshot_isolation_state} of a database that allows it (sys.databases). */
        private static final int ON = 1;

        private final String label;
        private final int level;

        Consistency(String label, int level) {
            this.label = label;
            this.level = level;
        }

        /** The name for manifests. */
        String label() {
            return label;
        }

        /** Sets the best that is wanted and that the database allows. */
        static Consistency apply(Connection connection, boolean snapshotWanted) throws SQLException {
            Consistency consistency = snapshotWanted && snapshotAllowed(connection) ? SNAPSHOT : READ_COMMITTED;
            connection.setTransactionIsolation(consistency.level);
            return consistency;
        }

        private static boolean snapshotAllowed(Connection connection) throws SQLException {
            try (Statement statement = connection.createStatement();
                    ResultSet result = statement.executeQuery(SNAPSHOT_STATE)) {
                return result.next() && result.getInt(1) == ON;
            }
        }
    }

    /** Runs a query's statement within its time-outs. */
    record StatementRun(JdbcSession session, ConnectionSettings settings) {

        /** How much longer than the statement's own time-out the socket waits, for the server's answer to the cancel. */
        private static final Duration GRACE = Duration.ofSeconds(15);

        /**
         * What the statement would return: the driver puts SET FMTONLY ON in front of it. With the semicolon it may begin with WITH.
         */
        ResultSetMetaData describe(RowQuery query) throws SQLException {
            PreparedStatement statement = session.use(session.connection().prepareStatement(";" + query.sql()));
            statement.setQueryTimeout(
                    Math.toIntExact(settings.statementTimeout().toSeconds()));
            return statement.getMetaData();
        }

        /** Runs the statement until its first row can be read. */
        ResultSet execute(RowQuery query) throws SQLException {
            Connection connection = session.connection();
            PreparedStatement statement = session.use(
                    connection.prepareStatement(query.sql(), ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY));
            ParameterBinder.bind(statement, query.parameters());
            statement.setQueryTimeout(
                    Math.toIntExact(settings.statementTimeout().toSeconds()));
            if (query.rowLimit().orElse(Long.MAX_VALUE) <= Integer.MAX_VALUE) {
                statement.setMaxRows((int) query.rowLimit().getAsLong());
            }
            return execute(connection, statement);
        }

        /** A server that ignores the time-out's cancel is given up a little later: the socket's time-out sees to that. */
        private ResultSet execute(Connection connection, PreparedStatement statement) throws SQLException {
            long deadline = System.nanoTime() + settings.statementTimeout().toNanos();
            silenceAtMost(connection, settings.statementTimeout().plus(GRACE));
            try {
                ResultSet result = statement.executeQuery();
                silenceAtMost(connection, settings.readTimeout());
                // The pool's wrapper checks its state at every value; a result lives no longer than its connection
                // anyway.
                return result.unwrap(ISQLServerResultSet.class);
            } catch (SQLException e) {
                if (System.nanoTime() - deadline > 0 && !session.aborted()) {
                    throw new SQLTimeoutException(e.getMessage(), e.getSQLState(), e.getErrorCode(), e);
                }
                throw e;
            }
        }

        private static void silenceAtMost(Connection connection, Duration limit) throws SQLException {
            connection.setNetworkTimeout(Runnable::run, Math.toIntExact(limit.toMillis()));
        }
    }
}
