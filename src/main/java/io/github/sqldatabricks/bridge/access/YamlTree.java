package io.github.sqldatabricks.bridge.access;

import java.util.Optional;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.CollectionNode;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Where things stand in the text of a permissions file that is known to be right. */
record YamlTree(Optional<Node> root) {

    /** @param text what {@link PermissionsParser} has understood, or nothing but comments */
    static YamlTree of(String text) {
        return new YamlTree(new Compose(LoadSettings.builder().build()).composeString(text));
    }

    /** Whether the text has nothing but comments. */
    static boolean isEmpty(String text) {
        return text.lines().map(String::strip).allMatch(line -> line.isEmpty() || line.startsWith("#"));
    }

    /** The list of users. */
    Optional<Node> users() {
        return root.flatMap(node -> value((MappingNode) node, "users"));
    }

    /** The user of that name, case ignored. */
    MappingNode user(String name) {
        return ((SequenceNode) users().orElseThrow())
                .getValue().stream()
                        .map(MappingNode.class::cast)
                        .filter(user -> value(user, "name")
                                .filter(node -> ((ScalarNode) node).getValue().equalsIgnoreCase(name))
                                .isPresent())
                        .findFirst()
                        .orElseThrow();
    }

    static Optional<Node> value(MappingNode mapping, String key) {
        return tuple(mapping, key).map(NodeTuple::getValueNode);
    }

    static Optional<NodeTuple> tuple(MappingNode mapping, String key) {
        return mapping.getValue().stream()
                .filter(tuple -> ((ScalarNode) tuple.getKeyNode()).getValue().equals(key))
                .findFirst();
    }

    /** Where the node's text begins. */
    static int start(Node node, String text) {
        return position(node.getStartMark().orElseThrow(), text);
    }

    /** Where the node's text ends. A block's own mark stands behind the comments that follow it, so its last part counts. */
    static int end(Node node, String text) {
        boolean block = node instanceof CollectionNode<?> collection && collection.getFlowStyle() == FlowStyle.BLOCK;
        return block
                ? children(node).mapToInt(child -> end(child, text)).max().orElseThrow()
                : position(node.getEndMark().orElseThrow(), text);
    }

    private static Stream<Node> children(Node block) {
        return block instanceof MappingNode mapping
                ? mapping.getValue().stream().map(NodeTuple::getValueNode)
                : ((SequenceNode) block).getValue().stream();
    }

    /** The library counts code points, Java's strings count UTF-16 units. */
    private static int position(Mark mark, String text) {
        return text.offsetByCodePoints(0, mark.getIndex());
    }
}
