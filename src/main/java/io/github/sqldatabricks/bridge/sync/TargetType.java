package io.github.sqldatabricks.bridge.sync;

import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.ColumnVector;
import java.util.Optional;

/** What a column of the target can hold. A value arrives unchanged or is refused. Thread-safe. */
public interface TargetType {

    /** As T-SQL declares it, such as {@code decimal(18, 2)}. */
    String declaration();

    /**
     * Why values of this type are refused altogether, and what to do instead; empty when they are taken, each value
     * checked.
     */
    Optional<String> refusal(ColumnType source);

    /** Brings values of a type that is not refused into the form that a driver sends. */
    ValueReader reader(ColumnType source);

    /** Reads the values of one column. */
    @FunctionalInterface
    interface ValueReader {

        /**
         * The value for the driver.
         *
         * @param row a row whose value is not null
         * @throws ValueRefused when the target column can't hold it unchanged
         */
        Object read(ColumnVector values, int row);
    }

    /** A value that does not fit. The message says what fits and never shows the value. */
    final class ValueRefused extends RuntimeException {

        private static final long serialVersionUID = 1L;

        public ValueRefused(String message) {
            super(message, null, false, false);
        }
    }
}
