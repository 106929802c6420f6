package io.github.sqldatabricks.bridge.wiring;

import io.github.sqldatabricks.bridge.extraction.ExtractionPlanner;
import io.github.sqldatabricks.bridge.extraction.TemplateLibrary;
import io.github.sqldatabricks.bridge.load.DeltaTables;
import io.github.sqldatabricks.bridge.replication.SourceCatalogue;
import io.github.sqldatabricks.bridge.replication.config.ReplicationLibrary;
import io.github.sqldatabricks.bridge.replication.plan.ReplicationPlanner;
import io.github.sqldatabricks.bridge.replication.plan.TargetInspection;
import io.quarkus.arc.Unremovable;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Replications: their plans. */
@Singleton
public class ReplicationWiring {

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
