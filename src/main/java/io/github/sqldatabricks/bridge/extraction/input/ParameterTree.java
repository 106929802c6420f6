package io.github.sqldatabricks.bridge.extraction.input;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import java.util.LinkedHashMap;
import java.util.Map;

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
