package io.github.sqldatabricks.bridge.job;

import io.github.sqldatabricks.bridge.access.AccessControl;
import io.github.sqldatabricks.bridge.access.Principal;
import io.github.sqldatabricks.bridge.access.QueryTables;
import io.github.sqldatabricks.bridge.audit.AuditEvent;
import io.github.sqldatabricks.bridge.audit.AuditEvent.AuditDetails;
import io.github.sqldatabricks.bridge.audit.AuditTrail;
import io.github.sqldatabricks.bridge.audit.AuditType;
import io.github.sqldatabricks.bridge.extraction.ExtractionRequest.Backfill;
import io.github.sqldatabricks.bridge.extraction.PlannedQuery;
import io.github.sqldatabricks.bridge.job.JobStore.NewJob;
import io.github.sqldatabricks.bridge.job.QueryLoad.LoadState;
import io.github.sqldatabricks.bridge.job.QueryProgress.QueryState;
import io.github.sqldatabricks.bridge.job.QueryProgress.QueryState.QueryStatus;
import io.github.sqldatabricks.bridge.model.BridgeException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Whether a user may run queries, and what the audit trail says of it: who may, which tables, how each query ended. No parameter and
 * no row is in the trail. A right is checked when a job is asked for, and again when each of its queries begins, because the user may
 * be gone by then and the template's text may read other tables. Thread-safe, blocking.
 */
@ApplicationScoped
public class ExtractionGuard {

    private static final String ACTION = "extract";

    private final AuditTrail trail;
    private final QueryTables queryTables;

    private final AccessControl access;
    private final boolean serves;

    /** @param serves whether the process answers requests; one that does not runs the jobs of the user who started it unasked */
    public ExtractionGuard(
            AuditTrail trail,
            QueryTables queryTables,
            AccessControl access,
            @ConfigProperty(name = "quarkus.http.host-enabled", defaultValue = "true") boolean serves) {
        this.trail = trail;
        this.queryTables = queryTables;
        this.access = access;
        this.serves = serves;
    }

    /**
     * Checks that the principal may read every table of the queries, and records the decision before anything else happens.
     *
     * @throws BridgeException.NotAllowed when they may not
     * @throws BridgeException.Busy when it can't be recorded that they may
     */
    void decide(NewJob job, Principal principal, List<PlannedQuery> planned) {
        AuditDetails.Builder told = AuditDetails.builder();
        job.request()
                .run()
                .ifPresent(run -> told.put("replication", run.replication())
                        .put("reset", run.reset())
                        .put("backfill", run.backfill().map(Backfill::text).orElse("")));
        AuditDetails details = told.put("country", job.request().country().code())
                .put("destination", job.destination().value())
                .put(
                        "queries",
                        planned.stream()
                                .map(query -> query.query().name().value())
                                .toList())
                .put("tables", tables(planned))
                .put("load_targets", targets(planned))
                .build();
        try {
            authorize(principal, planned);
        } catch (BridgeException.NotAllowed e) {
            trail.record(decision(AuditType.PERMISSION_DENIED, job, details).failed(AuditEvent.Failure.of(e)));
            throw e;
        }
        trail.recordFirst(decision(AuditType.PERMISSION_GRANTED, job, details));
    }

    private static AuditEvent decision(AuditType type, NewJob job, AuditDetails details) {
        return AuditEvent.by(job.owner(), type, ACTION, AuditEvent.resource(job.id()))
                .with(details);
    }

    private void authorize(Principal principal, List<PlannedQuery> planned) {
        Map<String, String> statements = new LinkedHashMap<>();
        planned.forEach(query ->
                statements.put(query.query().name().value(), query.query().sql()));
        access.authorizeExtraction(principal, statements);
        planned.forEach(query -> query.load().ifPresent(load -> access.authorizeLoad(principal, load.target())));
    }

    /** The Delta tables that the queries' rows go into. */
    private static List<String> targets(List<PlannedQuery> planned) {
        return planned.stream()
                .flatMap(query -> query.load().stream())
                .map(load -> load.target().toString())
                .distinct()
                .toList();
    }

    /**
     * Records that a query begins, and checks that the owner of its job still may run it.
     *
     * @throws BridgeException.NotAllowed when they may not, or are not there any more
     */
    public void begin(Job job, PlannedQuery planned) {
        AuditDetails details = AuditDetails.builder()
                .put("query", planned.query().name().value())
                .put("country", job.request().country().code())
                .put("tables", tables(List.of(planned)))
                .put("destination", planned.folder().value())
                .put("load_targets", targets(List.of(planned)))
                .build();
        trail.record(event(AuditType.EXTRACTION_STARTED, job).with(details));
        if (serves || !job.owner().equals(Principal.COMMAND_LINE.name())) {
            authorize(access.user(job.owner()), List.of(planned));
        }
    }

    /** A query's end is stored. */
    void ended(Job job, QueryProgress query) {
        AuditDetails.Builder details = AuditDetails.builder()
                .put("query", query.name().value())
                .put("result", query.state().status().text())
                .put("country", job.request().country().code())
                .put("destination", query.folder().value())
                .put("rows", query.progress().rows())
                .put("bytes", query.progress().bytes())
                .put("attempts", query.progress().attempts())
                .put("duration_ms", query.progress().elapsed().toMillis());
        query.load()
                .ifPresent(load -> details.put("load_target", load.target().toString())
                        .put("load_id", load.id(job, query.name()).text())
                        .put("load_mode", load.mode())
                        .put("load_state", LoadState.of(query.state()).text()));
        AuditEvent event = event(type(query.state().status()), job).with(details.build());
        trail.record(failure(query).map(event::failed).orElse(event));
    }

    /** Only the code: the message quotes SQL Server, and so perhaps a value. */
    private static Optional<AuditEvent.Failure> failure(QueryProgress query) {
        return query.outcome()
                .filter(QueryState.Failed.class::isInstance)
                .map(failed -> AuditEvent.Failure.of(((QueryState.Failed) failed).code()));
    }

    private static AuditType type(QueryStatus status) {
        return switch (status) {
            case COMPLETED, SKIPPED -> AuditType.EXTRACTION_COMPLETED;
            case CANCELLED -> AuditType.EXTRACTION_CANCELLED;
            case FAILED -> AuditType.EXTRACTION_FAILED;
            case PENDING, RUNNING -> throw new IllegalArgumentException("the query has not ended");
        };
    }

    private static AuditEvent event(AuditType type, Job job) {
        return AuditEvent.by(job.owner(), type, ACTION, AuditEvent.resource(job.id()));
    }

    /** The tables of all queries; {@code *} stands for those of a query that is not understood. */
    private SortedSet<String> tables(List<PlannedQuery> planned) {
        SortedSet<String> tables = new TreeSet<>();
        for (PlannedQuery query : planned) {
            if (queryTables.of(query.query().sql()) instanceof QueryTables.TablesRead.Known known) {
                known.tables().forEach(table -> tables.add(table.toString()));
            } else {
                tables.add("*");
            }
        }
        return tables;
    }
}
