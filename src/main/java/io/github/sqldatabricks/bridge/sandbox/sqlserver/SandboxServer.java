package io.github.sqldatabricks.bridge.sandbox.sqlserver;

import io.github.sqldatabricks.bridge.extraction.RowSource;
import io.github.sqldatabricks.bridge.jdbc.TextResult;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.TextTable.TextRows;
import io.github.sqldatabricks.bridge.observe.Connectivity;
import io.github.sqldatabricks.bridge.observe.SqlConsole;
import io.github.sqldatabricks.bridge.replication.SourceCatalogue;
import io.github.sqldatabricks.bridge.replication.change.SourceClock;
import io.github.sqldatabricks.bridge.sandbox.SandboxConfig;
import io.github.sqldatabricks.bridge.sandbox.TemporaryFolder;
import io.github.sqldatabricks.bridge.sandbox.sqlserver.SandboxDatabase.SandboxErrors;
import io.github.sqldatabricks.bridge.sync.SyncConfig;
import io.github.sqldatabricks.bridge.sync.TargetDatabase;
import io.github.sqldatabricks.bridge.sync.TargetDatabase.TargetAddress;
import io.github.sqldatabricks.bridge.sync.TargetDatabase.TargetSession;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Typed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * The running emulator of SQL Server; started at its first use. Its data is made in the background: work that reads or
 * changes tables before it is there waits for it.
 */
@ApplicationScoped
@Typed(SandboxServer.class)
public class SandboxServer implements Connectivity {

    /** Above this scale the data goes to the disk: 0.1 has 600,000 line items, about 200 MB in memory. */
    private static final double MAX_SCALE_IN_MEMORY = 0.1;

    private static final int CHECK_SECONDS = 5;

    private final SandboxDatabase database;
    private final BackgroundLoad data;
    private final Path folder;

    public SandboxServer(SandboxConfig config) {
        try {
            Optional<String> shared = config.shared().database();
            boolean onDisk = shared.isEmpty() && config.scale() > MAX_SCALE_IN_MEMORY;
            folder = onDisk ? Files.createTempDirectory("bridge-sandbox-sqlserver-") : null;
            database = shared.isPresent() ? SandboxDatabase.ofAnother(shared.get()) : ownDatabase();
            data = shared.isPresent() ? BackgroundLoad.done() : BackgroundLoad.begin(database, config.scale());
        } catch (SQLException | IOException e) {
            throw new IllegalStateException("The sandbox's SQL Server can't start: " + e.getMessage(), e);
        }
    }

    private SandboxDatabase ownDatabase() throws SQLException {
        return folder == null ? SandboxDatabase.inMemory() : SandboxDatabase.inFolder(folder);
    }

    /** Reads its tables. */
    public RowSource rowSource() {
        RowSource rows = new SandboxRowSource(database);
        return (query, cancellation) -> {
            data.await(cancellation);
            return rows.open(query, cancellation);
        };
    }

    /** Its time and open transactions. */
    public SourceClock clock() {
        return new SandboxClock(database);
    }

    /** Which tables it has; waits for the data. */
    public SourceCatalogue catalogue() {
        SourceCatalogue tables = new SandboxCatalogue(database);
        return country -> {
            data.await(new Cancellation());
            return tables.tables(country);
        };
    }

    /**
     * Changes its tables.
     *
     * @param ledgerMigration makes the ledger's table
     */
    public TargetDatabase targetDatabase(SyncConfig.Delivery delivery, Consumer<DataSource> ledgerMigration) {
        return new LoadedTarget(data, new SandboxTargetDatabase(database, delivery, ledgerMigration));
    }

    private record LoadedTarget(BackgroundLoad data, TargetDatabase tables) implements TargetDatabase {
        @Override
        public TargetSession open(TargetAddress address, Cancellation cancellation) {
            data.await(cancellation);
            return tables.open(address, cancellation);
        }

        @Override
        public String place(TargetAddress address) {
            return tables.place(address);
        }

        @Override
        public void requireDelivery() {
            tables.requireDelivery();
        }
    }

    /** For the demo. Waits for the data. */
    public SqlConsole console() {
        data.await(new Cancellation());
        return new Console(database);
    }

