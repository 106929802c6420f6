package io.github.sqldatabricks.bridge.replication.plan;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.UnityTable;
import io.github.sqldatabricks.bridge.replication.SourceCatalogue;
import io.github.sqldatabricks.bridge.replication.SourceTable;
import io.github.sqldatabricks.bridge.replication.config.Replication;
import io.github.sqldatabricks.bridge.replication.config.Replication.StreamOptions.Given;
import io.github.sqldatabricks.bridge.replication.config.Replication.StreamRule;
import io.github.sqldatabricks.bridge.replication.config.ReplicationLibrary;
import io.github.sqldatabricks.bridge.replication.config.Setting;
import io.github.sqldatabricks.bridge.replication.config.TargetPlace;
import io.github.sqldatabricks.bridge.replication.config.TargetPlace.NameTemplate;
import io.github.sqldatabricks.bridge.replication.plan.ReplicationPlan.PlanProblem;
import io.github.sqldatabricks.bridge.replication.plan.ReplicationPlanner.Draft;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** Finds targets that two streams have, of one file or of two: a table has one writer. Unity Catalog compares names without case. */
final class TargetClaims {

    private static final Logger LOG = Logger.getLogger(TargetClaims.class);

    private final ReplicationLibrary library;
    private final SourceCatalogue catalogue;
    private final Map<String, List<SourceTable>> tablesByCountry = new HashMap<>();
    private final Map<String, String> ownerByTarget = new HashMap<>();

    TargetClaims(ReplicationLibrary library, SourceCatalogue catalogue) {
        this.library = library;
        this.catalogue = catalogue;
    }

    /**
     * Adds a problem to each stream whose target another one has.
     *
     * @param tables of the replication's source
     * @param drafts its streams
     */
    void compare(Replication replication, List<SourceTable> tables, List<Draft> drafts) {
        tablesByCountry.put(replication.country().key(), tables);
        Set<String> schemas = drafts.stream()
                .flatMap(draft -> draft.resolver().target().stream())
                .map(TargetClaims::schema)
                .collect(Collectors.toSet());
        library.replications().stream()
                .filter(other -> !other.name().equals(replication.name()) && mayMeet(other, schemas))
                .forEach(this::claimAll);
        drafts.forEach(draft -> draft.resolver()
                .target()
                .flatMap(target -> claim(target, owner(replication, draft.stream())))
                .ifPresent(draft.problems()::add));
    }

    /** Whether its source has to be asked: a file whose tables are all in another schema can't meet. */
    private static boolean mayMeet(Replication other, Set<String> schemas) {
        boolean ownTargets = Stream.concat(
                        Stream.of(other.defaults()), other.rules().stream().map(StreamRule::options))
                .anyMatch(options -> options.find(Setting.TARGET).isPresent());
        return ownTargets || schemas.stream().anyMatch(schema -> other.target().mayBe(schema, other.country()));
    }

    private static String schema(UnityTable target) {
        return (target.catalog() + "." + target.schema()).toLowerCase(Locale.ROOT);
    }

    /** Of another file. When its source can't be asked, its own plan says so. */
    private void claimAll(Replication other) {
        try {
            List<SourceTable> tables =
                    tablesByCountry.computeIfAbsent(other.country().key(), key -> catalogue.tables(other.country()));
            for (MeantStream stream : StreamMatching.of(other, tables).streams()) {
                StreamTarget.of(other, stream, new Settled(stream.layers()))
                        .ifPresent(target -> claim(target, owner(other, stream)));
            }
        } catch (BridgeException e) {
            LOG.warnf(
                    "Targets of the replication %s could not be compared with others. %s",
                    other.name(), e.getMessage());
        }
    }

    private static String owner(Replication replication, MeantStream stream) {
        return "the stream " + stream.name() + " of " + replication.file();
    }

    private Optional<PlanProblem> claim(UnityTable target, String owner) {
        String other = ownerByTarget.putIfAbsent(target.toString().toLowerCase(Locale.ROOT), owner);
        return other == null
                ? Optional.empty()
                : Optional.of(new PlanProblem(
                        ErrorCode.STREAM_TARGET_TAKEN,
                        "The target " + target + " of " + owner + " is that of " + other
                                + " too. Give one of them another target."));
    }

    /** The table into which a stream's rows go: its own, or that of the file's target for its names. */
    static final class StreamTarget {

        private StreamTarget() {}

        /**
         * Finds it, and notes where its name came from.
         *
         * @throws BridgeException.Conflict ({@code stream-target-invalid}) when it is no name that Unity Catalog can have
         */
        static UnityTable require(Replication replication, MeantStream stream, Settled settled) {
            Map<String, String> names = stream.names(replication.country().key());
            Optional<Given<String>> own = settled.find(Setting.TARGET);
            TargetPlace place = replication.target();
            requireNames(stream, own.map(Given::value).orElse(place.schema() + "." + place.table()));
            try {
                UnityTable table =
                        own.map(given -> TargetPlace.own(given.value(), names)).orElseGet(() -> place.table(names));
                settled.note(
                        Setting.TARGET,
                        table.toString(),
                        own.map(Given::origin).orElse("target of " + replication.file()));
                return table;
            } catch (BridgeException.InvalidRequest e) {
                throw new BridgeException.Conflict(
                        ErrorCode.STREAM_TARGET_INVALID,
                        "The target of " + stream.source() + " is none that Unity Catalog can have: " + e.getMessage()
                                + " Give the stream a target of its own.");
            }
        }

        /** The same; empty for a stream that is disabled, or whose target is wrong, which its own plan says. */
        static Optional<UnityTable> of(Replication replication, MeantStream stream, Settled settled) {
            try {
                boolean disabled =
                        settled.find(Setting.DISABLED).filter(Given::value).isPresent();
                return disabled ? Optional.empty() : Optional.of(require(replication, stream, settled));
            } catch (BridgeException.Conflict e) {
                return Optional.empty();
            }
        }

        private static void requireNames(MeantStream stream, String template) {
            if (stream.table().isEmpty() && template.contains("{" + NameTemplate.SCHEMA + "}")) {
                throw new BridgeException.Conflict(
                        ErrorCode.STREAM_TARGET_INVALID,
                        "Expected a target without {schema} for " + stream.source()
                                + ", which has none. Give the stream a target of its own.");
            }
        }
    }
}
