package io.github.sqldatabricks.bridge.extraction.template;

import io.github.sqldatabricks.bridge.model.ParameterValue;
import java.util.List;

/**
 * A template with its values.
 *
 * @param sql T-SQL with {@code ?} markers
 * @param parameters the markers' values, in order
 */
public record BoundStatement(String sql, List<ParameterValue.Scalar> parameters) {
    public BoundStatement {
        parameters = List.copyOf(parameters);
    }
}
