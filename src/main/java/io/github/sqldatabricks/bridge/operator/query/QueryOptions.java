package io.github.sqldatabricks.bridge.operator.query;

import io.github.sqldatabricks.bridge.extraction.RowSource.RowQuery;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.ParameterValue;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.model.RowSchema;
import io.github.sqldatabricks.bridge.model.TemporalPolicy;
import io.github.sqldatabricks.bridge.operator.connection.NamedSettings;
import io.github.sqldatabricks.bridge.operator.connection.OperatorConnection;
import io.github.sqldatabricks.bridge.sqlserver.SqlServerPools;
import io.github.sqldatabricks.bridge.sqlserver.SqlServerRowSource;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * What is read, and from where. The options are those of {@link OperatorConnection}, {@code query}, {@code temporal-policy} (fail,
 * truncate, text), {@code max-value-size} (bytes), and {@code partition-column} with {@code lower-bound}, {@code upper-bound} and
 * {@code num-partitions}.
 */
record QueryOptions(NamedSettings settings) implements Serializable {

    private static final List<String> NAMES = Stream.concat(
                    OperatorConnection.NAMES.stream(),
                    Stream.of(
                            "query",
                            "temporal-policy",
                            "max-value-size",
                            "partition-column",
                            "lower-bound",
                            "upper-bound",
                            "num-partitions"))
            .toList();

    private static final long DEFAULT_VALUE_BYTES = 64L << 20;

    /** For messages, and for a directory that has one server for all. */
    private static final QueryName QUERY = new QueryName("extract_to_spark");

    private static final Country COUNTRY = new Country("spark");

    /** @throws BridgeException.InvalidRequest ({@code invalid-setting}) when an option is not known, or there is no query */
    static QueryOptions of(Map<String, String> options) {
        QueryOptions read = new QueryOptions(new NamedSettings(options, NAMES));
        read.query();
        return read;
    }

    /** The T-SQL as it was given. */
    String query() {
        return settings.required("query");
    }

    /** Where SQL Server is, for people. */
    String place() {
        OperatorConnection connection = new OperatorConnection(settings);
        return connection.host().orElse("") + ":" + connection.port() + "/"
                + connection.database().orElse("");
    }

    /** A pool of connections, the caller's to close. */
    SqlServerPools pools() {
        return new OperatorConnection(settings).openPools();
    }

    /** Reads over the pool. */
    SqlServerRowSource source(SqlServerPools pools) {
        return new SqlServerRowSource(
                pools,
                settings.constant("temporal-policy", TemporalPolicy.values()).orElse(TemporalPolicy.FAIL),
                settings.number("max-value-size", 1, Integer.MAX_VALUE).orElse(DEFAULT_VALUE_BYTES));
    }

    /**
     * The columns that the query returns; it is not run.
     *
     * @throws BridgeException.InvalidRequest ({@code query-not-divisible}) when it shall be divided, but is no derived table
     */
    RowSchema describe() {
        try (SqlServerPools pools = pools()) {
            SqlServerRowSource source = source(pools);
            RowSchema schema = source.describe(statement(query(), List.of()));
            if (settings.text("partition-column").isPresent()) {
                requireDivisible(source);
            }
            return schema;
        }
    }

    /** Only SQL Server knows; what it refuses here was a good statement a moment ago. */
    private void requireDivisible(SqlServerRowSource source) {
        try {
            source.describe(statement(Partitioning.derived(query()), List.of()));
        } catch (BridgeException.RemotePermanent e) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.QUERY_NOT_DIVISIBLE,
                    "With partition-column the query becomes a derived table, SELECT * FROM (query), and that SQL Server"
                            + " refuses, as it does any with WITH or ORDER BY. Leave these out, make it a view, or leave"
                            + " partition-column out. SQL Server says: " + e.getMessage(),
                    e);
        }
    }

    /** A statement with the values of its markers. */
    static RowQuery statement(String sql, List<String> values) {
        List<ParameterValue.Scalar> parameters = values.stream()
                .<ParameterValue.Scalar>map(ParameterValue.Text::new)
                .toList();
        return new RowQuery(COUNTRY, QUERY, sql, parameters, OptionalLong.empty(), Map.of());
    }
}
