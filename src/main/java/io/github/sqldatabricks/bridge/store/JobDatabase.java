package io.github.sqldatabricks.bridge.store;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.github.sqldatabricks.bridge.jdbc.entra.EntraSecurity;
import io.github.sqldatabricks.bridge.model.DurationRange;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDateTime;
import org.jboss.logging.Logger;

/** The database of jobs and events: its pool, its migrations, its transactions and its clock. Thread-safe. */
@ApplicationScoped
public class JobDatabase implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(JobDatabase.class);
    private static final int ATTEMPTS = 5;
    private static final DurationRange CONNECT_TIMEOUT =
            new DurationRange(Duration.ofSeconds(1), Duration.ofMinutes(5));

    private final Dialect dialect;
    private final AgroalDataSource pool;

    /** What a transaction does. */
    @FunctionalInterface
    interface Work<R> {
        R run(Connection connection) throws SQLException;
    }

    /**
     * Opens the database and brings its tables up to date.
     *
     * @throws IllegalArgumentException when the connect time-out is out of its range
     * @throws io.github.sqldatabricks.bridge.model.BridgeException when it can't be opened
     */
    @Inject
    public JobDatabase(StoreConfig config) {
        CONNECT_TIMEOUT.require("bridge.jobs.connect-timeout", config.connectTimeout());
        this.dialect = Dialect.of(config.url());
        try {
            this.pool = AgroalDataSource.from(pool(config, dialect));
            Migrations.run(pool, dialect, TableGroup.STORE);
        } catch (SQLException e) {
            throw Kept.JOBS.translate(e);
        }
        if (dialect.singleProcess(config.url())) {
            abandonLeases();
        }
    }

    private static AgroalDataSourceConfigurationSupplier pool(StoreConfig config, Dialect dialect) {
        return new AgroalDataSourceConfigurationSupplier()
                .connectionPoolConfiguration(connections -> connections
                        .maxSize(config.maxConnections())
                        .acquisitionTimeout(config.connectTimeout())
                        .connectionFactoryConfiguration(factory -> {
                            factory.jdbcUrl(dialect.complete(config.url()))
                                    .connectionProviderClass(dialect.driver())
                                    .initialSql(dialect.initialSql())
                                    .loginTimeout(config.connectTimeout());
                            EntraSecurity.logIn(factory, config.entra(), config.username(), config.password());
                            return factory;
                        }));
    }

    /** Nobody else can have this database open: whoever held a lease is dead, so its work can be taken at once. */
    private void abandonLeases() {
        transaction(connection -> {
            LocalDateTime now = now(connection);
            Statements.update(connection, "UPDATE bridge.sync_duty SET lease_until = ?", now);
            Statements.update(
                    connection, "UPDATE bridge.sync_target SET lease_until = ? WHERE lease_owner IS NOT NULL", now);
            return Statements.update(
                    connection,
                    "UPDATE bridge.job_query SET lease_until = ? WHERE state IN ('pending', 'running')",
                    now);
        });
    }

    /** {@link #transaction(Kept, Work)} for jobs. */
    <R> R transaction(Work<R> work) {
        return transaction(Kept.JOBS, work);
    }

    /**
     * Runs {@code work} in one transaction; a deadlock's victim runs again.
     *
     * @throws io.github.sqldatabricks.bridge.model.BridgeException when the database fails; what {@code work} throws
     *     rolls back
     */
    <R> R transaction(Kept kept, Work<R> work) {
        for (int attempt = 1; ; attempt++) {
            try (Connection connection = pool.getConnection()) {
                return run(work, connection);
            } catch (SQLException e) {
                if (!StoreErrors.isDeadlock(e) || attempt == ATTEMPTS) {
                    throw kept.translate(e);
                }
                LOG.debugf("A deadlock of the store, attempt %d", attempt);
            }
        }
    }

    private static <R> R run(Work<R> work, Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        try {
            R result = work.run(connection);
            connection.commit();
            return result;
        } catch (SQLException | RuntimeException e) {
            connection.rollback();
            throw e;
        }
    }

    /** The database's time, UTC. */
    LocalDateTime now(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(dialect.clock());
                ResultSet row = query.executeQuery()) {
            row.next();
            return row.getObject(1, LocalDateTime.class);
        }
    }

    @Override
    @PreDestroy
    public void close() {
        pool.close();
    }
}
