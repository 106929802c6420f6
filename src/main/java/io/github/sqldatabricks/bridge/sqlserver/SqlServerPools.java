package io.github.sqldatabricks.bridge.sqlserver;

import com.microsoft.sqlserver.jdbc.SQLServerDriver;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.AgroalDataSourceMetrics;
import io.agroal.api.AgroalPoolInterceptor;
import io.agroal.api.configuration.AgroalConnectionPoolConfiguration.ExceptionSorter;
import io.agroal.api.configuration.supplier.AgroalConnectionFactoryConfigurationSupplier;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.github.sqldatabricks.bridge.jdbc.JdbcSession;
import io.github.sqldatabricks.bridge.jdbc.PoolCare;
import io.github.sqldatabricks.bridge.jdbc.SqlServerSession;
import io.github.sqldatabricks.bridge.jdbc.entra.EntraSecurity;
import io.github.sqldatabricks.bridge.sync.TargetDatabase.TargetAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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

    /** Opens the pool of one SQL Server. */
    static final class SqlServerPool {

        private SqlServerPool() {}

        static AgroalDataSource open(ConnectionSettings settings) throws SQLException {
            AgroalDataSourceConfigurationSupplier configuration = new AgroalDataSourceConfigurationSupplier();
            configuration.metricsEnabled().connectionPoolConfiguration().maxSize(settings.maxConnections());
            PoolCare.apply(
                    configuration.connectionPoolConfiguration(),
                    settings.connectTimeout(),
                    ExceptionSorter.fatalExceptionSorter());
            factory(configuration.connectionPoolConfiguration().connectionFactoryConfiguration(), settings);
            AgroalDataSource pool = PoolCare.open(configuration);
            pool.setPoolInterceptors(List.of(new SocketKeeper()));
            return pool;
        }

        private static void factory(AgroalConnectionFactoryConfigurationSupplier factory, ConnectionSettings settings) {
            factory.connectionProviderClass(SQLServerDriver.class)
                    .jdbcUrl("jdbc:sqlserver://")
                    .autoCommit(true)
                    .trackJdbcResources(false)
                    .initialSql(SqlServerSession.beginPolitely(settings.lockTimeout()));
            logIn(factory, settings);
            DriverProperties.of(settings).forEach(factory::jdbcProperty);
            DriverSockets.nameForDriver().ifPresent(name -> factory.jdbcProperty("socketFactoryClass", name));
        }

        private static void logIn(AgroalConnectionFactoryConfigurationSupplier factory, ConnectionSettings settings) {
            if (settings.windows().keytab().isPresent()) {
                factory.addSecurityProvider(new KerberosSecurity())
                        .credential(new KerberosSecurity.Key(
                                settings.windows().principal().orElseThrow(),
                                settings.windows().keytab().get()));
                return;
            }
            EntraSecurity.logIn(factory, settings.entra(), given(settings.username()), given(settings.password()));
        }

        private static Optional<String> given(String text) {
            return Optional.of(text).filter(value -> !value.isEmpty());
        }

        /** Knows each new connection's sockets, so that it can be cut. */
        private static final class SocketKeeper implements AgroalPoolInterceptor {
            @Override
            public void onConnectionCreate(Connection connection) {
                try {
                    DriverSockets.remember(connection);
                } catch (SQLException e) {
                    throw new IllegalStateException("The pool holds a connection that is not SQL Server's", e);
                }
            }
        }
    }
}
