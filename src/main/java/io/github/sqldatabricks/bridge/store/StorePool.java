package io.github.sqldatabricks.bridge.store;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalConnectionFactoryConfigurationSupplier;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.github.sqldatabricks.bridge.jdbc.PoolCare;
import io.github.sqldatabricks.bridge.jdbc.entra.EntraSecurity;
import java.sql.SQLException;
import java.time.Duration;

/** Opens the pool of the store's database. */
final class StorePool {

    private StorePool() {}

    /**
     * A pool that connects when it is first used.
     *
     * @param readTimeout how long the database may be silent before a connection counts as broken
     */
    static AgroalDataSource open(StoreConfig config, Dialect dialect, Duration readTimeout) throws SQLException {
        AgroalDataSourceConfigurationSupplier configuration = new AgroalDataSourceConfigurationSupplier();
        configuration.connectionPoolConfiguration().maxSize(config.maxConnections());
        PoolCare.apply(
                configuration.connectionPoolConfiguration(),
                config.connectTimeout(),
                error -> !StoreErrors.leavesConnectionWhole(error));
        AgroalConnectionFactoryConfigurationSupplier factory =
                configuration.connectionPoolConfiguration().connectionFactoryConfiguration();
        factory.jdbcUrl(dialect.complete(config.url(), readTimeout))
                .connectionProviderClass(dialect.driver())
                .initialSql(dialect.initialSql());
        dialect.properties(config.connectTimeout(), readTimeout).forEach(factory::jdbcProperty);
        EntraSecurity.logIn(factory, config.entra(), config.username(), config.password());
        return PoolCare.open(configuration);
    }
}
