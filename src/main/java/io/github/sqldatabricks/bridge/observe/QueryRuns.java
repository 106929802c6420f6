package io.github.sqldatabricks.bridge.observe;

import io.github.sqldatabricks.bridge.access.QueryTables;
import io.github.sqldatabricks.bridge.extraction.PlannedQuery;
import io.github.sqldatabricks.bridge.extraction.QueryOutcome;
import io.github.sqldatabricks.bridge.extraction.RowQuery;
import io.github.sqldatabricks.bridge.model.Lease;
import io.github.sqldatabricks.bridge.observe.Lineage.QueryAttempt;
import io.github.sqldatabricks.bridge.observe.LineageEvent.Dataset;
import io.github.sqldatabricks.bridge.observe.LineageEvent.Facet;
import io.github.sqldatabricks.bridge.observe.OpenLineage.Runs;
import io.github.sqldatabricks.bridge.sync.TargetAddress;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Runs of queries: from the tables that a query reads to the folder of its files and the Delta table that they are loaded into. Thread-safe. */
@ApplicationScoped
public class QueryRuns implements Runs<QueryAttempt, QueryOutcome> {

    private static final String EXTRACTION = "extraction";

    private final LineageConfig config;
    private final Datasets datasets;
    private final QueryTables tables;

    public QueryRuns(LineageConfig config, Datasets datasets, QueryTables tables) {
        this.config = config;
        this.datasets = datasets;
        this.tables = tables;
    }

    @Override
    public LineageEvent started(QueryAttempt attempt) {
        return event(attempt, LineageEvent.Type.START, run(attempt, Map.of()), outputs(attempt));
    }

    @Override
    public LineageEvent ended(QueryAttempt attempt, QueryOutcome outcome) {
        List<Dataset> written = outputs(attempt).stream()
                .map(output -> attempt.schema().get().map(output::with).orElse(output))
                .map(output -> outcome instanceof QueryOutcome.Extracted extracted
                        ? output.written(extracted.rows(), OptionalLong.of(extracted.bytes()))
                        : output)
                .toList();
        return event(attempt, LineageEvent.Type.COMPLETE, run(attempt, Map.of()), written);
    }

    @Override
    public LineageEvent failed(QueryAttempt attempt, String code) {
        LineageEvent.Run run = run(attempt, Map.of("errorMessage", Facet.error(code)));
        return event(attempt, LineageEvent.Type.FAIL, run, outputs(attempt));
    }

    @Override
    public LineageEvent aborted(QueryAttempt attempt) {
        return event(attempt, LineageEvent.Type.ABORT, run(attempt, Map.of()), outputs(attempt));
    }

    private LineageEvent event(
            QueryAttempt attempt, LineageEvent.Type type, LineageEvent.Run run, List<Dataset> outputs) {
        RowQuery query = attempt.planned().query();
        LineageEvent.Job job = new LineageEvent.Job(
                config.namespace(),
                EXTRACTION + "." + query.country().key() + "." + query.name().value(),
                Map.of("jobType", Facet.jobType("QUERY")));
        return LineageEvent.now(type, run, job, inputs(query), outputs);
    }

    private LineageEvent.Run run(QueryAttempt attempt, Map<String, Facet> more) {
        Lease lease = attempt.lease();
        Map<String, Facet> facets = new TreeMap<>(more);
        facets.put("parent", Facet.parent(LineageEvent.runId(lease.job()), config.namespace(), EXTRACTION));
        return new LineageEvent.Run(
                LineageEvent.runId(lease.job(), lease.query(), lease.fence(), attempt.number()), facets);
    }

    /** None when nobody knows which tables the query reads. */
    private List<Dataset> inputs(RowQuery query) {
        Datasets.Server server = datasets.sqlServer(TargetAddress.of(Optional.of(query.country())));
        return tables.of(query.sql()) instanceof QueryTables.TablesRead.Known known
                ? known.tables().stream()
                        .map(table -> Dataset.of(server, table))
                        .toList()
                : List.of();
    }

    /** The folder of the files, and the table that they are loaded into. */
    private List<Dataset> outputs(QueryAttempt attempt) {
        PlannedQuery planned = attempt.planned();
        Dataset folder = Dataset.of(datasets.workspace(), planned.folder());
        return planned.load()
                .map(load -> List.of(folder, Dataset.of(datasets.workspace(), load.target())))
                .orElse(List.of(folder));
    }
}
