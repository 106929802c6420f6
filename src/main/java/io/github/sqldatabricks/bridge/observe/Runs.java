package io.github.sqldatabricks.bridge.observe;

import io.github.sqldatabricks.bridge.access.QueryTables;
import io.github.sqldatabricks.bridge.access.TableName;
import io.github.sqldatabricks.bridge.extraction.ExtractionService.QueryOutcome;
import io.github.sqldatabricks.bridge.extraction.PlannedQuery;
import io.github.sqldatabricks.bridge.extraction.RowSource.RowQuery;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.Lease;
import io.github.sqldatabricks.bridge.observe.Lineage.Datasets;
import io.github.sqldatabricks.bridge.observe.Lineage.QueryAttempt;
import io.github.sqldatabricks.bridge.observe.LineageEvent.Dataset;
import io.github.sqldatabricks.bridge.observe.LineageEvent.Facet;
import io.github.sqldatabricks.bridge.sync.EventOutcome;
import io.github.sqldatabricks.bridge.sync.EventOutcome.ChangeCounts;
import io.github.sqldatabricks.bridge.sync.StoredEvent.Claim;
import io.github.sqldatabricks.bridge.sync.SyncEvent;
import io.github.sqldatabricks.bridge.sync.TargetDatabase.TargetAddress;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * What there is to tell of the runs of one kind of work.
 *
 * @param <A> an attempt at the work
 * @param <O> the attempt's outcome
 */
interface Runs<A, O> {

    /** It begins. */
    LineageEvent started(A attempt);

    /** It came to an outcome, which may be a failure. */
    LineageEvent ended(A attempt, O outcome);

    /**
     * It broke off.
     *
     * @param code of the error, see docs/errors.md
     */
    LineageEvent failed(A attempt, String code);

    /** It was cancelled, or its process stops; another attempt may follow. */
    LineageEvent aborted(A attempt);

    /** Runs of events: from the table in Databricks to the table in SQL Server. Thread-safe. */
    @ApplicationScoped
    public static class EventRuns implements Runs<Claim, EventOutcome> {

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

    /**
     * Runs of queries: from the tables that a query reads to the folder of its files and the Delta table that they are loaded into.
     * Thread-safe.
     */
    @ApplicationScoped
    public static class QueryRuns implements Runs<QueryAttempt, QueryOutcome> {

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
                    EXTRACTION + "." + query.country().key() + "."
                            + query.name().value(),
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
}
