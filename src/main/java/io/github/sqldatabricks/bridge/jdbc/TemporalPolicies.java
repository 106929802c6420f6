package io.github.sqldatabricks.bridge.jdbc;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.TemporalPolicy;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Which policy a timestamp column of a query has. */
public final class TemporalPolicies {

    private final Map<String, TemporalPolicy> byColumn;
    private final TemporalPolicy otherwise;
    private final Set<String> unused;

    /**
     * @param byColumn what the template says, by column name in lower case
     * @param otherwise for columns that the template does not name
     */
    public TemporalPolicies(Map<String, TemporalPolicy> byColumn, TemporalPolicy otherwise) {
        this.byColumn = Map.copyOf(byColumn);
        this.otherwise = otherwise;
        this.unused = new HashSet<>(byColumn.keySet());
    }

    /**
     * The policy of a timestamp column. A general TEXT leaves columns alone that lose nothing as timestamps.
     *
     * @param fractionDigits of the second, as the source declares
     */
    public TemporalPolicy of(String column, int fractionDigits) {
        String key = column.toLowerCase(Locale.ROOT);
        unused.remove(key);
        TemporalPolicy policy = byColumn.get(key);
        if (policy != null) {
            return policy;
        }
        return fractionDigits > ColumnType.MICROSECOND_DIGITS ? otherwise : TemporalPolicy.FAIL;
    }

    /**
     * Call when all columns were described.
     *
     * @throws BridgeException.InvalidRequest when the template names a column that is no timestamp of the result
     */
    public void requireAllUsed() {
        if (!unused.isEmpty()) {
            List<String> names = unused.stream().sorted().toList();
            throw new BridgeException.InvalidRequest(
                    ErrorCode.UNKNOWN_TEMPORAL_COLUMN,
                    "The template gives a temporal policy to " + String.join(", ", names)
                            + ", but the result has no date-and-time column of that name. Correct the template.");
        }
    }
}
