package io.github.sqldatabricks.bridge.sqlserver;

import io.github.sqldatabricks.bridge.extraction.RowQuery;
import io.github.sqldatabricks.bridge.extraction.RowSource;
import io.github.sqldatabricks.bridge.jdbc.JdbcRowStream;
import io.github.sqldatabricks.bridge.jdbc.JdbcSession;
import io.github.sqldatabricks.bridge.jdbc.ReadableColumn;
import io.github.sqldatabricks.bridge.jdbc.RowReader;
import io.github.sqldatabricks.bridge.jdbc.TemporalPolicies;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.RowStream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Rows of the country's SQL Server, streamed: memory does not grow with the result. */
public final class SqlServerRowSource implements RowSource {

    private final SqlServerConfig config;
    private final SqlServerPools pools;
    private final SqlServerErrors errors = new SqlServerErrors();

    /** @param pools stay the caller's to close */
    public SqlServerRowSource(SqlServerConfig config, SqlServerPools pools) {
        this.config = config;
        this.pools = pools;
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
        TemporalPolicies policies = new TemporalPolicies(query.temporalPolicies(), config.temporalPolicy());
        List<ReadableColumn> columns =
                new SqlServerTypes(policies, config.maxValueSize().asLongValue()).describe(result.getMetaData());
        RowReader reader = new RowReader(result, columns, query.rowLimit().orElse(Long.MAX_VALUE));
        return new JdbcRowStream(
                run.session(), reader, ReadableColumn.schema(columns), consistency.label(), errors, doing);
    }
}
