package io.github.sqldatabricks.bridge.airbyte.source;

import java.util.List;

/** What rows must satisfy; several conditions must all hold. */
public sealed interface Condition {

    /** A column compared with one value; a null never matches. */
    record Comparison(String column, Operator operator, Literal value) implements Condition {}

    /** A column that equals one of at least one value. */
    record OneOf(String column, List<Literal> values) implements Condition {
        public OneOf {
            values = List.copyOf(values);
        }
    }

    /** A column that is null, or that is not. */
    record Null(String column, boolean isNull) implements Condition {}

    /**
     * Rows from a position on in the order of {@code columns}: equal in all of them, or greater in the first one that differs.
     * None of them is null. The position itself belongs to it, because keys are not enforced to be unique.
     */
    record From(List<String> columns, List<Literal> values) implements Condition {
        public From {
            columns = List.copyOf(columns);
            values = List.copyOf(values);
        }
    }

    /** How two values are compared. */
    enum Operator {
        EQUAL("="),
        NOT_EQUAL("<>"),
        LESS("<"),
        AT_MOST("<="),
        GREATER(">"),
        AT_LEAST(">=");

        private final String sql;

        Operator(String sql) {
            this.sql = sql;
        }

        /** As SQL spells it. */
        public String sql() {
            return sql;
        }
    }
}
