package io.github.sqldatabricks.bridge.replication.plan;

import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.replication.SourceTable;
import io.github.sqldatabricks.bridge.replication.config.Replication;
import io.github.sqldatabricks.bridge.replication.config.Replication.StreamOptions;
import io.github.sqldatabricks.bridge.replication.config.Replication.StreamPattern;
import io.github.sqldatabricks.bridge.replication.config.Replication.StreamRule;
import io.github.sqldatabricks.bridge.replication.plan.ReplicationPlan.PlanProblem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which streams a file means, given the tables of its source. All patterns that meet a table say something of it: an entry for the table
 * alone before patterns, of these the longer one first, and the defaults last. So the order of the file's lines means nothing.
 */
final class StreamMatching {

    private static final Comparator<StreamPattern> STRONGEST_FIRST = Comparator.comparing(StreamPattern::isExact)
            .thenComparing(StreamPattern::length)
            .reversed();

    private final Replication replication;
    private final List<MeantStream> streams = new ArrayList<>();
    private final List<PlanProblem> problems = new ArrayList<>();
    private final Set<StreamRule> met = new HashSet<>();

    private StreamMatching(Replication replication) {
        this.replication = replication;
    }

    static StreamMatching of(Replication replication, List<SourceTable> tables) {
        StreamMatching matching = new StreamMatching(replication);
        tables.forEach(matching::match);
        replication.rules().forEach(matching::addTemplate);
        matching.findUnmet();
        matching.findSameNames();
        matching.streams.sort(Comparator.comparing(MeantStream::name));
        return matching;
    }

    /** By name. */
    List<MeantStream> streams() {
        return streams;
    }

    /** What is wrong with the file as a whole. */
    List<PlanProblem> problems() {
        return problems;
    }

    private void match(SourceTable table) {
        List<StreamRule> rules = replication.rules().stream()
                .filter(rule -> rule.rows() instanceof StreamRule.Tables tables && means(tables, table))
                .sorted(Comparator.comparing(StreamMatching::pattern, STRONGEST_FIRST))
                .toList();
        if (!rules.isEmpty()) {
            met.addAll(rules);
            findTies(table, rules);
            streams.add(new MeantStream(
                    MeantStream.nameOf(table.name()), new MeantStream.OfTable(table), layers(rules.stream())));
        }
    }

    /** A view is read when it is named; most views show rows of tables that are there already. */
    private static boolean means(StreamRule.Tables tables, SourceTable table) {
        return tables.pattern().matches(table.name())
                && (!table.view() || tables.pattern().isExact())
                && tables.exclude().stream().noneMatch(excluded -> excluded.matches(table.name()));
    }

    private static StreamPattern pattern(StreamRule rule) {
        return ((StreamRule.Tables) rule.rows()).pattern();
    }

    private List<StreamOptions> layers(Stream<StreamRule> rules) {
        return Stream.concat(rules.map(StreamRule::options), Stream.of(replication.defaults()))
                .toList();
    }

    private void addTemplate(StreamRule rule) {
        if (rule.rows() instanceof StreamRule.Template template) {
            met.add(rule);
            streams.add(new MeantStream(
                    template.stream(), new MeantStream.OfTemplate(template.query()), layers(Stream.of(rule))));
        }
    }

    private void findTies(SourceTable table, List<StreamRule> rules) {
        for (int i = 1; i < rules.size(); i++) {
            StreamRule one = rules.get(i - 1);
            StreamRule other = rules.get(i);
            if (STRONGEST_FIRST.compare(pattern(one), pattern(other)) == 0) {
                problems.add(new PlanProblem(
                        ErrorCode.STREAM_AMBIGUOUS,
                        "The patterns '" + one.key() + "' (" + one.origin() + ") and '" + other.key() + "' ("
                                + other.origin() + ") are of the same length and both meet " + table.name()
                                + ". Give the table an entry of its own without them, or exclude it in one."));
            }
        }
    }

    private void findUnmet() {
        replication.rules().stream()
                .filter(rule -> !met.contains(rule))
                .forEach(rule -> problems.add(new PlanProblem(
                        ErrorCode.STREAM_PATTERN_EMPTY,
                        "'" + rule.key() + "' (" + rule.origin()
                                + ") meets no table that the bridge's login may see at the source "
                                + replication.country() + ". Correct it, take it out, or grant SELECT.")));
    }

    private void findSameNames() {
        Map<String, MeantStream> byName = new HashMap<>();
        for (MeantStream stream : streams) {
            MeantStream other = byName.putIfAbsent(stream.name().value().toLowerCase(Locale.ROOT), stream);
            if (other != null) {
                problems.add(new PlanProblem(
                        ErrorCode.STREAM_AMBIGUOUS,
                        "The streams of " + other.source() + " and " + stream.source()
                                + " have names that differ by case at most, which Databricks takes for one. Exclude one,"
                                + " or give the template's stream another name."));
            }
        }
    }
}
