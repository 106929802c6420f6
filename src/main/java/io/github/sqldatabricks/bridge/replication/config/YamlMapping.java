package io.github.sqldatabricks.bridge.replication.config;

import io.github.sqldatabricks.bridge.extraction.input.ParameterName;
import io.github.sqldatabricks.bridge.model.QuotedInput;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Named values of a replication's file, each name once, whatever its case. */
final class YamlMapping {

    private final YamlValue whole;
    private final Map<String, YamlValue> values = new LinkedHashMap<>();

    private YamlMapping(YamlValue whole) {
        this.whole = whole;
    }

    /**
     * Of a mapping, or of nothing.
     *
     * @throws io.github.sqldatabricks.bridge.model.BridgeException.InvalidRequest when a name is no text or comes twice
     */
    static YamlMapping of(YamlValue whole) {
        YamlMapping mapping = new YamlMapping(whole);
        if (whole.node() instanceof MappingNode node) {
            Set<String> distinct = new HashSet<>();
            node.getValue().forEach(entry -> mapping.add(entry, distinct));
        }
        return mapping;
    }

    private void add(NodeTuple entry, Set<String> distinct) {
        YamlValue name = new YamlValue(whole.file(), whole.key(), entry.getKeyNode());
        if (!(entry.getKeyNode() instanceof ScalarNode scalar)
                || scalar.getValue().isBlank()) {
            throw name.error("Expected a name made of text in '" + whole.key() + "'");
        }
        String text = scalar.getValue();
        if (!distinct.add(text.toLowerCase(Locale.ROOT))) {
            throw name.error("'" + text + "' comes twice in '" + whole.key() + "'");
        }
        values.put(text, new YamlValue(whole.file(), text, entry.getValueNode()));
    }

    /**
     * The same when all names are among the known ones.
     *
     * @param later names that a later version will know
     */
    YamlMapping with(Collection<String> known, Set<String> later) {
        values.forEach((name, value) -> {
            if (!known.contains(name)) {
                throw later.contains(name)
                        ? value.error("'" + name + "' comes later; this version does not know it")
                        : unknown(name, value, known);
            }
        });
        return this;
    }

    private RuntimeException unknown(String name, YamlValue value, Collection<String> known) {
        return value.error("Unknown key " + QuotedInput.of(name) + " in '" + whole.key() + "'"
                + ParameterName.nearest(name, known)
                        .map(near -> " (did you mean '" + near + "'?)")
                        .orElse("")
                + "; known are " + String.join(", ", new TreeSet<>(known)));
    }

    boolean isEmpty() {
        return values.isEmpty();
    }

    /** By name, in the order of the file. */
    Map<String, YamlValue> values() {
        return Collections.unmodifiableMap(values);
    }

    Optional<YamlValue> find(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** A value that must be there. */
    YamlValue get(String name) {
        return find(name).orElseThrow(() -> whole.error("The key '" + name + "' is missing in '" + whole.key() + "'"));
    }
}
