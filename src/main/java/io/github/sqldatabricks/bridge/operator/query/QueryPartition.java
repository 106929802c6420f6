package io.github.sqldatabricks.bridge.operator.query;

import java.util.List;
import org.apache.spark.sql.connector.read.InputPartition;

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
