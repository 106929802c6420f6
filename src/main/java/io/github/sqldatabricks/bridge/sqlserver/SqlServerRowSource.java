package io.github.sqldatabricks.bridge.sqlserver;

import com.microsoft.sqlserver.jdbc.SQLServerConnection;
import io.github.sqldatabricks.bridge.extraction.RowQuery;
import io.github.sqldatabricks.bridge.extraction.RowSource;
import io.github.sqldatabricks.bridge.jdbc.JdbcRowStream;
import io.github.sqldatabricks.bridge.jdbc.JdbcSession;
import io.github.sqldatabricks.bridge.jdbc.ReadableColumn;
import io.github.sqldatabricks.bridge.jdbc.RowReader;
import io.github.sqldatabricks.bridge.jdbc.TemporalPolicies;
import io.github.sqldatabricks.bridge.jdbc.ValueBound;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.model.RowSchema;
import io.github.sqldatabricks.bridge.model.RowStream;
import io.github.sqldatabricks.bridge.model.TemporalPolicy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
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
        JdbcSession session = connect(settings);
        String doing = "Reading '" + query.name() + "' from " + settings.place();
        return JdbcRowStream.open(
                session, cancellation, errors, doing, () -> read(query, new QueryRun(session, settings), doing));
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
    public RowSchema describe(RowQuery query) {
        ConnectionSettings settings = pools.directory().settings(Optional.of(query.country()));
        JdbcSession session = connect(settings);
        try {
            RowSchema schema = ReadableColumn.schema(columns(query, new QueryRun(session, settings).describe(query)));
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

    private JdbcSession connect(ConnectionSettings settings) {
        try {
            Connection connection = pools.connect(settings);
            return new JdbcSession(connection, DriverSockets.abort(connection));
        } catch (SQLException e) {
            throw errors.translate(e, "Connecting to SQL Server " + settings.place() + " as " + settings.username());
        }
    }

    private RowStream read(RowQuery query, QueryRun run, String doing) throws SQLException {
        Consistency consistency =
                Consistency.apply(run.session().connection(), run.settings().snapshot());
        ResultSet result = run.execute(query);
        List<ReadableColumn> columns = columns(query, result.getMetaData());
        RowReader reader = new RowReader(result, columns, query.rowLimit().orElse(Long.MAX_VALUE));
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
}