    @Override
    public String name() {
        return "sqlserver";
    }

    @Override
    public Status check() {
        long start = System.nanoTime();
        try (Connection connection = database.connect()) {
            boolean valid = connection.isValid(CHECK_SECONDS);
            return status(valid && !data.hasFailed(), valid ? answers() : "the sandbox does not answer", start);
        } catch (SQLException e) {
            return status(false, "the sandbox's embedded database failed: " + e.getMessage(), start);
        }
    }

    private String answers() {
        String database = "the sandbox's embedded database answers";
        if (data.hasFailed()) {
            return database + ", but making its data failed";
        }
        return data.isDone() ? database : database + "; work waits until its data is made";
    }

    @PreDestroy
    void close() throws SQLException {
        data.close();
        database.close();
        if (folder != null) {
            TemporaryFolder.delete(folder);
        }
    }

    private static Status status(boolean up, String detail, long start) {
        return new Status(up, detail, Duration.ofNanos(System.nanoTime() - start));
    }

    /** Statements in the embedded database. */
    static final class Console implements SqlConsole {

        private final SandboxDatabase database;
        private final Duration timeout;

        Console(SandboxDatabase database) {
            this(database, TIMEOUT);
        }

        /** @param timeout at least a second */
        Console(SandboxDatabase database, Duration timeout) {
            this.database = database;
            this.timeout = timeout;
        }

        @Override
        public TextRows run(String sql) {
            try (Connection connection = database.connect();
                    Statement statement = connection.createStatement()) {
                statement.setMaxRows(MAX_ROWS);
                statement.setQueryTimeout(Math.toIntExact(timeout.toSeconds()));
                return TextResult.of(statement, SandboxSql.fromTransactSql(sql, connection));
            } catch (SQLException e) {
                throw new SandboxErrors().translate(e, "The statement");
            }
        }
    }

    /** Makes the sandbox's data on a thread of its own, so that the service starts meanwhile. Thread-safe. */
    static final class BackgroundLoad implements AutoCloseable {

        private final Cancellation stop;
        private final CompletableFuture<Void> loaded;

        private BackgroundLoad(Cancellation stop, CompletableFuture<Void> loaded) {
            this.stop = stop;
            this.loaded = loaded;
        }

        /**
         * Begins.
         *
         * @param database stays open at least until this is closed
         * @param scale as in {@link SandboxData#load}
         */
        static BackgroundLoad begin(SandboxDatabase database, double scale) {
            Cancellation stop = new Cancellation();
            return new BackgroundLoad(
                    stop, CompletableFuture.runAsync(() -> load(database, scale, stop), BackgroundLoad::start));
        }

        /** The data is there already. */
        static BackgroundLoad done() {
            return new BackgroundLoad(new Cancellation(), CompletableFuture.completedFuture(null));
        }

        private static void start(Runnable work) {
            Thread thread = new Thread(work, "sandbox-data");
            thread.setDaemon(true);
            thread.start();
        }

        private static void load(SandboxDatabase database, double scale, Cancellation stop) {
            try {
                SandboxData.load(database, scale, stop);
            } catch (SQLException e) {
                throw new SandboxErrors().translate(e, "Making the sandbox's data");
            }
        }

        /**
         * Waits until all data is there.
         *
         * @throws BridgeException when making it failed, or {@code cancellation} came first
         */
        void await(Cancellation cancellation) {
            CompletableFuture<Void> waiting = loaded.copy();
            try (Cancellation.Registration end = cancellation.onCancel(() -> waiting.cancel(false))) {
                waiting.join();
            } catch (CancellationException e) {
                cancellation.check();
                throw e;
            } catch (CompletionException e) {
                throw e.getCause() instanceof BridgeException failure ? failure : e;
            }
        }

        /** Whether all data is there. */
        boolean isDone() {
            return loaded.isDone() && !hasFailed();
        }

        /** Whether it will never be there. */
        boolean hasFailed() {
            return loaded.isCompletedExceptionally();
        }

        /** Ends the making within moments; who waits for it gets {@link BridgeException.Cancelled}. */
        @Override
        public void close() {
            stop.cancel("The sandbox stops.");
            loaded.handle((nothing, failure) -> nothing).join();
        }
    }
}
