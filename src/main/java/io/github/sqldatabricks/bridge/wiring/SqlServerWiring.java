package io.github.sqldatabricks.bridge.wiring;

import io.github.sqldatabricks.bridge.databricks.DatabricksQueries;
import io.github.sqldatabricks.bridge.databricks.Workspace;
import io.github.sqldatabricks.bridge.extraction.ExtractionConfig;
import io.github.sqldatabricks.bridge.extraction.RowSource;
import io.github.sqldatabricks.bridge.observe.Connectivity;
import io.github.sqldatabricks.bridge.observe.Lineage.Datasets;
import io.github.sqldatabricks.bridge.observe.Meters;
import io.github.sqldatabricks.bridge.observe.SqlConsole.SandboxConsoles;
import io.github.sqldatabricks.bridge.observe.TracedPorts;
import io.github.sqldatabricks.bridge.replication.SourceCatalogue;
import io.github.sqldatabricks.bridge.replication.change.ChangeWindows;
import io.github.sqldatabricks.bridge.replication.change.SourceClock;
import io.github.sqldatabricks.bridge.replication.partition.KeyStatistics;
import io.github.sqldatabricks.bridge.replication.partition.PartitionPlanner;
import io.github.sqldatabricks.bridge.replication.partition.TemplateParts;
import io.github.sqldatabricks.bridge.sandbox.SandboxConfig;
import io.github.sqldatabricks.bridge.sqlserver.SqlServerCatalogue;
import io.github.sqldatabricks.bridge.sqlserver.SqlServerClock;
import io.github.sqldatabricks.bridge.sqlserver.SqlServerConfig;
import io.github.sqldatabricks.bridge.sqlserver.SqlServerConnectivity;
import io.github.sqldatabricks.bridge.sqlserver.SqlServerPools;
import io.github.sqldatabricks.bridge.sqlserver.SqlServerRowSource;
import io.github.sqldatabricks.bridge.sqlserver.SqlServerStatistics;
import io.github.sqldatabricks.bridge.sqlserver.SqlServerTargetDatabase;
import io.github.sqldatabricks.bridge.store.Migrations;
import io.github.sqldatabricks.bridge.sync.SyncConfig;
import io.github.sqldatabricks.bridge.sync.TargetDatabase;
import io.github.sqldatabricks.bridge.sync.TargetDatabase.TargetAddress;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The SQL Server side: the real servers, or the sandbox's emulator. */
@Singleton
public class SqlServerWiring {

    private static final Datasets.Server SANDBOX = new Datasets.Server("sandbox:1433", "sandbox");

    private final SandboxConfig sandbox;
    private final Instance<Emulators> emulators;

    SqlServerWiring(SandboxConfig sandbox, Instance<Emulators> emulators) {
        this.sandbox = sandbox;
        this.emulators = emulators;
    }

    @Produces
    @Singleton
    SqlServerPools pools(SqlServerConfig config) {
        return new SqlServerPools(config);
    }

    void close(@Disposes SqlServerPools pools) {
        pools.close();
    }

    /** Shows the pool of each configured server in the metrics, from the start on. */
    void showPools(@Observes StartupEvent event, SqlServerPools pools, MeterRegistry registry) {
        for (String server : pools.names()) {
            showState(registry, server, "active", () -> pools.usage(server).active());
            showState(registry, server, "idle", () -> pools.usage(server).idle());
            showState(registry, server, "waiting", () -> pools.usage(server).waiting());
            Gauge.builder(Meters.CONNECTIONS_MAX, () -> pools.usage(server).max())
                    .tag(Meters.SERVER, server)
                    .register(registry);
        }
    }

    private static void showState(MeterRegistry registry, String server, String state, Supplier<Number> connections) {
        Gauge.builder(Meters.CONNECTIONS, connections)
                .tag(Meters.SERVER, server)
                .tag(Meters.STATE, state)
                .register(registry);
    }

    @Produces
    @Singleton
    RowSource rowSource(
            SqlServerConfig config, ExtractionConfig extraction, SqlServerPools pools, TracedPorts tracing) {
        return tracing.rowSource(
                sandbox.enabled()
                        ? emulators.get().rowSource()
                        : new SqlServerRowSource(
                                pools,
                                config.temporalPolicy(),
                                config.maxValueSize().asLongValue(),
                                extraction.concurrency()));
    }

    @Produces
    @Singleton
    ChangeWindows changeWindows(SqlServerPools pools, RowSource rows) {
        SourceClock clock = sandbox.enabled() ? emulators.get().clock() : new SqlServerClock(pools);
        return new ChangeWindows(clock, rows);
    }

    @Produces
    @Singleton
    PartitionPlanner partitionPlanner(RowSource rows) {
        KeyStatistics statistics =
                sandbox.enabled() ? (country, table, key, cancellation) -> List.of() : new SqlServerStatistics(rows);
        return new PartitionPlanner(statistics, rows);
    }

    @Produces
    @Singleton
    TemplateParts templateParts(PartitionPlanner planner, RowSource rows) {
        return new TemplateParts(planner, rows);
    }

    @Produces
    @Singleton
    SourceCatalogue catalogue(SqlServerPools pools) {
        return sandbox.enabled() ? emulators.get().catalogue() : new SqlServerCatalogue(pools);
    }

    @Produces
    @Singleton
    TargetDatabase targetDatabase(SyncConfig config, SqlServerPools pools, TracedPorts tracing) {
        return tracing.targetDatabase(
                sandbox.enabled()
                        ? emulators.get().targetDatabase(config.delivery())
                        : new SqlServerTargetDatabase(pools, config.delivery(), Migrations::makeLedger));
    }

    @Produces
    @Singleton
    Connectivity connectivity(SqlServerPools pools) {
        return sandbox.enabled() ? emulators.get().sqlServer() : new AllSqlServers(servers(pools));
    }

    /** Used with the sandbox only. */
    @Produces
    @Singleton
    SandboxConsoles sandboxWorlds(DatabricksQueries databricks) {
        return new SandboxConsoles(databricks, emulators.get().console());
    }

    /** Tells lineage where SQL Server and the workspace are. */
    @Produces
    @Singleton
    Datasets datasets(SqlServerPools pools, Instance<Workspace> workspace) {
        return new Datasets() {
            @Override
            public Server sqlServer(TargetAddress address) {
                return sandbox.enabled() ? SANDBOX : new Server(pools.authority(address), pools.database(address));
            }

            @Override
            public String workspace() {
                return workspace.get().host().getAuthority();
            }
        };
    }

    private static List<Connectivity> servers(SqlServerPools pools) {
        return pools.names().stream()
                .<Connectivity>map(name -> new SqlServerConnectivity(pools, name))
                .toList();
    }

    /**
     * All configured SQL Servers as one dependency: up when each is.
     *
     * @param servers at least one
     */
    private record AllSqlServers(List<Connectivity> servers) implements Connectivity {

        @Override
        public String name() {
            return "sqlserver";
        }

        @Override
        public Status check() {
            long start = System.nanoTime();
            // Together: one that is down must not make the others late.
            TreeMap<String, Status> answers = servers.parallelStream()
                    .collect(Collectors.toMap(
                            Connectivity::name, Connectivity::check, (one, other) -> one, TreeMap::new));
            boolean up = answers.values().stream().allMatch(Status::up);
            String detail = answers.entrySet().stream()
                    .map(answer -> answer.getKey() + ": " + answer.getValue().detail())
                    .collect(Collectors.joining("; "));
            return new Status(up, detail, Duration.ofNanos(System.nanoTime() - start));
        }
    }
}
