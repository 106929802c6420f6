package io.github.sqldatabricks.bridge.wiring;

import io.github.sqldatabricks.bridge.databricks.DatabricksQueries;
import io.github.sqldatabricks.bridge.extraction.ExtractionConfig;
import io.github.sqldatabricks.bridge.extraction.RowSource;
import io.github.sqldatabricks.bridge.ops.Connectivity;
import io.github.sqldatabricks.bridge.ops.SandboxWorlds;
import io.github.sqldatabricks.bridge.sandbox.SandboxConfig;
import io.github.sqldatabricks.bridge.sandbox.sqlserver.SandboxServer;
import io.github.sqldatabricks.bridge.sqlserver.SqlServerConfig;
import io.github.sqldatabricks.bridge.sqlserver.SqlServerConnectivity;
import io.github.sqldatabricks.bridge.sqlserver.SqlServerPools;
import io.github.sqldatabricks.bridge.sqlserver.SqlServerRowSource;
import io.github.sqldatabricks.bridge.sqlserver.SqlServerTargetDatabase;
import io.github.sqldatabricks.bridge.store.LedgerMigration;
import io.github.sqldatabricks.bridge.sync.SyncConfig;
import io.github.sqldatabricks.bridge.sync.TargetDatabase;
import io.github.sqldatabricks.bridge.tracing.TracedPorts;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;

/** The SQL Server side: the real servers, or the sandbox's stand-in. */
@Singleton
public class SqlServerWiring {

    private final SandboxConfig sandbox;
    private final Instance<SandboxServer> standIn;

    SqlServerWiring(SandboxConfig sandbox, Instance<SandboxServer> standIn) {
        this.sandbox = sandbox;
        this.standIn = standIn;
    }

    @Produces
    @Singleton
    SqlServerPools pools(SqlServerConfig config) {
        return new SqlServerPools(config);
    }

    void close(@Disposes SqlServerPools pools) {
        pools.close();
    }

    @Produces
    @Singleton
    RowSource rowSource(
            SqlServerConfig config, ExtractionConfig extraction, SqlServerPools pools, TracedPorts tracing) {
        return tracing.rowSource(
                sandbox.enabled()
                        ? standIn.get().rowSource()
                        : new SqlServerRowSource(
                                pools,
                                config.temporalPolicy(),
                                config.maxValueSize().asLongValue(),
                                extraction.concurrency()));
    }

    @Produces
    @Singleton
    TargetDatabase targetDatabase(SyncConfig config, SqlServerPools pools, TracedPorts tracing) {
        return tracing.targetDatabase(
                sandbox.enabled()
                        ? standIn.get().targetDatabase(config.delivery(), LedgerMigration::run)
                        : new SqlServerTargetDatabase(pools, config.delivery(), LedgerMigration::run));
    }

    @Produces
    @Singleton
    Connectivity connectivity(SqlServerPools pools) {
        return sandbox.enabled() ? standIn.get() : new AllSqlServers(servers(pools));
    }

    /** Used with the sandbox only. */
    @Produces
    @Singleton
    SandboxWorlds sandboxWorlds(DatabricksQueries databricks) {
        return new SandboxWorlds(databricks, standIn.get().console());
    }

    private static List<Connectivity> servers(SqlServerPools pools) {
        return pools.names().stream()
                .<Connectivity>map(name -> new SqlServerConnectivity(pools, name))
                .toList();
    }
}
