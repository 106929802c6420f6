package io.github.sqldatabricks.bridge.model;

import java.math.BigDecimal;
import java.util.List;

/** A value that a template's placeholder stands for. It is bound to the statement, never pasted into it. */
public sealed interface ParameterValue {

    /** A value that takes one statement parameter. */
    sealed interface Scalar extends ParameterValue {

        /** Whether it is SQL NULL. */
        default boolean isNull() {
            return this instanceof Null || this instanceof Typed typed && typed.value() == null;
        }
    }

    /** SQL NULL. */
    record Null() implements Scalar {}

    /** true or false. */
    record Flag(boolean value) implements Scalar {}

    /** A whole number. */
    record Whole(long value) implements Scalar {}

    /** An exact decimal number. */
    record Exact(BigDecimal value) implements Scalar {}

    /** Text; dates and times without a declared type are text too, SQL Server converts them. */
    record Text(String value) implements Scalar {}

    /**
     * A value of the type that the template declares.
     *
     * @param type its SQL Server type
     * @param value as {@link ParameterType} says; null is SQL NULL
     */
    record Typed(ParameterType type, Object value) implements Scalar {}

    /** Several values, for {@code IN ({name})}; never empty, because {@code IN ()} is not valid T-SQL. */
    record Many(List<Scalar> values) implements ParameterValue {
        public Many {
            values = List.copyOf(values);
            if (values.isEmpty()) {
                throw new IllegalArgumentException("a list parameter needs at least one value");
            }
        }
    }
}
