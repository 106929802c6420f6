package io.github.sqldatabricks.bridge.extraction.input;

import io.github.sqldatabricks.bridge.extraction.input.CountryParameters.GivenParameter;
import io.github.sqldatabricks.bridge.extraction.input.YamlParameters.ParameterTree.Branch;
import io.github.sqldatabricks.bridge.extraction.input.YamlParameters.ParameterTree.Leaf;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.ParameterValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Reads one YAML 1.2 file of parameters. Works on the nodes as written, not on values that a YAML library has made of
 * them; no message repeats the file's text, because it may hold secrets.
 */
final class YamlParameters {

    /** The most values of one file, counting each use of an anchor: stops files that grow by repeating themselves. */
    static final int MAX_VALUES = 10_000;

    /** Says that a value is a {@link DateExpression}. */
    private static final Tag COMPUTED = new Tag("!computed");

    private final String file;
    private int values;

    private YamlParameters(String file) {
        this.file = file;
    }

    /**
     * Reads the text of a file.
     *
     * @param file its name, for messages
     * @throws BridgeException.InvalidRequest naming file and line, for whatever is not a mapping of text keys to values
     */
    static Branch read(String file, String text) {
        YamlParameters parameters = new YamlParameters(file);
        Node root =
                YamlDocument.compose(file, text, ErrorCode.INVALID_PARAMETERS).orElse(null);
        if (root == null) {
            return new Branch(Map.of(), file);
        }
        if (root instanceof MappingNode mapping) {
            return parameters.branch(mapping, 1);
        }
        return parameters.isNull(root) ? new Branch(Map.of(), file) : parameters.fail(root, "names with values");
    }

    private Branch branch(MappingNode mapping, int depth) {
        Map<String, ParameterTree> children = new LinkedHashMap<>();
        for (NodeTuple entry : mapping.getValue()) {
            String name = name(entry.getKeyNode());
            if (children.put(name, tree(entry.getValueNode(), depth + 1)) != null) {
                return fail(entry.getKeyNode(), "each name once, but '" + name + "' comes again");
            }
        }
        return new Branch(children, origin(mapping));
    }

    private String name(Node key) {
        if (key instanceof ScalarNode scalar
                && !scalar.getValue().isEmpty()
                && !scalar.getValue().equals("<<")) {
            boolean text = !scalar.isPlain() || ParameterText.parse(scalar.getValue()) instanceof ParameterValue.Text;
            if (text) {
                return scalar.getValue();
            }
        }
        return fail(
                key, "a name made of text (no number, flag, null, list or '<<'; quote it when it is meant as text)");
    }

    private ParameterTree tree(Node node, int depth) {
        if (++values > MAX_VALUES || depth > YamlDocument.MAX_DEPTH) {
            return fail(node, "at most " + MAX_VALUES + " values, nested at most " + YamlDocument.MAX_DEPTH + " deep");
        }
        if (node instanceof MappingNode mapping) {
            return branch(mapping, depth);
        }
        if (node.getTag().equals(COMPUTED)) {
            return new Leaf(new GivenParameter.Computed(expression(node), origin(node)));
        }
        ParameterValue value = node instanceof SequenceNode list ? many(list) : scalar(node);
        return new Leaf(new GivenParameter.Fixed(value, origin(node)));
    }

    private DateExpression expression(Node node) {
        String text = node instanceof ScalarNode scalar ? scalar.getValue() : "";
        return DateExpression.of(text).orElseGet(() -> fail(node, DateExpression.EXPECTED + " after !computed"));
    }

    private ParameterValue many(SequenceNode list) {
        List<ParameterValue.Scalar> scalars = new ArrayList<>();
        for (Node element : list.getValue()) {
            values++;
            scalars.add(scalar(element));
        }
        return scalars.isEmpty()
                ? fail(list, "a list of at least one value, because IN () is not valid T-SQL")
                : new ParameterValue.Many(scalars);
    }

    private ParameterValue.Scalar scalar(Node node) {
        if (node instanceof ScalarNode scalar && scalar.getTag().getValue().startsWith(Tag.PREFIX)) {
            return scalar.isPlain() && !saysText(scalar)
                    ? ParameterText.parse(scalar.getValue())
                    : new ParameterValue.Text(scalar.getValue());
        }
        return fail(
                node,
                "a single value (a list holds single values only; of tags of one's own, only !computed is understood)");
    }

    /** Whether a value that looks like a number or flag was written as {@code !!str}. */
    private static boolean saysText(ScalarNode scalar) {
        return scalar.getTag().equals(Tag.STR) && !scalar.getValue().equals("~");
    }

    private boolean isNull(Node node) {
        return node instanceof ScalarNode scalar
                && scalar.isPlain()
                && ParameterText.parse(scalar.getValue()) instanceof ParameterValue.Null;
    }

    private String origin(Node node) {
        return YamlDocument.origin(file, node);
    }

    private <T> T fail(Node node, String expected) {
        throw invalid("Expected " + expected + " in " + origin(node) + ".");
    }

    private static BridgeException invalid(String message) {
        return new BridgeException.InvalidRequest(ErrorCode.INVALID_PARAMETERS, message);
    }

    /** Parameters as a YAML file nests them. */
    sealed interface ParameterTree {

        /** Where the value stands: a file and a line in it. */
        String origin();

        /** One value. */
        record Leaf(GivenParameter given) implements ParameterTree {
            @Override
            public String origin() {
                return given.origin();
            }
        }

        /** Named values. */
        record Branch(Map<String, ParameterTree> children, String origin) implements ParameterTree {

            /** Both together; where both name a value, the stronger wins, and where both name a branch, they are merged. */
            Branch mergedWith(Branch stronger) {
                Map<String, ParameterTree> merged = new LinkedHashMap<>(children);
                stronger.children.forEach((name, child) -> merged.merge(name, child, Branch::together));
                return new Branch(merged, origin);
            }

            private static ParameterTree together(ParameterTree weak, ParameterTree strong) {
                return weak instanceof Branch weakBranch && strong instanceof Branch strongBranch
                        ? weakBranch.mergedWith(strongBranch)
                        : strong;
            }

            /**
             * The values by flat names: the names on the way to a value, joined with {@code _}; a dot in one counts as {@code _}.
             *
             * @throws BridgeException.InvalidRequest when two values come to the same name
             */
            Map<String, GivenParameter> flattened() {
                Map<String, GivenParameter> flat = new LinkedHashMap<>();
                flattenInto(flat, "");
                return flat;
            }

            private void flattenInto(Map<String, GivenParameter> flat, String prefix) {
                children.forEach((name, child) -> {
                    if (child instanceof Branch branch) {
                        branch.flattenInto(flat, prefix + ParameterName.flat(name) + "_");
                    } else if (child instanceof Leaf leaf) {
                        put(flat, prefix + ParameterName.flat(name), leaf);
                    }
                });
            }

            private static void put(Map<String, GivenParameter> flat, String name, Leaf leaf) {
                GivenParameter earlier = flat.put(name, leaf.given);
                if (earlier != null) {
                    throw new BridgeException.InvalidRequest(
                            ErrorCode.PARAMETER_COLLISION,
                            "Expected one parameter '" + name + "', but " + earlier.origin() + " and " + leaf.origin()
                                    + " both come to that name. Rename one of them.");
                }
            }
        }
    }
}
