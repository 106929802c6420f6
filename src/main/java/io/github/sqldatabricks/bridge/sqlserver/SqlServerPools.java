package io.github.sqldatabricks.bridge.sqlserver;

import io.agroal.api.AgroalDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A pool of connections to each SQL Server, made when it is first needed. Thread-safe. */
public final class SqlServerPools implements AutoCloseable {

    private final ConnectionDirectory directory;
    private final Map<String, AgroalDataSource> pools = new HashMap<>();

    /** @throws IllegalArgumentException when the configuration contradicts itself, naming the key */
    public SqlServerPools(SqlServerConfig config) {
        this.directory = new ConnectionDirectory(config);
    }

    /** The names of all configured SQL Servers, the default one first. */
    public List<String> names() {
        return directory.names();
    }

    ConnectionDirectory directory() {
        return directory;
    }

    /**
     * A connection in autocommit mode, the caller's to close or abort.
     *
     * @throws SQLTransientConnectionException when none became free within the connect time-out
     */
    Connection connect(ConnectionSettings settings) throws SQLException {
        try {
            return pool(settings).getConnection();
        } catch (SQLException e) {
            throw isThePools(e) ? exhausted(settings, e) : e;
        }
    }

    /** The pool's own errors have neither number nor state; the driver's have a state always. */
    private static boolean isThePools(SQLException failure) {
        return failure.getErrorCode() == 0 && failure.getSQLState() == null;
    }

    private static SQLException exhausted(ConnectionSettings settings, SQLException failure) {
        return new SQLTransientConnectionException(
                "none of the " + settings.maxConnections() + " connections became free. Raise"
                        + " bridge.sqlserver.max-connections, or lower bridge.extraction.concurrency.",
                failure);
    }

    private synchronized AgroalDataSource pool(ConnectionSettings settings) throws SQLException {
        AgroalDataSource pool = pools.get(settings.name());
        if (pool == null) {
            pool = SqlServerPool.open(settings);
            pools.put(settings.name(), pool);
        }
        return pool;
    }

    @Override
    public synchronized void close() {
        pools.values().forEach(AgroalDataSource::close);
        pools.clear();
    }
}
