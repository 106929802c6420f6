package io.github.sqldatabricks.bridge.extraction;

import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.model.ParameterValue;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.model.RowSchema;
import io.github.sqldatabricks.bridge.model.RowStream;
import io.github.sqldatabricks.bridge.model.TemporalPolicy;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Port: where rows come from (SQL Server, or the sandbox's emulator). Thread-safe. */
public interface RowSource {

    /**
     * Runs the statement and returns its rows as a stream. Blocks until the first row can be read.
     *
     * @param cancellation stops the statement while this call still waits for it, from any thread; once there is a
     *     stream, {@link RowStream#abort()} does
     * @throws io.github.sqldatabricks.bridge.model.BridgeException.RemoteTransient when another attempt can help
     * @throws io.github.sqldatabricks.bridge.model.BridgeException.RemotePermanent when it can't
     * @throws io.github.sqldatabricks.bridge.model.BridgeException.InvalidRequest when a column's type is refused
     */
    RowStream open(RowQuery query, Cancellation cancellation);

    /**
     * The columns that the statement returns.
     *
     * @throws io.github.sqldatabricks.bridge.model.BridgeException as {@link #open} does
     */
    default RowSchema describe(RowQuery query) {
        try (RowStream rows = open(query, new Cancellation())) {
            return rows.schema();
        }
    }

    /**
     * What decides the rows of a country's queries beside their statements, by name, for people: the database, and how values
     * are treated; nothing for a source that is always the same. Asks nobody.
     *
     * @throws io.github.sqldatabricks.bridge.model.BridgeException when the country has no database
     */
    default Map<String, String> origin(Country country) {
        return Map.of();
    }

    /**
     * How many streams of a country's rows can be open at once, at least 1. Asks nobody.
     *
     * @throws io.github.sqldatabricks.bridge.model.BridgeException when the country has no database
     */
    default int mostStreams(Country country) {
        return Integer.MAX_VALUE;
    }

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
    record RowQuery(
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
}
