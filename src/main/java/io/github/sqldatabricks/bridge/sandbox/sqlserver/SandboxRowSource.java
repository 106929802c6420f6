package io.github.sqldatabricks.bridge.sandbox.sqlserver;

import io.github.sqldatabricks.bridge.extraction.RowSource;
import io.github.sqldatabricks.bridge.extraction.RowSource.RowQuery;
import io.github.sqldatabricks.bridge.jdbc.BatchReader;
import io.github.sqldatabricks.bridge.jdbc.ColumnReader.ReadableColumn;
import io.github.sqldatabricks.bridge.jdbc.JdbcRowStream;
import io.github.sqldatabricks.bridge.jdbc.JdbcSession;
import io.github.sqldatabricks.bridge.jdbc.ParameterBinder;
import io.github.sqldatabricks.bridge.jdbc.ResultTypes.TemporalPolicies;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.RowStream;
import io.github.sqldatabricks.bridge.model.TemporalPolicy;
import io.github.sqldatabricks.bridge.sandbox.sqlserver.SandboxDatabase.SandboxErrors;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** Rows of the embedded database, for every country the same. */
public final class SandboxRowSource implements RowSource {

    private static final long MAX_VALUE_BYTES = 64L << 20;

    private final SandboxDatabase database;
    private final SandboxErrors errors = new SandboxErrors();

    /** @param database stays the caller's to close */
    public SandboxRowSource(SandboxDatabase database) {
        this.database = database;
    }

    @Override
    public RowStream open(RowQuery query, Cancellation cancellation) {
        cancellation.check();
        String doing = "Reading '" + query.name() + "'";
        JdbcSession session = connect(doing);
        return JdbcRowStream.open(session, cancellation, errors, doing, () -> read(query, session, doing));
    }

    private JdbcSession connect(String doing) {
        try {
            Connection connection = database.connect();
            return new JdbcSession(connection, () -> connection.abort(Runnable::run));
        } catch (SQLException e) {
            throw errors.translate(e, doing);
        }
    }

    private RowStream read(RowQuery query, JdbcSession session, String doing) throws SQLException {
        String sql = SandboxSql.fromTransactSql(query.sql(), session.connection());
        PreparedStatement statement = session.use(session.connection().prepareStatement(sql));
        ParameterBinder.bind(statement, query.parameters());
        ResultSet result = statement.executeQuery();
        TemporalPolicies policies = new TemporalPolicies(query.temporalPolicies(), TemporalPolicy.FAIL);
        List<ReadableColumn> columns = new SandboxTypes(policies, MAX_VALUE_BYTES).describe(result.getMetaData());
        BatchReader reader = new BatchReader(result, columns, query.rowLimit().orElse(Long.MAX_VALUE));
        return new JdbcRowStream(session, reader, ReadableColumn.schema(columns), "sandbox", errors, doing);
    }
}
