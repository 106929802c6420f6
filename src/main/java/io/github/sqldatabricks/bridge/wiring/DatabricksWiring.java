package io.github.sqldatabricks.bridge.wiring;

import io.github.sqldatabricks.bridge.databricks.DatabricksConfig;
import io.github.sqldatabricks.bridge.databricks.DatabricksConnectivity;
import io.github.sqldatabricks.bridge.databricks.DatabricksJdbc;
import io.github.sqldatabricks.bridge.databricks.DatabricksQueries;
import io.github.sqldatabricks.bridge.databricks.VolumeLandingZone;
import io.github.sqldatabricks.bridge.databricks.VolumeLandingZone.LandingSettings;
import io.github.sqldatabricks.bridge.databricks.Workspace;
import io.github.sqldatabricks.bridge.databricks.WorkspaceSession;
import io.github.sqldatabricks.bridge.extraction.LandingZone;
import io.github.sqldatabricks.bridge.extraction.RowFileWriter;
import io.github.sqldatabricks.bridge.model.WorkContext;
import io.github.sqldatabricks.bridge.observe.RemoteCalls;
import io.github.sqldatabricks.bridge.observe.TracedPorts;
import io.github.sqldatabricks.bridge.parquet.ParquetRowFileWriter;
import io.github.sqldatabricks.bridge.sandbox.SandboxConfig;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;
import java.time.Duration;

/** The Databricks side. The sandbox changes only which workspace is used: the clients are the same. */
@Singleton
public class DatabricksWiring {

    /** A readiness probe must be answered sooner than Kubernetes gives up. */
    private static final Duration CHECK_LIMIT = Duration.ofSeconds(8);

    @Produces
    @Singleton
    Workspace workspace(DatabricksConfig config, SandboxConfig sandbox, Instance<Emulators> emulators) {
        return sandbox.enabled() ? emulators.get().workspace() : Workspace.of(config);
    }

    @Produces
    @Singleton
    WorkspaceSession session(Workspace workspace, DatabricksConfig config, RemoteCalls calls) {
        return new WorkspaceSession(workspace, config.requestTimeout(), calls);
    }

    @Produces
    @Singleton
    @Typed(VolumeLandingZone.class)
    VolumeLandingZone volume(WorkspaceSession session, DatabricksConfig config, WorkContext context) {
        return new VolumeLandingZone(session, LandingSettings.of(config), context);
    }

    void close(@Disposes VolumeLandingZone landingZone) {
        landingZone.close();
    }

    @Produces
    @Singleton
    LandingZone landingZone(VolumeLandingZone volume, TracedPorts tracing) {
        return tracing.landingZone(volume);
    }

    @Produces
    @Singleton
    RowFileWriter rowFileWriter(ParquetRowFileWriter parquet, TracedPorts tracing) {
        return tracing.fileWriter(parquet);
    }

    @Produces
    @Singleton
    DatabricksConnectivity connectivity(WorkspaceSession session) {
        return new DatabricksConnectivity(session, CHECK_LIMIT);
    }

    void close(@Disposes DatabricksConnectivity connectivity) {
        connectivity.close();
    }

    @Produces
    @Singleton
    DatabricksJdbc jdbc(Workspace workspace, DatabricksConfig config) {
        return new DatabricksJdbc(workspace, config);
    }

    @Produces
    @Singleton
    DatabricksQueries queries(DatabricksJdbc jdbc) {
        return new DatabricksQueries(jdbc);
    }
}
