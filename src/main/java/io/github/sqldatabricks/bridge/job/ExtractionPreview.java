package io.github.sqldatabricks.bridge.job;

import io.github.sqldatabricks.bridge.access.AccessControl;
import io.github.sqldatabricks.bridge.access.Principal;
import io.github.sqldatabricks.bridge.access.QueryTables;
import io.github.sqldatabricks.bridge.access.QueryTables.TablesRead;
import io.github.sqldatabricks.bridge.extraction.ExtractionPlanner;
import io.github.sqldatabricks.bridge.extraction.ExtractionRequest;
import io.github.sqldatabricks.bridge.extraction.OutputCheck;
import io.github.sqldatabricks.bridge.extraction.OutputCheck.Foreseen;
import io.github.sqldatabricks.bridge.extraction.PlannedQuery;
import io.github.sqldatabricks.bridge.extraction.RowSource;
import io.github.sqldatabricks.bridge.extraction.template.SqlTemplate.BoundStatement;
import io.github.sqldatabricks.bridge.job.JobStore.Writer;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.RowSchema;
import io.github.sqldatabricks.bridge.model.VolumePath;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a request would do, without doing it: nothing is stored, no row is read. A right that is missing, or output that may not be
 * replaced, is a part of the answer here. Thread-safe, blocking.
 */
@ApplicationScoped
public class ExtractionPreview {

    private final ExtractionPlanner planner;
    private final OutputCheck outputs;
    private final JobStore jobs;
    private final AccessControl access;
    private final QueryTables tables;
    private final RowSource source;

    public ExtractionPreview(
            ExtractionPlanner planner,
            OutputCheck outputs,
            JobStore jobs,
            AccessControl access,
            QueryTables tables,
            RowSource source) {
        this.planner = planner;
        this.outputs = outputs;
        this.jobs = jobs;
        this.access = access;
        this.tables = tables;
        this.source = source;
    }

    /**
     * Foresees what becomes of a request.
     *
     * @return one entry per query, in the order in which they would be run
     * @throws BridgeException.NotAllowed when the principal may read no table
     * @throws BridgeException as {@link ExtractionPlanner#plan}
     */
    public List<Preview> of(ExtractionRequest request, Principal principal) {
        access.authorizeReading(principal);
        List<PlannedQuery> planned = planner.plan(request);
        Map<PlannedQuery, Optional<BoundStatement>> statements = new IdentityHashMap<>();
        Map<PlannedQuery, Optional<String>> refusals = new IdentityHashMap<>();
        planned.forEach(query -> {
            Optional<BoundStatement> statement = planner.shown(request, query);
            statements.put(query, statement);
            refusals.put(query, refusal(principal, query, statement.isPresent()));
        });
        // What is in a folder is no matter of those who may not read what goes there.
        List<PlannedQuery> allowed =
                planned.stream().filter(query -> refusals.get(query).isEmpty()).toList();
        Iterator<Foreseen> foreseen = outputs.foresee(allowed).iterator();
        Map<VolumePath, Writer> writers =
                jobs.writers(allowed.stream().map(PlannedQuery::folder).toList());
        return planned.stream()
                .map(query -> new Preview(
                        query,
                        statements.get(query),
                        tables(query, statements.get(query).isPresent()),
                        refusals.get(query),
                        refusals.get(query).isEmpty() ? foreseen.next() : Foreseen.NOT_TOLD,
                        Optional.ofNullable(writers.get(query.folder()))))
                .toList();
    }

    private TablesRead tables(PlannedQuery query, boolean tellable) {
        return tellable
                ? tables.of(query.query().sql())
                : new TablesRead.NotUnderstood("a secret is a part of a name in it");
    }

    /**
     * Why the principal may not run the query.
     *
     * @param tellable whether its tables may be named
     */
    private Optional<String> refusal(Principal principal, PlannedQuery query, boolean tellable) {
        try {
            access.authorizeExtraction(
                    principal,
                    Map.of(query.query().name().value(), query.query().sql()));
            query.load().ifPresent(load -> access.authorizeLoad(principal, load.target()));
            return Optional.empty();
        } catch (BridgeException.NotAllowed e) {
            return Optional.of(
                    tellable
                            ? e.getMessage()
                            : "The token of '" + principal.name() + "' does not allow the query '"
                                    + query.query().name() + "', in which a secret is a part of a name.");
        }
    }

    /**
     * Asks the database for a query's columns.
     *
     * @throws BridgeException when it refuses, or can't be asked
     */
    public RowSchema describe(Preview preview) {
        return source.describe(preview.planned().query());
    }

    /**
     * What would become of one query.
     *
     * @param planned what would run
     * @param statement as people may see it; empty when a secret is a part of a name in it
     * @param tables that it reads
     * @param refusal why the principal may not run it; empty when they may
     * @param output what would become of what is in its folder
     * @param writer who writes into its folder now, so that the request would be refused
     */
    public record Preview(
            PlannedQuery planned,
            Optional<BoundStatement> statement,
            TablesRead tables,
            Optional<String> refusal,
            Foreseen output,
            Optional<Writer> writer) {}
}
