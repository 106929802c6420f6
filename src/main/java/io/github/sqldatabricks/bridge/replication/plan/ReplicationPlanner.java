package io.github.sqldatabricks.bridge.replication.plan;

import io.github.sqldatabricks.bridge.extraction.ExtractionPlanner;
import io.github.sqldatabricks.bridge.extraction.ExtractionRequest.Backfill;
import io.github.sqldatabricks.bridge.extraction.TemplateLibrary;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.model.QuotedInput;
import io.github.sqldatabricks.bridge.replication.SourceCatalogue;
import io.github.sqldatabricks.bridge.replication.SourceTable;
import io.github.sqldatabricks.bridge.replication.config.Replication;
import io.github.sqldatabricks.bridge.replication.config.ReplicationLibrary;
import io.github.sqldatabricks.bridge.replication.plan.ReplicationPlan.PlanProblem;
import io.github.sqldatabricks.bridge.replication.plan.ReplicationPlan.ResolvedStream;
import io.github.sqldatabricks.bridge.replication.plan.TargetInspection.Finding;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Says what a replication would do, and does nothing: its file, resolved against the source's catalogue, the targets as they are, and the
 * rights of who asks. Asks the source three statements, and Unity Catalog one question for each stream; no warehouse. Thread-safe.
 */
public final class ReplicationPlanner {

    private final ReplicationLibrary library;
    private final SourceCatalogue catalogue;
    private final TemplateLibrary templates;
    private final ExtractionPlanner planner;
    private final TargetInspection targets;

    public ReplicationPlanner(
            ReplicationLibrary library,
            SourceCatalogue catalogue,
            TemplateLibrary templates,
            ExtractionPlanner planner,
            TargetInspection targets) {
        this.library = library;
        this.catalogue = catalogue;
        this.templates = templates;
        this.planner = planner;
        this.targets = targets;
    }

    /**
     * Plans.
     *
     * @param name of the replication
     * @param pattern which of its streams, by names with {@code *}; empty for all. Whether streams get in each other's way is looked at
     *     for all
     * @param rights of who asks
     * @param time of the run
     * @throws BridgeException.NotFound when there is no such replication, its country is not known, or no stream has such a name
     * @throws BridgeException when the source can't be asked
     */
    public ReplicationPlan plan(String name, Optional<String> pattern, StreamRights rights, Instant time) {
        return plan(name, pattern, Optional.empty(), rights, time);
    }

    /**
     * Plans a range of streams that is loaded again; see {@link #plan(String, Optional, StreamRights, Instant)}.
     *
     * @param backfill the range; empty for what a run reads
     */
    public ReplicationPlan plan(
            String name, Optional<String> pattern, Optional<Backfill> backfill, StreamRights rights, Instant time) {
        Replication replication = library.find(name);
        templates.requireKnown(replication.country());
        List<SourceTable> tables = catalogue.tables(replication.country());
        StreamMatching matching = StreamMatching.of(replication, tables);
        StreamStatements statements = new StreamStatements(planner, replication.country(), time);
        List<Draft> drafts = matching.streams().stream()
                .map(stream -> Draft.of(new StreamResolver(replication, statements, stream, backfill), stream, time))
                .toList();
        new TargetClaims(library, catalogue).compare(replication, tables, drafts);
        List<Draft> wanted = drafts.stream().filter(wanted(pattern)).toList();
        if (wanted.isEmpty() && pattern.isPresent()) {
            throw new BridgeException.NotFound(
                    ErrorCode.UNKNOWN_STREAM,
                    "The replication " + name + " has no stream " + QuotedInput.of(pattern.get()) + ".");
        }
        return new ReplicationPlan(replication, finished(wanted, rights), matching.problems());
    }

    /**
     * The streams that a replication's file means now, by name, whatever is wrong with them. Asks the source three statements.
     *
     * @throws BridgeException.NotFound when there is no such replication, or its country is not known
     * @throws BridgeException when the source can't be asked
     */
    public List<FileStream> streams(String name) {
        Replication replication = library.find(name);
        templates.requireKnown(replication.country());
        return StreamMatching.of(replication, catalogue.tables(replication.country())).streams().stream()
                .map(stream -> new FileStream(stream.name(), Settled.isDisabled(stream.layers())))
                .toList();
    }

    /** A stream of a file. */
    public record FileStream(QueryName name, boolean disabled) {}

    private static Predicate<Draft> wanted(Optional<String> pattern) {
        if (pattern.isEmpty()) {
            return draft -> true;
        }
        String expression =
                Pattern.quote(pattern.get().toLowerCase(Locale.ROOT)).replace("*", "\\E.*\\Q");
        Pattern names = Pattern.compile(expression);
        return draft -> names.matcher(draft.stream().name().value().toLowerCase(Locale.ROOT))
                .matches();
    }

    private List<StreamPlan> finished(List<Draft> drafts, StreamRights rights) {
        List<Finding> findings =
                targets.inspect(drafts.stream().map(Draft::resolved).toList());
        return IntStream.range(0, drafts.size())
                .mapToObj(index -> finished(drafts.get(index), findings.get(index), rights))
                .toList();
    }

    private static StreamPlan finished(Draft draft, Finding finding, StreamRights rights) {
        List<PlanProblem> problems = new ArrayList<>(draft.problems());
        finding.problem().ifPresent(problems::add);
        boolean disabled = draft.resolver().isDisabled();
        Optional<SourceTable> table = draft.stream().table();
        Optional<SourceTable> looked = table.filter(known -> !disabled);
        StreamPlan plan = new StreamPlan(
                draft.stream().name(),
                draft.stream().source(),
                disabled,
                draft.resolver().settings(),
                draft.resolved(),
                looked.map(SourceTable::rows).orElse(OptionalLong.empty()),
                looked.map(SourceTable::bytes).orElse(OptionalLong.empty()),
                finding.text(),
                disabled ? List.of() : rights.missing(table, draft.resolved()),
                problems);
        return plan.missingRights().isEmpty() ? plan : plan.withheld();
    }

    /**
     * A stream on its way.
     *
     * @param problems may grow
     */
    record Draft(
            MeantStream stream,
            StreamResolver resolver,
            Optional<ResolvedStream> resolved,
            List<PlanProblem> problems) {

        private static Draft of(StreamResolver resolver, MeantStream stream, Instant time) {
            Optional<ResolvedStream> resolved = resolver.isDisabled() ? Optional.empty() : resolver.resolve(time);
            return new Draft(stream, resolver, resolved, new ArrayList<>(resolver.problems()));
        }
    }
}
