package io.github.sqldatabricks.bridge.operator;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.operator.connection.NamedSettings;
import io.github.sqldatabricks.bridge.operator.connection.OperatorConnection;
import io.github.sqldatabricks.bridge.sqlserver.SqlServerPools;
import io.github.sqldatabricks.bridge.sqlserver.SqlServerTargetDatabase;
import io.github.sqldatabricks.bridge.sync.ChangeLimits;
import io.github.sqldatabricks.bridge.sync.ChangeLimits.CascadePolicy;
import io.github.sqldatabricks.bridge.sync.ChangeLimits.EventRights;
import io.github.sqldatabricks.bridge.sync.ChangeLimits.TriggerPolicy;
import io.github.sqldatabricks.bridge.sync.SourceRows;
import io.github.sqldatabricks.bridge.sync.SyncConfig;
import io.github.sqldatabricks.bridge.sync.SyncEvent;
import io.github.sqldatabricks.bridge.sync.SyncService;
import io.github.sqldatabricks.bridge.sync.TargetDatabase;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * What a Databricks job calls to change SQL Server itself, without a server: events with the guarantees and guard rails of event
 * sync. Only plain Java types cross its border, because Python calls it through Spark's gateway; its methods, the names in its
 * maps and the codes of its errors are stable. Thread-safe.
 */
public final class SqlServerOperator implements AutoCloseable {

    private static final List<String> NAMES = Stream.of(OperatorConnection.NAMES, JobLimits.NAMES, EventRunner.NAMES)
            .flatMap(List::stream)
            .toList();

    private final SqlServerPools pools;
    private final Function<SourceRows, SyncService> services;
    private final EventRunner runner;

    /**
     * Connects to nothing yet.
     *
     * @param settings of {@link OperatorConnection}, and {@code max-delete-rows} (10000; {@code unlimited}), {@code max-changed-rows}, {@code
     *     max-changed-percent} (no limit), {@code max-retries} (3) and {@code retry-delay} (5 seconds)
     * @throws BridgeException.InvalidRequest ({@code invalid-setting}) when one is not known or not valid
     * @throws BridgeException.RemotePermanent ({@code sqlserver-not-configured}) when the connection is not complete
     */
    public SqlServerOperator(SparkSession spark, Map<String, String> settings) {
        NamedSettings named = new NamedSettings(settings, NAMES);
        this.pools = new OperatorConnection(named).openPools();
        JobLimits limits = JobLimits.of(named);
        TargetDatabase target = new SqlServerTargetDatabase(
                pools, SyncConfig.Delivery.EXACTLY_ONCE, SqlServerTargetDatabase::makeLedger);
        this.services = rows -> new SyncService(rows, target, limits);
        this.runner = new EventRunner(services.apply(SparkSourceRows.of(spark)), named);
    }

    /**
     * Applies an event, exactly once, and waits for the outcome; attempts that failed in a way that can pass are repeated.
     *
     * @param request as {@link EventMaps#event} reads it
     * @return as {@link EventMaps#outcome} writes it
     * @throws BridgeException.InvalidRequest when the request is not valid; nothing was changed
     * @throws BridgeException.Cancelled after {@link #cancel}
     */
    public Map<String, Object> sync(Map<String, ?> request) {
        return runner.sync(EventMaps.event(request));
    }

    /**
     * Does all of it and takes it back.
     *
     * @param request and return as {@link #sync}
     * @throws BridgeException.RemoteTransient when another attempt can help
     */
    public Map<String, Object> dryRun(Map<String, ?> request) {
        return runner.dryRun(EventMaps.event(request));
    }

    /**
     * As {@link #sync(Map)}, with rows that no table has.
     *
     * @param request its {@code source_table} is what the rows are called; where the event's id comes again, the name stands for
     *     them
     * @param rows computed anew at each attempt
     */
    public Map<String, Object> sync(Map<String, ?> request, Dataset<Row> rows) {
        return over(rows).sync(EventMaps.event(request));
    }

    /** As {@link #dryRun(Map)}, with rows that no table has. */
    public Map<String, Object> dryRun(Map<String, ?> request, Dataset<Row> rows) {
        return over(rows).dryRun(EventMaps.event(request));
    }

    private EventRunner over(Dataset<Row> rows) {
        return runner.with(services.apply(SparkSourceRows.of(rows)));
    }

    /** Ends everything that runs now; it changes nothing more. From any thread. */
    public void cancel() {
        runner.cancel();
    }

    /** Ends what runs and closes all connections. */
    @Override
    public void close() {
        runner.cancel();
        pools.close();
    }

    /** How much any event of a job may change: there are no users here, what a job may do is its login's matter. */
    record JobLimits(ChangeLimits limits) implements EventRights {

        /** All settings that are read here. */
        static final List<String> NAMES =
                List.of("max-delete-rows", "max-changed-rows", "max-changed-percent", "cascade", "triggers");

        /** A slip in a notebook shall not empty a table. */
        private static final long DEFAULT_DELETE_ROWS = 10_000;

        private static final String UNLIMITED = "unlimited";

        /** @throws BridgeException.InvalidRequest ({@code invalid-setting}) when a limit is not valid */
        static JobLimits of(NamedSettings settings) {
            return new JobLimits(new ChangeLimits(
                    deletedRows(settings),
                    settings.number("max-changed-rows", 0, Long.MAX_VALUE)
                            .map(OptionalLong::of)
                            .orElse(OptionalLong.empty()),
                    settings.percent("max-changed-percent")
                            .map(OptionalDouble::of)
                            .orElse(OptionalDouble.empty()),
                    settings.constant("cascade", CascadePolicy.values()).orElse(CascadePolicy.COUNT),
                    settings.constant("triggers", TriggerPolicy.values()).orElse(TriggerPolicy.WARN)));
        }

        /** Without a limit only when the settings say so. */
        private static OptionalLong deletedRows(NamedSettings settings) {
            if (settings.text("max-delete-rows").filter(UNLIMITED::equals).isPresent()) {
                return OptionalLong.empty();
            }
            return OptionalLong.of(
                    settings.number("max-delete-rows", 0, Long.MAX_VALUE).orElse(DEFAULT_DELETE_ROWS));
        }

        @Override
        public ChangeLimits limits(SyncEvent event) {
            return limits;
        }
    }
}
