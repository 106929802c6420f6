package io.github.sqldatabricks.bridge.extraction;

import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.model.ParameterValue;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.model.TemporalPolicy;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * One statement, ready to run: T-SQL with {@code ?} markers and the values to bind to them.
 *
 * @param country decides which SQL Server is asked
 * @param name the template's name, for messages
 * @param sql one T-SQL SELECT with {@code ?} markers
 * @param parameters the values of the markers, in order
 * @param rowLimit the most rows to read, positive; empty for all
 * @param temporalPolicies per column name (lower case) how sub-microsecond digits are treated, beyond the default
 */
public record RowQuery(
        Country country,
        QueryName name,
        String sql,
        List<ParameterValue.Scalar> parameters,
        OptionalLong rowLimit,
        Map<String, TemporalPolicy> temporalPolicies) {

    public RowQuery {
        parameters = List.copyOf(parameters);
        temporalPolicies = Map.copyOf(temporalPolicies);
    }
}
