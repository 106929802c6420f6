package io.github.sqldatabricks.bridge.sqlserver;

import io.agroal.api.AgroalDataSource;
import java.sql.Connection;
import java.sql.SQLException;
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

    /** A connection in autocommit mode, the caller's to close or abort. Waits no longer than its connect time-out. */
    Connection connect(ConnectionSettings settings) throws SQLException {
        return pool(settings).getConnection();
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
