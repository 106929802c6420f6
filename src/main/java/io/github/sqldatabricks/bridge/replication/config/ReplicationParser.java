package io.github.sqldatabricks.bridge.replication.config;

import io.github.sqldatabricks.bridge.extraction.input.YamlDocument;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.replication.config.Replication.StreamOptions;
import io.github.sqldatabricks.bridge.replication.config.Replication.StreamPattern;
import io.github.sqldatabricks.bridge.replication.config.Replication.StreamRule;
import io.github.sqldatabricks.bridge.replication.config.Replication.StreamRule.Rows;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads a replication's file, or says in which line it is wrong. */
final class ReplicationParser {

    static final List<String> FILE_KEYS =
            List.of("version", "name", "description", "source", "target", "schedule", "defaults", "streams");

    /** Beside those of {@link Setting}. */
    static final List<String> STREAM_KEYS = List.of("exclude", "query");

    private static final int VERSION = 1;

    private ReplicationParser() {}

    /**
     * Reads a file.
     *
     * @param file its name, for messages
     * @throws BridgeException.InvalidRequest naming file and line, for whatever is not right
     */
    static Replication parse(String file, String text) {
        Node root = YamlDocument.compose(file, text, ErrorCode.INVALID_REPLICATION)
                .orElseThrow(() -> new BridgeException.InvalidRequest(
                        ErrorCode.INVALID_REPLICATION, "Expected a replication in " + file + ", but it is empty."));
        YamlMapping whole = new YamlValue(file, "replication", root)
                .mapping()
                .with(FILE_KEYS, Set.of("consistency", "parameters", "verify"));
        whole.get("version").whole(VERSION, VERSION);
        Country country = country(whole.get("source"));
        return new Replication(
                name(whole.get("name")),
                whole.find("description").map(YamlValue::text).orElse(""),
                file,
                country,
                TargetPlace.read(whole.get("target"), country),
                whole.find("schedule").map(Schedule::read),
                whole.find("defaults").map(ReplicationParser::defaults).orElse(new StreamOptions(Map.of())),
                rules(whole.get("streams")));
    }

    private static String name(YamlValue value) {
        if (!value.text().matches(Replication.NAME_PATTERN)) {
            throw value.refused("1 to 64 lower-case letters, digits, '_' and '-'");
        }
        return value.text();
    }

    private static Country country(YamlValue source) {
        YamlValue country =
                source.mapping().with(List.of("country"), Set.of("connection")).get("country");
        return country.checked(() -> new Country(country.text()));
    }

    private static StreamOptions defaults(YamlValue value) {
        return Setting.options(value.mapping().with(Setting.keys(), Setting.laterKeys()));
    }

    /** The same pattern can be written in several ways, with brackets or without its schema. */
    private static List<StreamRule> rules(YamlValue streams) {
        Set<StreamPattern> patterns = new HashSet<>();
        List<StreamRule> rules = new ArrayList<>();
        streams.mapping().values().forEach((key, value) -> {
            StreamRule rule = rule(key, value);
            if (rule.rows() instanceof StreamRule.Tables tables
                    && !patterns.add(tables.pattern().folded())) {
                throw value.error("'" + key + "' comes twice in 'streams'");
            }
            rules.add(rule);
        });
        return rules;
    }

    private static StreamRule rule(String key, YamlValue value) {
        Set<String> known = new HashSet<>(Setting.keys());
        known.addAll(STREAM_KEYS);
        YamlMapping mapping = value.mappingOrNothing().with(known, Setting.laterKeys());
        return new StreamRule(key, rows(key, value, mapping), Setting.options(mapping), value.origin());
    }

    private static Rows rows(String key, YamlValue value, YamlMapping mapping) {
        Optional<YamlValue> exclude = mapping.find("exclude");
        Optional<YamlValue> query = mapping.find("query");
        if (query.isPresent()) {
            exclude.ifPresent(both -> {
                throw both.error("A stream of a template has nothing to 'exclude'");
            });
            return new StreamRule.Template(
                    value.checked(() -> new QueryName(key)),
                    query.get().checked(() -> new QueryName(query.get().text())));
        }
        StreamPattern pattern = value.checked(() -> StreamPattern.parse(key));
        if (pattern.isExact() && exclude.isPresent()) {
            throw exclude.get().error("Only a pattern with '*' has something to 'exclude'");
        }
        return new StreamRule.Tables(pattern, excluded(exclude));
    }

    private static List<StreamPattern> excluded(Optional<YamlValue> exclude) {
        return exclude.map(YamlValue::items).orElse(List.of()).stream()
                .map(item -> item.checked(() -> StreamPattern.parse(item.text())))
                .toList();
    }
}
