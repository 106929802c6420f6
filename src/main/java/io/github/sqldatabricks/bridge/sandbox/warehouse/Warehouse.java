package io.github.sqldatabricks.bridge.sandbox.warehouse;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.sqldatabricks.bridge.sandbox.TemporaryFolder;
import io.github.sqldatabricks.bridge.sandbox.warehouse.StatementResult.ResultSpool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * A SQL warehouse in this process: sessions and statements over an embedded DuckDB. Results wait on disk until their
 * statement is closed or an hour has passed. Thread-safe.
 */
public final class Warehouse implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Warehouse.class);
    private static final Duration RETENTION = Duration.ofHours(1);
    private static final long END_SECONDS = 10;
    private static final int PARALLEL_STATEMENTS = 8;
    private static final long CHUNK_ROWS = 100_000;
    private static final long CHUNK_BYTES = 8L << 20;

    private final Path temporary;
    private final Catalogs catalogs;
    private final TableDefinitions definitions = new TableDefinitions();
    private final StatementRunner runner;
    private final WarehouseFaults faults = new WarehouseFaults();
    private final Map<String, WarehouseSession> sessions = new ConcurrentHashMap<>();
    private final Map<String, RunningStatement> statements = new ConcurrentHashMap<>();
    private final AtomicInteger working = new AtomicInteger();
    private final ExecutorService executor = Executors.newFixedThreadPool(PARALLEL_STATEMENTS, Warehouse::thread);

    /**
     * @param root the workspace's folder; statements can read the volumes in it and nothing else of this machine
     * @throws IOException when no temporary folder can be made
     */
    public Warehouse(Path root) throws IOException {
        Path volumes = Files.createDirectories(root.toAbsolutePath().resolve("Volumes"));
        this.temporary = Files.createTempDirectory("bridge-warehouse-");
        try {
            this.catalogs = new Catalogs(volumes, temporary);
        } catch (SQLException e) {
            throw new IllegalStateException("The embedded DuckDB did not start.", e);
        }
        this.runner = new StatementRunner(
                catalogs,
                definitions,
                new SandboxVolumes(volumes),
                new ResultSpool(temporary, CHUNK_ROWS, CHUNK_BYTES));
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "sandbox-warehouse");
        thread.setDaemon(true);
        return thread;
    }

    Catalogs catalogs() {
        return catalogs;
    }

    /** What its tables were declared with. */
    TableDefinitions definitions() {
        return definitions;
    }

    /** What this warehouse can be told to do wrong. */
    public WarehouseFaults faults() {
        return faults;
    }

    /**
     * Makes a schema, and its catalog, when they are missing.
     *
     * @throws IllegalArgumentException when DuckDB takes no catalog or schema of this name
     */
    public void createSchema(String catalog, String schema) {
        try {
            catalogs.create(catalog, true);
            catalogs.createSchema(catalog, schema);
        } catch (SQLException e) {
            throw new IllegalArgumentException("Expected names for a catalog and a schema.", e);
        }
    }

    /**
     * Runs a statement without a result, before anybody else is there.
     *
     * @throws IllegalArgumentException when it fails
     */
    public void run(String sql) {
        StatementRequest request =
                StatementRequest.from(JsonNodeFactory.instance.objectNode().put("statement", sql));
        try {
            runner.run(new RunningStatement("set-up", request, 0), WarehouseSession.DEFAULT, changed -> {});
        } catch (IOException | StatementFailure e) {
            throw new IllegalArgumentException("Expected a statement that the sandbox can run: " + sql, e);
        }
    }

    /** Opens a session; empty names mean the defaults. */
    String openSession(String catalog, String schema, ZoneId zone) {
        String id = UUID.randomUUID().toString();
        sessions.put(id, session(catalog, schema).withZone(zone));
        return id;
    }

    private static WarehouseSession session(String catalog, String schema) {
        WarehouseSession session =
                catalog.isEmpty() ? WarehouseSession.DEFAULT : WarehouseSession.DEFAULT.withCatalog(catalog);
        return schema.isEmpty() ? session : session.withSchema(schema);
    }

    void closeSession(String id) {
        sessions.remove(id);
    }

    /**
     * Begins a statement.
     *
     * @throws NoSuchElementException when its session is not open
     */
    RunningStatement submit(StatementRequest request) {
        closeForgotten();
        WarehouseSession session = sessionOf(request);
        RunningStatement statement =
                new RunningStatement(UUID.randomUUID().toString(), request, faults.takePendingAnswers());
        statements.put(statement.id(), statement);
        executorAfter(faults.takeDelay()).execute(() -> run(statement, session));
        return statement;
    }

    private WarehouseSession sessionOf(StatementRequest request) {
        if (request.sessionId().isEmpty()) {
            return session(request.catalog(), request.schema());
        }
        return Optional.ofNullable(sessions.get(request.sessionId()))
                .orElseThrow(() -> new NoSuchElementException("Session " + request.sessionId() + " is not open."));
    }

    private Executor executorAfter(Duration delay) {
        return delay.isZero()
                ? executor
                : CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS, executor);
    }

    private void run(RunningStatement statement, WarehouseSession session) {
        working.incrementAndGet();
        try {
            faults.takeFailure().ifPresent(failure -> {
                throw failure;
            });
            faults.requireAllowed(statement.request().statement());
            String sessionId = statement.request().sessionId();
            statement.succeed(runner.run(
                    statement, session, changed -> sessions.computeIfPresent(sessionId, (id, before) -> changed)));
        } catch (IOException | RuntimeException | Error e) {
            // Also an Error: nobody else would tell the client that waits.
            statement.fail(e);
        } finally {
            working.decrementAndGet();
        }
    }

    /** @throws NoSuchElementException when the statement is unknown or was closed */
    RunningStatement statement(String id) {
        return Optional.ofNullable(statements.get(id))
                .orElseThrow(() -> new NoSuchElementException("The statement " + id + " was not found."));
    }

    void closeStatement(String id) {
        RunningStatement statement = statements.remove(id);
        if (statement != null) {
            close(statement);
        }
    }

    private static void close(RunningStatement statement) {
        try {
            statement.close();
        } catch (SQLException | IOException e) {
            LOG.warnf(e, "The result of a statement was not removed: statement=%s", statement.id());
        }
    }

    /** Statements that the engine works on now. */
    int runningInEngine() {
        return working.get();
    }

    /** Files of results that wait to be fetched. */
    long spooledFiles() throws IOException {
        try (Stream<Path> files = Files.list(temporary)) {
            return files.filter(Files::isRegularFile).count();
        }
    }

    private void closeForgotten() {
        Instant oldest = Instant.now().minus(RETENTION);
        for (RunningStatement statement : List.copyOf(statements.values())) {
            if (statement.isDone() && statement.since().isBefore(oldest)) {
                closeStatement(statement.id());
            }
        }
    }

    /** Cancels what runs, ends DuckDB and removes the results. */
    @Override
    public void close() {
        statements.values().forEach(Warehouse::close);
        executor.shutdownNow();
        try {
            executor.awaitTermination(END_SECONDS, TimeUnit.SECONDS);
            catalogs.close();
            TemporaryFolder.delete(temporary);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (SQLException e) {
            LOG.warn("The local warehouse did not end cleanly.", e);
        }
    }
}
