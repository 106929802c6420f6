package io.github.sqldatabricks.bridge.wiring;

import io.github.sqldatabricks.bridge.extraction.RowSource;
import io.github.sqldatabricks.bridge.ops.Connectivity;
import io.github.sqldatabricks.bridge.sandbox.SandboxConfig;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The SQL Server side: the real servers, or the sandbox's stand-in. */
@Singleton
public class SqlServerWiring {

    @Produces
    @Singleton
    RowSource rowSource(SandboxConfig sandbox, Instance<SandboxSqlServer> standIn) {
        return standIn.get().rowSource();
    }

    @Produces
    @Singleton
    Connectivity connectivity(SandboxConfig sandbox, Instance<SandboxSqlServer> standIn) {
        return standIn.get();
    }
}
