package io.github.sqldatabricks.bridge.operator.query;

import io.github.sqldatabricks.bridge.extraction.RowRange;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.SqlServerTable;
import io.github.sqldatabricks.bridge.operator.connection.NamedSettings;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Divides the rows of a query by ranges of a column, so that each row is in exactly one part. The bounds only say where to divide:
 * rows below, above and without a value are in the first or the last part.
 */
final class Partitioning {

    private static final long MOST_PARTITIONS = 10_000;

    private final String query;
    private final String column;
    private final PartitionKey key;

    private Partitioning(String query, StructField column) {
        this.query = query;
        this.column = SqlServerTable.quote(column.name());
        this.key = PartitionKey.of(column.name(), column.dataType());
    }

    /**
     * The parts; a single one when no partition column is set.
     *
     * @throws BridgeException.InvalidRequest ({@code invalid-setting}) when the settings do not fit together or the query
     */
    static List<QueryPartition> of(QueryOptions options, StructType schema) {
        NamedSettings settings = options.settings();
        Optional<String> column = settings.text("partition-column");
        if (column.isEmpty()) {
            return List.of(new QueryPartition(options.query(), List.of()));
        }
        return new Partitioning(options.query(), field(schema, column.get())).parts(settings);
    }

    /** The query as a part of another statement; on lines of its own, because it may end with a comment. */
    static String derived(String query) {
        return "SELECT * FROM (\n" + query + "\n) AS bridge_query";
    }

    private static StructField field(StructType schema, String column) {
        return Arrays.stream(schema.fields())
                .filter(field -> field.name().equalsIgnoreCase(column))
                .findFirst()
                .orElseThrow(() -> new BridgeException.InvalidRequest(
                        ErrorCode.INVALID_SETTING, "Expected partition-column to be a column of the query."));
    }

    private List<QueryPartition> parts(NamedSettings settings) {
        BigInteger lower = key.bound("lower-bound", settings.required("lower-bound"));
        BigInteger upper = key.bound("upper-bound", settings.required("upper-bound"));
        settings.required("num-partitions");
        long wanted = settings.number("num-partitions", 1, MOST_PARTITIONS).orElseThrow();
        if (lower.compareTo(upper) >= 0) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.INVALID_SETTING, "Expected lower-bound to be less than upper-bound.");
        }
        List<BigInteger> borders = List.copyOf(borders(lower, upper, wanted));
        return RowRange.between(borders).stream().map(this::part).toList();
    }

    /** Between the parts; fewer when the range has fewer values. */
    private static TreeSet<BigInteger> borders(BigInteger lower, BigInteger upper, long wanted) {
        TreeSet<BigInteger> borders = new TreeSet<>();
        BigInteger range = upper.subtract(lower);
        for (long i = 1; i < wanted; i++) {
            borders.add(lower.add(range.multiply(BigInteger.valueOf(i)).divide(BigInteger.valueOf(wanted))));
        }
        return borders;
    }

    private QueryPartition part(RowRange<BigInteger> range) {
        if (range.isEverything()) {
            return new QueryPartition(query, List.of());
        }
        return new QueryPartition(
                derived(query) + " WHERE " + range.condition(column, key.marker()),
                range.borders().stream().map(key.text()).toList());
    }

    /**
     * A part of the rows, read by one task over one connection.
     *
     * @param sql the statement
     * @param values of its markers, in order
     */
    record QueryPartition(String sql, List<String> values) implements InputPartition {

        QueryPartition {
            values = List.copyOf(values);
        }
    }
}
