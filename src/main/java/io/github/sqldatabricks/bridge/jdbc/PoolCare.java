package io.github.sqldatabricks.bridge.jdbc;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.AgroalDataSourceListener;
import io.agroal.api.configuration.AgroalConnectionPoolConfiguration.ConnectionValidator;
import io.agroal.api.configuration.AgroalConnectionPoolConfiguration.ExceptionSorter;
import io.agroal.api.configuration.supplier.AgroalConnectionPoolConfigurationSupplier;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Keeps broken connections away from who borrows them: sessions are ended by administrators, failovers and firewalls at any time.
 * Each connection is asked before it is lent, thrown away after a failure, and closed when it is old or was not used.
 */
public final class PoolCare {

    private static final int ANSWER_SECONDS = 5;
    private static final Duration IDLE_LIFETIME = Duration.ofMinutes(5);
    /** After a failover to another address, or a change of the login's rights, all connections are new ones soon. */
    private static final Duration LIFETIME = Duration.ofMinutes(30);
    /** So that the reason why a connection did not open is known before the wait for it ends. */
    private static final Duration LOGIN_MARGIN = Duration.ofSeconds(5);

    private PoolCare() {}

    /**
     * @param connectTimeout for opening a connection, login included, or waiting for one
     * @param fatal after which errors a connection is thrown away
     */
    public static void apply(
            AgroalConnectionPoolConfigurationSupplier pool, Duration connectTimeout, ExceptionSorter fatal) {
        pool.acquisitionTimeout(connectTimeout.plus(LOGIN_MARGIN))
                .reapTimeout(IDLE_LIFETIME)
                .maxLifetime(LIFETIME)
                .validateOnBorrow(true)
                .connectionValidator(validator())
                .exceptionSorter(fatal);
    }

    /** Opens a pool in which a connection that does not answer makes all suspicious that nobody uses: they went with it, mostly. */
    public static AgroalDataSource open(AgroalDataSourceConfigurationSupplier configuration) throws SQLException {
        AtomicReference<AgroalDataSource> opened = new AtomicReference<>();
        AgroalDataSource pool = AgroalDataSource.from(configuration, new AgroalDataSourceListener() {
            @Override
            public void onConnectionInvalid(Connection connection) {
                opened.get().flush(AgroalDataSource.FlushMode.IDLE);
            }
        });
        opened.set(pool);
        return pool;
    }

    private static ConnectionValidator validator() {
        return connection -> {
            try {
                return answers(connection);
            } catch (SQLException e) {
                return false;
            }
        };
    }

    /** The driver's own limit asks a silent server to cancel and waits again; the socket's limit does not. */
    private static boolean answers(Connection connection) throws SQLException {
        int usual = connection.getNetworkTimeout();
        connection.setNetworkTimeout(
                Runnable::run,
                Math.toIntExact(Duration.ofSeconds(ANSWER_SECONDS).toMillis()));
        boolean valid = connection.isValid(ANSWER_SECONDS);
        connection.setNetworkTimeout(Runnable::run, usual);
        return valid;
    }
}
