package io.github.sqldatabricks.bridge.job;

import io.github.sqldatabricks.bridge.extraction.PlannedQuery;
import io.github.sqldatabricks.bridge.extraction.QueryOutcome;
import io.github.sqldatabricks.bridge.load.LoadOrder;
import io.github.sqldatabricks.bridge.load.LoadService;
import io.github.sqldatabricks.bridge.load.LoadSettings;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.QueryName;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import java.util.Optional;

/** Brings the published rows of a query into its Delta table, before the query ends. Thread-safe, blocking. */
@ApplicationScoped
public class QueryLoads {

    private final Instance<LoadService> service;

    /** @param service looked up at the first load, so that nothing of Databricks is needed without one */
    public QueryLoads(Instance<LoadService> service) {
        this.service = service;
    }

    /**
     * Checks that the template still says what the job was accepted, and shown, with.
     *
     * @throws BridgeException.InvalidRequest ({@code invalid-load}) when it says something else
     */
    static void requireSame(Job job, PlannedQuery planned) {
        QueryName name = planned.query().name();
        Optional<QueryLoad> wanted = job.query(name).load();
        if (!wanted.equals(planned.load().map(QueryLoad::of))) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.INVALID_LOAD,
                    "Expected the load of query '" + name + "' to be the one of the job's request, which is "
                            + wanted.map(QueryLoad::toString).orElse("none")
                            + ", but its template was changed meanwhile. Ask for a new job.");
        }
    }

    /**
     * Loads, if the query has a table; returns once its rows are there, exactly once, however often this is called.
     *
     * @throws BridgeException see {@link LoadService#load}
     */
    void load(RunningQuery running, PlannedQuery planned, QueryOutcome.Extracted rows) {
        Optional<LoadSettings> settings = planned.load();
        if (settings.isEmpty()) {
            return;
        }
        Job job = running.job();
        QueryLoad load = QueryLoad.of(settings.get());
        LoadOrder order = new LoadOrder(
                load.id(job, running.query()),
                load.stream(job, running.query()),
                settings.get(),
                rows.files(),
                rows.schema(),
                rows.rows(),
                Optional.empty());
        service.get().load(order, running.cancellation());
    }
}
