package io.github.sqldatabricks.bridge.access;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
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

/**
 * Changes of the permissions file's text that leave everything else as a person wrote it, comments too. Whether the result
 * says what it should is checked by {@link TokenAdministration}, which reads it again.
 */
final class PermissionsText {

    private static final int INDENTATION = 2;

    private final String text;
    private final String lineEnd;
    private final YamlTree tree;

    /** @param text what {@link PermissionsParser} has understood, or nothing but comments */
    PermissionsText(String text) {
        this.text = text;
        this.lineEnd = text.contains("\r\n") ? "\r\n" : "\n";
        this.tree = YamlTree.of(text);
    }

    /**
     * The text with another user at the end of the list.
     *
     * @param entry the lines of {@link NewUser#entry}
     * @throws BridgeException.Conflict when the list is written as {@code [...]}
     */
    String append(List<String> entry) {
        Optional<Node> users = tree.users();
        if (users.isEmpty()) {
            return afterLine(text, text.length(), "users:" + lineEnd + indented(entry, INDENTATION));
        }
        SequenceNode list = (SequenceNode) users.get();
        if (list.getFlowStyle() == FlowStyle.BLOCK) {
            return afterLine(
                    text, YamlTree.end(list, text), indented(entry, start(list).getColumn()));
        }
        if (!list.getValue().isEmpty()) {
            throw new BridgeException.Conflict(
                    ErrorCode.USERS_IN_BRACKETS,
                    "The list of users is written in brackets; the entry has to be added by hand: use --print.");
        }
        String head = text.substring(0, YamlTree.start(list, text)).stripTrailing();
        String tail = text.substring(YamlTree.end(list, text));
        return afterLine(head + tail, head.length(), indented(entry, INDENTATION));
    }

    /** The text in which the user's token was valid until {@code day}; the user must be there. */
    String expire(String user, LocalDate day) {
        MappingNode entry = tree.user(user);
        Optional<Node> expires = YamlTree.value(entry, "expires");
        if (expires.isPresent()) {
            return text.substring(0, YamlTree.start(expires.get(), text))
                    + day
                    + text.substring(YamlTree.end(expires.get(), text));
        }
        NodeTuple name = YamlTree.tuple(entry, "name").orElseThrow();
        int end = YamlTree.end(name.getValueNode(), text);
        if (entry.getFlowStyle() == FlowStyle.FLOW) {
            return text.substring(0, end) + ", expires: " + day + text.substring(end);
        }
        return afterLine(
                text,
                end,
                indented(List.of("expires: " + day), start(name.getKeyNode()).getColumn()));
    }

    private static Mark start(Node node) {
        return node.getStartMark().orElseThrow();
    }

    private String indented(List<String> lines, int columns) {
        return lines.stream().map(line -> " ".repeat(columns) + line).collect(Collectors.joining(lineEnd));
    }

    /** Puts lines behind the line of this position. */
    private String afterLine(String whole, int position, String lines) {
        int newline = whole.indexOf('\n', position);
        if (newline >= 0) {
            return whole.substring(0, newline + 1) + lines + lineEnd + whole.substring(newline + 1);
        }
        String separator = whole.isEmpty() || whole.endsWith("\n") ? "" : lineEnd;
        return whole + separator + lines + lineEnd;
    }

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
                                    .filter(node ->
                                            ((ScalarNode) node).getValue().equalsIgnoreCase(name))
                                    .isPresent())
                            .findFirst()
                            .orElseThrow();
        }

        static Optional<Node> value(MappingNode mapping, String key) {
            return tuple(mapping, key).map(NodeTuple::getValueNode);
        }

        static Optional<NodeTuple> tuple(MappingNode mapping, String key) {
            return mapping.getValue().stream()
                    .filter(tuple ->
                            ((ScalarNode) tuple.getKeyNode()).getValue().equals(key))
                    .findFirst();
        }

        /** Where the node's text begins. */
        static int start(Node node, String text) {
            return position(node.getStartMark().orElseThrow(), text);
        }

        /** Where the node's text ends. A block's own mark stands behind the comments that follow it, so its last part counts. */
        static int end(Node node, String text) {
            boolean block =
                    node instanceof CollectionNode<?> collection && collection.getFlowStyle() == FlowStyle.BLOCK;
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
}
