package io.github.sqldatabricks.bridge.store;

import io.agroal.api.AgroalDataSource;
import io.github.sqldatabricks.bridge.duty.Duties;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.DurationRange;
import io.github.sqldatabricks.bridge.model.EmbeddedDatabase;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.store.Statements.Changes;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.flywaydb.core.api.FlywayException;
import org.jboss.logging.Logger;

/** The database of jobs and events: its pool, its migrations, its changes and its clock. Thread-safe. */
@ApplicationScoped
public class JobDatabase implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(JobDatabase.class);
    private static final int ATTEMPTS = 5;
    /** For how long others may be faster: as long as a statement waits for a lock. */
    private static final Duration CONTENTION = Duration.ofSeconds(10);

    /** Between attempts to open an embedded database again whose file has failed. */
    private static final Duration BETWEEN_OPENINGS = Duration.ofSeconds(1);

    private static final Duration BETWEEN_COMPACTIONS = Duration.ofSeconds(5);
    private static final long PAUSE_NANOS = Duration.ofMillis(2).toNanos();
    /** SQL Server locks a whole table for 5000 rows of one statement. */
    private static final int PRUNED_AT_ONCE = 1000;

    private static final DurationRange CONNECT_TIMEOUT =
            new DurationRange(Duration.ofSeconds(1), Duration.ofMinutes(5));
    private static final DurationRange READ_TIMEOUT = new DurationRange(Duration.ofSeconds(15), Duration.ofHours(1));
    /** A statement of a migration may work on all rows that there are. */
    private static final Duration MIGRATION_READ_TIMEOUT = Duration.ofHours(1);

    private final StoreConfig config;
    private final Dialect dialect;
    private final Optional<StoreFile> file;
    private final Object opening = new Object();
    private volatile AgroalDataSource pool;
    private volatile boolean open;
    private boolean opened;
    /** Keeps an embedded database open and locked, whatever becomes of the pool's connections: H2 closes it after its last one. */
    private AgroalDataSource keeper;

    private long failedAt;
    private BridgeException failure;

    /** Statements, each a transaction of its own. */
    @FunctionalInterface
    interface Work<R> {
        R run(Connection connection) throws SQLException;
    }

    /** Reads, and says what is to be changed. */
    @FunctionalInterface
    interface Decision<R> {
        R decide(Connection connection, Changes changes) throws SQLException;
    }

    /**
     * The database is opened when it is first used.
     *
     * @throws IllegalArgumentException when a setting is out of its range
     */
    @Inject
    public JobDatabase(StoreConfig config) {
        CONNECT_TIMEOUT.require("bridge.jobs.connect-timeout", config.connectTimeout());
        READ_TIMEOUT.require("bridge.jobs.read-timeout", config.readTimeout());
        this.config = config;
        this.dialect = Dialect.of(config.url());
        this.file = EmbeddedDatabase.path(config.url()).map(StoreFile::new);
        this.pool = newPool();
    }

    private AgroalDataSource newPool() {
        try {
            return StorePool.open(config, dialect, config.readTimeout());
        } catch (SQLException e) {
            throw StoreErrors.JOBS.translate(e);
        }
    }

    void assign(@Observes Duties duties) {
        file.ifPresent(
                found -> duties.every("store_compaction", BETWEEN_COMPACTIONS, BETWEEN_COMPACTIONS, found::compact));
    }

    /** How big the file of an embedded database is, in bytes; empty when there is no file. */
    public OptionalLong fileBytes() {
        return file.stream().mapToLong(StoreFile::bytes).findFirst();
    }

    /**
     * Brings the tables up to date, once. Those who ask while another one tries get what that one gets, rather than one attempt each
     * after the other.
     *
     * @throws BridgeException when the database can't be opened ({@code job-store-in-use}: another process has it); the next
     *     call tries again
     */
    public void open() {
        if (open) {
            return;
        }
        long asked = System.nanoTime();
        synchronized (opening) {
            if (open) {
                return;
            }
            boolean justFailed = opened && System.nanoTime() - failedAt < BETWEEN_OPENINGS.toNanos();
            if (failure != null && (failedAt - asked > 0 || justFailed)) {
                throw failure;
            }
            attempt();
        }
    }

    private void attempt() {
        try {
            file.ifPresent(StoreFile::requireNotEmpty);
            if (!opened) {
                migrate();
            }
            if (file.isPresent()) {
                keepOpen();
            }
            if (file.isPresent() && !opened) {
                abandonLeases();
            }
            open = true;
            opened = true;
            failure = null;
        } catch (BridgeException e) {
            failure = e;
            failedAt = System.nanoTime();
            throw e;
        }
    }

    /** One connection is kept meanwhile: H2 closes a database whose last one goes. */
    private void migrate() {
        try (Connection kept = pool.getConnection();
                AgroalDataSource patient = StorePool.open(config, dialect, MIGRATION_READ_TIMEOUT)) {
            Migrations.run(patient, dialect, TableGroup.STORE);
            LOG.debugf("The store %s is up to date", kept.getCatalog());
        } catch (SQLException e) {
            throw cannotOpen(e);
        } catch (FlywayException e) {
            throw StoreErrors.cause(e).map(this::cannotOpen).orElseThrow(() -> e);
        }
    }

    private void keepOpen() {
        try {
            if (keeper == null) {
                keeper = StorePool.open(config, dialect, config.readTimeout());
            }
            // Goes with its pool: nothing takes a connection away that is in use.
            file.orElseThrow().opened(keeper.getConnection());
        } catch (SQLException e) {
            throw cannotOpen(e);
        }
    }

    private BridgeException cannotOpen(SQLException failure) {
        if (StoreErrors.isInUse(failure)) {
            return inUse(failure);
        }
        BridgeException known = StoreErrors.JOBS.translate(failure);
        if (file.isPresent() && !opened && StoreErrors.isFileFailure(failure)) {
            return new BridgeException.RemotePermanent(
                    ErrorCode.JOB_STORE_BROKEN,
                    "The file of jobs and events can't be used: "
                            + file.get().path()
                            + " is no store, is damaged, or can't be written. Look at the log for the"
                            + " reason; make room, set its owner and rights, or put its copy back.",
                    failure);
        }
        return StoreErrors.isRefused(failure)
                ? new BridgeException.RemotePermanent(
                        known.error(),
                        "The tables of jobs and events (bridge.jobs.url) are not there, and the login may not make"
                                + " them. Let a DBA run what 'bridge setup --print' prints.",
                        failure)
                : known;
    }

    private static BridgeException inUse(SQLException failure) {
        return new BridgeException.RemotePermanent(
                ErrorCode.JOB_STORE_IN_USE,
                "Another process works with the database of jobs (bridge.jobs.url): an embedded one serves one process"
                        + " at a time. Stop the other process, give this one a folder of its own, or let both share a SQL"
                        + " Server database.",
                failure);
    }

    /** Nobody else can have this database open: the holder of a lease is dead, so its work can be taken at once. */
    private void abandonLeases() {
        attempt(StoreErrors.JOBS, connection -> {
            LocalDateTime now = now(connection);
            Statements.update(connection, "UPDATE bridge.sync_duty SET lease_until = ?", now);
            Statements.update(
                    connection, "UPDATE bridge.sync_target SET lease_until = ? WHERE lease_owner IS NOT NULL", now);
            Statements.update(
                    connection, "UPDATE bridge.query_part SET lease_until = ? WHERE lease_until IS NOT NULL", now);
            return Statements.update(
                    connection,
                    "UPDATE bridge.job_query SET lease_until = ? WHERE state IN ('pending', 'running')",
                    now);
        });
    }

    /** {@link #run(StoreErrors, Work)} for jobs. */
    <R> R run(Work<R> work) {
        return run(StoreErrors.JOBS, work);
    }

    /**
     * Runs {@code work}, each statement of which is a transaction of its own: no lock is held while this process does something
     * else, or nothing. A deadlock's victim runs again, from the beginning.
     *
     * @throws io.github.sqldatabricks.bridge.model.BridgeException when the database fails
     */
    <R> R run(StoreErrors errors, Work<R> work) {
        open();
        return attempt(errors, work);
    }

    /** {@link #change(StoreErrors, Decision)} for jobs. */
    <R> R change(Decision<R> decision) {
        return change(StoreErrors.JOBS, decision);
    }

    /**
     * Reads and decides, then makes all {@link Changes} at once; when another process was faster, it is decided anew by what is there
     * then.
     *
     * @throws io.github.sqldatabricks.bridge.model.BridgeException when the database fails; what the decision throws changes
     *     nothing
     */
    <R> R change(StoreErrors errors, Decision<R> decision) {
        open();
        long begin = System.nanoTime();
        for (int attempt = 1; ; attempt++) {
            Made<R> made = attempt(errors, connection -> make(connection, decision));
            if (made.all()) {
                return made.result();
            }
            if (System.nanoTime() - begin > CONTENTION.toNanos()) {
                throw errors.contended(attempt, made.obstacle());
            }
            // Who was faster has all done by now; only many of them can be faster again and again.
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(Math.min(attempt, ATTEMPTS) * PAUSE_NANOS));
        }
    }

    /**
     * What became of changes.
     *
     * @param all whether they were made; else none was
     * @param obstacle what the database said then, if anything
     */
    private record Made<R>(R result, boolean all, Optional<SQLException> obstacle) {}

    private <R> Made<R> make(Connection connection, Decision<R> decision) throws SQLException {
        Changes changes = new Changes(dialect);
        R result = decision.decide(connection, changes);
        boolean all = changes.apply(connection);
        return new Made<>(result, all, changes.obstacle());
    }

    /** Makes changes once; false when another process was faster, and nothing was changed. */
    boolean isChanged(Decision<?> decision) {
        open();
        return attempt(StoreErrors.JOBS, connection -> make(connection, decision))
                .all();
    }

    /**
     * Deletes in transactions of some rows each, so that none is silent for longer than the read time-out, or locks the table.
     *
     * @param delete its markers are the time before which rows are old, and how many it deletes at most
     * @return how many
     */
    int prune(StoreErrors errors, Duration age, String delete) {
        int all = 0;
        int some;
        do {
            some = run(
                    errors,
                    connection -> Statements.update(
                            connection, delete, now(connection).minus(age), PRUNED_AT_ONCE));
            all += some;
        } while (some == PRUNED_AT_ONCE);
        return all;
    }

    private <R> R attempt(StoreErrors errors, Work<R> work) {
        for (int attempt = 1; ; attempt++) {
            AgroalDataSource used = pool;
            try (Connection connection = used.getConnection()) {
                return work.run(connection);
            } catch (SQLException e) {
                if (file.isPresent() && StoreErrors.isFileFailure(e)) {
                    shut(used);
                }
                if (!StoreErrors.isDeadlock(e) || attempt == ATTEMPTS) {
                    throw errors.translate(e);
                }
                LOG.debugf("A deadlock of the store, attempt %d", attempt);
            }
        }
    }

    /** An embedded database that could not write its file is closed for good; the next call opens it again. */
    private void shut(AgroalDataSource used) {
        synchronized (opening) {
            if (used == pool) {
                LOG.debug("The store's file failed; the store is opened again when it is needed next");
                open = false;
                closeKeeper();
                pool = newPool();
                used.close();
            }
        }
    }

    private void closeKeeper() {
        file.ifPresent(StoreFile::closed);
        if (keeper != null) {
            keeper.close();
            keeper = null;
        }
    }

    /** On a broken connection that fails, too; the first failure is the one that tells. */
    static void rollBack(Connection connection, Throwable failure) {
        try {
            if (!connection.getAutoCommit()) {
                connection.rollback();
            }
        } catch (SQLException e) {
            failure.addSuppressed(e);
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
        synchronized (opening) {
            closeKeeper();
        }
        pool.close();
    }
}
