package io.github.sqldatabricks.bridge.wiring;

import io.github.sqldatabricks.bridge.databricks.DatabricksConfig;
import io.github.sqldatabricks.bridge.databricks.DatabricksErrors.ErrorHint;
import io.github.sqldatabricks.bridge.databricks.DatabricksJdbc;
import io.github.sqldatabricks.bridge.databricks.DatabricksStatements;
import io.github.sqldatabricks.bridge.databricks.Workspace;
import io.github.sqldatabricks.bridge.databricks.WorkspaceApi;
import io.github.sqldatabricks.bridge.databricks.load.DatabricksDeltaTables;
import io.github.sqldatabricks.bridge.extraction.ExtractionPlanner;
import io.github.sqldatabricks.bridge.extraction.TemplateLibrary;
import io.github.sqldatabricks.bridge.load.DeltaTables;
import io.github.sqldatabricks.bridge.load.LoadConfig;
import io.github.sqldatabricks.bridge.load.LoadService;
import io.github.sqldatabricks.bridge.model.UnityTable;
import io.github.sqldatabricks.bridge.replication.SourceCatalogue;
import io.github.sqldatabricks.bridge.replication.config.ReplicationLibrary;
import io.github.sqldatabricks.bridge.replication.plan.ReplicationPlanner;
import io.github.sqldatabricks.bridge.replication.plan.TargetInspection;
import io.quarkus.arc.Unremovable;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Replications: their plans, and the loads into Delta tables with which their streams, and queries, end. */
@Singleton
public class ReplicationWiring {

    private static final ErrorHint TABLES = new ErrorHint(
            "Check DATABRICKS_TOKEN, or DATABRICKS_CLIENT_ID and DATABRICKS_CLIENT_SECRET.",
            "Grant the bridge's principal USE CATALOG, USE SCHEMA, and CREATE TABLE on the schema, or SELECT, MODIFY and MANAGE on the"
                    + " table.",
            "Check that the catalog and the schema exist, and that the principal has USE CATALOG and USE SCHEMA.");

    @Produces
    @Singleton
    DeltaTables tables(Instance<DatabricksJdbc> jdbc, WorkspaceApi api, LoadConfig config) {
        return new DatabricksDeltaTables(
                new DatabricksStatements(jdbc::get), api, UnityTable.parse(config.stateTable()));
    }

    @Produces
    @Singleton
    LoadService loads(DeltaTables tables) {
        return new LoadService(tables);
    }

    @Produces
    @Singleton
    WorkspaceApi api(Workspace workspace, DatabricksConfig config) {
        return new WorkspaceApi(workspace, config.requestTimeout(), config.retryBudget(), TABLES);
    }

    void close(@Disposes WorkspaceApi api) {
        api.close();
    }

    @Produces
    @Singleton
    TargetInspection inspection(DeltaTables tables) {
        return new TargetInspection(tables);
    }

    void close(@Disposes TargetInspection inspection) {
        inspection.close();
    }

    @Produces
    @Singleton
    @Unremovable // bridge replicate plan asks for it
    ReplicationPlanner planner(
            ReplicationLibrary library,
            SourceCatalogue catalogue,
            TemplateLibrary templates,
            ExtractionPlanner planner,
            TargetInspection targets) {
        return new ReplicationPlanner(library, catalogue, templates, planner, targets);
    }
}
