package io.github.sqldatabricks.bridge.access;

import io.github.sqldatabricks.bridge.access.PermissionsFile.InvalidPermissions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** A YAML mapping of which every key is known and comes once; whatever is wrong is reported with its line. */
final class YamlMapping {

    private final Path file;
    private final Node node;
    private final Map<String, Node> values = new LinkedHashMap<>();

    /** @throws InvalidPermissions when {@code node} is no mapping, or a key is unknown or comes twice */
    YamlMapping(Path file, Node node, Set<String> knownKeys) {
        this.file = file;
        this.node = node;
        if (!(node instanceof MappingNode mapping)) {
            throw error(node, "expected a mapping with the keys " + new TreeSet<>(knownKeys));
        }
        for (NodeTuple entry : mapping.getValue()) {
            add(entry, knownKeys);
        }
    }

    private void add(NodeTuple entry, Set<String> knownKeys) {
        Node keyNode = entry.getKeyNode();
        String key = keyNode instanceof ScalarNode scalar ? scalar.getValue() : "";
        if (!knownKeys.contains(key)) {
            // The key is not shown: it could be a token that stands in the wrong place.
            throw error(keyNode, "unknown key; expected one of " + new TreeSet<>(knownKeys));
        }
        if (values.put(key, entry.getValueNode()) != null) {
            throw error(keyNode, "the key '" + key + "' comes twice");
        }
    }

    /** The key's text, which must be there and not blank. */
    String text(String key) {
        return optionalText(key).orElseThrow(() -> error(node, "the key '" + key + "' is missing or empty"));
    }

    /** The key's text as it is written; empty when the key is missing. */
    Optional<String> optionalText(String key) {
        Node value = values.get(key);
        if (value == null) {
            return Optional.empty();
        }
        if (!(value instanceof ScalarNode scalar)
                || value.getTag().equals(Tag.NULL)
                || scalar.getValue().isBlank()) {
            throw error(value, "expected a text for '" + key + "', but got nothing or a list or mapping");
        }
        return Optional.of(scalar.getValue());
    }

    /** The key's list; empty when the key is missing. */
    List<Node> list(String key) {
        Node value = values.get(key);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof SequenceNode sequence)) {
            throw error(value, "expected a list for '" + key + "'");
        }
        return sequence.getValue();
    }

    /** The key's list of texts; empty when the key is missing. */
    List<String> texts(String key) {
        List<String> texts = new ArrayList<>();
        for (Node item : list(key)) {
            if (!(item instanceof ScalarNode scalar) || item.getTag().equals(Tag.NULL)) {
                throw error(item, "expected a text in the list '" + key + "'");
            }
            texts.add(scalar.getValue());
        }
        return texts;
    }

    /** A complaint about the key's value, or about the whole mapping when the key is missing. */
    InvalidPermissions error(String key, String problem) {
        return error(values.getOrDefault(key, node), problem);
    }

    private InvalidPermissions error(Node place, String problem) {
        int line = place.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
        return InvalidPermissions.at(file, line, problem);
    }
}
