package io.github.sqldatabricks.bridge.replication.partition;

import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.model.ParameterValue;
import io.github.sqldatabricks.bridge.model.SqlServerTable;
import java.util.List;

/** Port: how a server thinks that a column's values are spread. Thread-safe, blocking. */
@FunctionalInterface
public interface KeyStatistics {

    /**
     * The histogram of the column's newest statistics, in the order of its values; empty when there is none, or nobody may see it.
     *
     * @throws io.github.sqldatabricks.bridge.model.BridgeException when the server can't be asked
     */
    List<Step> histogram(Country country, SqlServerTable table, KeyColumn key, Cancellation cancellation);

    /**
     * Values up to one of them.
     *
     * @param upTo the greatest one
     * @param below how many rows have values between the step before and this one, about, 0 or more
     * @param equal how many rows have just this value, about, 0 or more
     */
    record Step(ParameterValue.Scalar upTo, double below, double equal) {}
}
