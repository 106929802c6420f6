package io.github.sqldatabricks.bridge.extraction;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sqldatabricks.bridge.extraction.ExtractionService.QueryOutcome;
import io.github.sqldatabricks.bridge.extraction.InputsDigest.OutputInputs;
import io.github.sqldatabricks.bridge.extraction.LandingZone.LandedOutput;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.JobId;
import io.github.sqldatabricks.bridge.model.VolumePath;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * What happens to a query that may not replace output and finds some: made in the same way it is enough, and the query is
 * skipped; made in another way, the caller would get rows that were not asked for, and is refused.
 */
@ApplicationScoped
public class OutputCheck {

    private static final Logger LOG = Logger.getLogger(OutputCheck.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    /** How long a request waits for the volume; a query asks again when it runs. */
    private static final Duration TIME_LIMIT = Duration.ofSeconds(10);

    private final Supplier<LandingZone> zone;
    private final Supplier<RowSource> source;

    /** The adapters are looked up at the first check, so that commands that need none start without them. */
    @Inject
    OutputCheck(Instance<LandingZone> zone, Instance<RowSource> source) {
        this(zone::get, source::get);
    }

    OutputCheck(Supplier<LandingZone> zone, Supplier<RowSource> source) {
        this.zone = zone;
        this.source = source;
    }

    /**
     * Refuses a request before it is accepted. What can't be known now, such as while the volume does not answer, is no reason:
     * each query looks again before it runs.
     *
     * @throws BridgeException.Conflict ({@code output-differs}) naming all queries whose output is another one
     */
    public void requireSame(List<PlannedQuery> queries) {
        List<PlannedQuery> keeping =
                queries.stream().filter(query -> !query.overwrite()).toList();
        if (keeping.isEmpty()) {
            return;
        }
        List<String> problems;
        try {
            problems = problems(keeping);
        } catch (BridgeException e) {
            LOG.debugf("What is in the volume can't be compared yet: %s", e.getMessage());
            return;
        }
        if (!problems.isEmpty()) {
            throw differs(problems);
        }
    }

    /**
     * What is in the query's folder. An output that is replaced anyway is looked at for estimates, which stop no query: when the
     * volume does not answer, it counts as none.
     *
     * @param cancellation ends the look at once
     * @throws BridgeException when the volume can't be asked about output that may not be replaced
     */
    LandedOutput there(PlannedQuery query, Cancellation cancellation) {
        Duration limit = query.overwrite() ? TIME_LIMIT : Duration.ofDays(1);
        try {
            return zone.get()
                    .outputs(List.of(query.folder()), limit, cancellation)
                    .get(query.folder());
        } catch (BridgeException e) {
            cancellation.check();
            if (!query.overwrite()) {
                throw e;
            }
            LOG.debugf("The earlier output of %s can't be looked at: %s", query.folder(), e.getMessage());
            return new LandedOutput.None();
        }
    }

    /**
     * How the query has ended already, if it has: an attempt of the same job published the output and died before it could say so, or
     * the output of another job is enough.
     *
     * @param there what is in its folder
     * @throws BridgeException.Conflict ({@code output-differs}) when the output is another one and may not be replaced
     */
    Optional<QueryOutcome> ended(JobId job, PlannedQuery query, LandedOutput there) {
        Optional<QueryOutcome> own = there instanceof LandedOutput.Whole whole
                ? parsed(whole.manifest()).flatMap(manifest -> Manifest.outcome(manifest, job, query.folder()))
                : Optional.empty();
        return own.isPresent() || query.overwrite() ? own : skipped(query, there);
    }

    private Optional<QueryOutcome> skipped(PlannedQuery query, LandedOutput there) {
        Optional<String> problem = problem(query, there);
        if (problem.isPresent()) {
            throw differs(List.of(problem.get()));
        }
        return there instanceof LandedOutput.None
                ? Optional.empty()
                : Optional.of(new QueryOutcome.Skipped("Output of the same query, parameters and limit is already in "
                        + query.folder() + " and the request does not say overwrite."));
    }

    /**
     * How many rows a query is expected to have: as many as the output has that it replaces, or as its limit says. Empty for a first
     * output.
     */
    OptionalLong expectedRows(PlannedQuery query, LandedOutput there) {
        return there instanceof LandedOutput.Whole whole ? rows(whole, query) : OptionalLong.empty();
    }

    private static OptionalLong rows(LandedOutput.Whole there, PlannedQuery query) {
        Optional<JsonNode> rows = parsed(there.manifest()).map(manifest -> manifest.path("rows"));
        return rows.isPresent() && rows.get().isIntegralNumber()
                ? OptionalLong.of(
                        Math.min(rows.get().asLong(), query.query().rowLimit().orElse(Long.MAX_VALUE)))
                : OptionalLong.empty();
    }

    private List<String> problems(List<PlannedQuery> queries) {
        Map<VolumePath, LandedOutput> there = there(queries);
        List<String> problems = new ArrayList<>();
        queries.forEach(query -> problem(query, there.get(query.folder())).ifPresent(problems::add));
        return problems;
    }

    private Map<VolumePath, LandedOutput> there(List<PlannedQuery> queries) {
        List<VolumePath> folders = queries.stream().map(PlannedQuery::folder).toList();
        return zone.get().outputs(folders, TIME_LIMIT, new Cancellation());
    }

    /** What would become of what is in the folders, if the queries ran now; in their order. */
    public List<Foreseen> foresee(List<PlannedQuery> queries) {
        if (queries.isEmpty()) {
            return List.of();
        }
        try {
            Map<VolumePath, LandedOutput> there = there(queries);
            return queries.stream()
                    .map(query -> foresee(query, there.get(query.folder())))
                    .toList();
        } catch (BridgeException e) {
            Foreseen unknown = new Foreseen(Fate.UNKNOWN, Optional.of(e.getMessage()), OptionalLong.empty());
            return Collections.nCopies(queries.size(), unknown);
        }
    }

    private Foreseen foresee(PlannedQuery query, LandedOutput there) {
        OptionalLong rows = expectedRows(query, there);
        if (there instanceof LandedOutput.None) {
            return new Foreseen(Fate.NEW, Optional.empty(), rows);
        }
        if (query.overwrite()) {
            return new Foreseen(Fate.REPLACED, Optional.empty(), rows);
        }
        Optional<String> problem = problem(query, there);
        return new Foreseen(problem.isPresent() ? Fate.REFUSED : Fate.SKIPPED, problem, rows);
    }

    /**
     * The manifest of what is in a folder.
     *
     * @throws BridgeException when the volume can't be asked
     */
    public Optional<JsonNode> manifest(VolumePath folder) {
        return zone.get()
                                .outputs(List.of(folder), TIME_LIMIT, new Cancellation())
                                .get(folder)
                        instanceof LandedOutput.Whole whole
                ? parsed(whole.manifest())
                : Optional.empty();
    }

    /** What becomes of what is in a query's folder. */
    public enum Fate {
        /** There is nothing. */
        NEW,
        /** It is replaced. */
        REPLACED,
        /** It is what was asked for, and stays: the query is skipped. */
        SKIPPED,
        /** It is something else that may not be replaced: the request is refused. */
        REFUSED,
        /** The volume does not answer. */
        UNKNOWN;

        /** In lower case. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What would become of an output.
     *
     * @param reason why it is refused or unknown
     * @param rows how many the query is expected to have; empty when nobody knows
     */
    public record Foreseen(Fate fate, Optional<String> reason, OptionalLong rows) {

        /** Nothing is said of it. */
        public static final Foreseen NOT_TOLD = new Foreseen(Fate.UNKNOWN, Optional.empty(), OptionalLong.empty());
    }

    private Optional<String> problem(PlannedQuery query, LandedOutput there) {
        if (there instanceof LandedOutput.None) {
            return Optional.empty();
        }
        Optional<JsonNode> manifest =
                there instanceof LandedOutput.Whole whole ? parsed(whole.manifest()) : Optional.empty();
        if (manifest.isEmpty()) {
            return Optional.of(query.folder() + " holds files without a manifest that can be read, so what they are is"
                    + " not known.");
        }
        OutputInputs wanted =
                new OutputInputs(query, source.get().origin(query.query().country()));
        List<String> differences = wanted.differencesFrom(manifest.get());
        return differences.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        query.folder() + " holds other rows; they differ in " + String.join("; ", differences) + ".");
    }

    private static Optional<JsonNode> parsed(String manifest) {
        try {
            return Optional.of(JSON.readTree(manifest)).filter(JsonNode::isObject);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static BridgeException differs(List<String> problems) {
        return new BridgeException.Conflict(
                ErrorCode.OUTPUT_DIFFERS,
                "Expected no output, or that of the same query, but " + String.join(" ", problems)
                        + " Send overwrite to replace it, or choose another destination.");
    }
}
