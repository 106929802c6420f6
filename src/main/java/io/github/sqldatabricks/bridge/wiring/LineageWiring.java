package io.github.sqldatabricks.bridge.wiring;

import io.github.sqldatabricks.bridge.databricks.Workspace;
import io.github.sqldatabricks.bridge.lineage.Datasets;
import io.github.sqldatabricks.bridge.sandbox.SandboxConfig;
import io.github.sqldatabricks.bridge.sqlserver.SqlServerPools;
import io.github.sqldatabricks.bridge.sync.TargetAddress;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Tells lineage where the two worlds are. */
@Singleton
public class LineageWiring {

    private static final Datasets.Server SANDBOX = new Datasets.Server("sandbox:1433", "sandbox");

    @Produces
    @Singleton
    Datasets datasets(SandboxConfig sandbox, SqlServerPools pools, Instance<Workspace> workspace) {
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
}
