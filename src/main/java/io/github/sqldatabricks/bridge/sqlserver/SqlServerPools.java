package io.github.sqldatabricks.bridge.sqlserver;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.AgroalDataSourceMetrics;
import io.github.sqldatabricks.bridge.jdbc.JdbcSession;
import io.github.sqldatabricks.bridge.sync.TargetAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A pool of connections to each SQL Server, made when it is first needed. Thread-safe. */
public final class SqlServerPools implements AutoCloseable {

    /** The JVM has no other way. */
    private static final String KRB5_CONFIG = "java.security.krb5.conf";

    private final ConnectionDirectory directory;
    private final Map<String, AgroalDataSource> pools = new HashMap<>();

    /** @throws IllegalArgumentException when the configuration contradicts itself, naming the key */
    public SqlServerPools(SqlServerConfig config) {
        this(new ConnectionDirectory(config));
        config.krb5Config().ifPresent(file -> System.setProperty(KRB5_CONFIG, file.toString()));
    }

    private SqlServerPools(ConnectionDirectory directory) {
        this.directory = directory;
    }

    /**
     * A single SQL Server, for everybody.
     *
     * @throws IllegalArgumentException when its settings contradict themselves, naming the key
     */
    public static SqlServerPools single(SqlServerConfig.Connection connection) {
        return new SqlServerPools(new ConnectionDirectory(connection, Map.of(), Map.of()));
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

    /**
     * A connection as a session, which can be cut at once.
     *
     * @throws io.github.sqldatabricks.bridge.model.BridgeException when there is none
     */
    JdbcSession session(ConnectionSettings settings, SqlServerErrors errors) {
        try {
            Connection connection = connect(settings);
            return new JdbcSession(connection, DriverSockets.abort(connection));
        } catch (SQLException e) {
            throw errors.translate(e, "Connecting to SQL Server " + settings.place() + " as " + settings.username());
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

    /** See {@link TargetRouting#settings}. */
    ConnectionSettings route(TargetAddress address) {
        return new TargetRouting(directory).settings(address);
    }

    /**
     * The host and port of a SQL Server.
     *
     * @throws io.github.sqldatabricks.bridge.model.BridgeException when no connection leads there, or its settings are not
     *     complete
     */
    public String authority(TargetAddress address) {
        ConnectionSettings settings = route(address);
        return settings.host() + ":" + settings.port();
    }

    /** The database that connections to an address open; see {@link #authority}. */
    public String database(TargetAddress address) {
        return route(address).database();
    }

    /** How the pool of a configured SQL Server is used now; all 0 before its first use. */
    public synchronized Usage usage(String name) {
        AgroalDataSource pool = pools.get(name);
        if (pool == null) {
            return new Usage(0, 0, 0, 0);
        }
        AgroalDataSourceMetrics metrics = pool.getMetrics();
        int max = pool.getConfiguration().connectionPoolConfiguration().maxSize();
        return new Usage(metrics.activeCount(), metrics.availableCount(), metrics.awaitingCount(), max);
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

    /**
     * How a pool of connections is used at a moment.
     *
     * @param active connections in use, at least 0, as the others
     * @param idle open connections that are not in use
     * @param waiting threads that wait for a connection
     * @param max the most connections that there can be
     */
    public record Usage(long active, long idle, long waiting, long max) {}
}
