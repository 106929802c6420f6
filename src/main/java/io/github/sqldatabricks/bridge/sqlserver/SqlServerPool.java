package io.github.sqldatabricks.bridge.sqlserver;

import com.microsoft.sqlserver.jdbc.SQLServerDriver;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.AgroalPoolInterceptor;
import io.agroal.api.configuration.AgroalConnectionPoolConfiguration.ExceptionSorter;
import io.agroal.api.configuration.supplier.AgroalConnectionFactoryConfigurationSupplier;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.github.sqldatabricks.bridge.jdbc.PoolCare;
import io.github.sqldatabricks.bridge.jdbc.SqlServerSession;
import io.github.sqldatabricks.bridge.jdbc.entra.EntraSecurity;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Opens the pool of one SQL Server. */
final class SqlServerPool {

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
