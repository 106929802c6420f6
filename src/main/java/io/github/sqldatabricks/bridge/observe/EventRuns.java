package io.github.sqldatabricks.bridge.observe;

import io.github.sqldatabricks.bridge.access.TableName;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.observe.LineageEvent.Dataset;
import io.github.sqldatabricks.bridge.observe.LineageEvent.Facet;
import io.github.sqldatabricks.bridge.observe.OpenLineage.Runs;
import io.github.sqldatabricks.bridge.sync.ChangeCounts;
import io.github.sqldatabricks.bridge.sync.Claim;
import io.github.sqldatabricks.bridge.sync.EventOutcome;
import io.github.sqldatabricks.bridge.sync.SyncEvent;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Runs of events: from the table in Databricks to the table in SQL Server. Thread-safe. */
@ApplicationScoped
public class EventRuns implements Runs<Claim, EventOutcome> {

    private final LineageConfig config;
    private final Datasets datasets;

    public EventRuns(LineageConfig config, Datasets datasets) {
        this.config = config;
        this.datasets = datasets;
    }

    @Override
    public LineageEvent started(Claim claim) {
        return event(claim, LineageEvent.Type.START, Map.of(), target(claim));
    }

    @Override
    public LineageEvent ended(Claim claim, EventOutcome outcome) {
        if (outcome instanceof EventOutcome.Applied applied) {
            ChangeCounts counts = applied.counts();
            Dataset target = target(claim).written(counts.inserted() + counts.updated(), OptionalLong.empty());
            return event(claim, LineageEvent.Type.COMPLETE, Map.of(), target);
        }
        return failed(claim, outcome.errorCode().orElse(ErrorCode.INTERNAL_ERROR.text()));
    }

    @Override
    public LineageEvent failed(Claim claim, String code) {
        return event(claim, LineageEvent.Type.FAIL, Map.of("errorMessage", Facet.error(code)), target(claim));
    }

    @Override
    public LineageEvent aborted(Claim claim) {
        return event(claim, LineageEvent.Type.ABORT, Map.of(), target(claim));
    }

    private LineageEvent event(Claim claim, LineageEvent.Type type, Map<String, Facet> facets, Dataset output) {
        SyncEvent event = claim.event();
        LineageEvent.Run run = new LineageEvent.Run(LineageEvent.runId("event", event.id(), claim.fence()), facets);
        LineageEvent.Job job = new LineageEvent.Job(
                config.namespace(),
                "sync." + event.target(),
                Map.of("jobType", Facet.jobType(event.operation().kind().name())));
        List<Dataset> inputs = event.operation().sourceTable().stream()
                .map(table -> Dataset.of(datasets.workspace(), table))
                .toList();
        return LineageEvent.now(type, run, job, inputs, List.of(output));
    }

    private Dataset target(Claim claim) {
        SyncEvent event = claim.event();
        return Dataset.of(datasets.sqlServer(event.address()), TableName.of(event.target()));
    }
}
