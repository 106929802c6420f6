package io.github.sqldatabricks.bridge.model;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
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
    record Typed(ParameterType type, Object value) implements Scalar {

        /** From here on the driver's calendar, which is Julian before 1582-10-15, is SQL Server's, in every time zone. */
        private static final LocalDate SAME_CALENDAR = LocalDate.of(1583, 1, 1);

        /** Whether it has to be sent as text, because the driver would send another day. */
        public boolean isOldDate() {
            return value instanceof LocalDate day && day.isBefore(SAME_CALENDAR)
                    || value instanceof LocalDateTime time && time.toLocalDate().isBefore(SAME_CALENDAR)
                    || value instanceof OffsetDateTime moment
                            && moment.toLocalDate().isBefore(SAME_CALENDAR);
        }

        /** Its marker in T-SQL; see {@link ParameterType#marker}. */
        public String marker() {
            return isOldDate() ? "CAST(? AS " + type + ")" : type.marker();
        }
    }

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
