package io.github.sqldatabricks.bridge.replication;

import io.github.sqldatabricks.bridge.extraction.RowSource.RowQuery;
import io.github.sqldatabricks.bridge.model.ParameterValue;
import java.util.List;
import java.util.stream.Stream;

/**
 * The rows of a stream, as a statement that can be narrowed to a window or a partition of them.
 *
 * @param all the statement for all rows
 * @param narrowing where a further condition goes
 * @param source tells which rows they are, whatever their columns and the time of the run: a position among other rows means nothing
 */
public record StreamQuery(RowQuery all, Narrowing narrowing, String source) {

    /** Where a further condition goes. */
    public enum Narrowing {
        /** Behind a SELECT from a table. */
        WHERE(" WHERE ("),
        /** Behind a SELECT from a table that ends with a condition in parentheses. */
        AND(" AND ("),
        /** Around a statement of any form but one with WITH or ORDER BY, which SQL Server takes for no derived table. */
        AROUND("\n) AS [bridge_rows] WHERE (");

        private final String joint;

        Narrowing(String joint) {
            this.joint = joint;
        }
    }

    /**
     * The statement for the rows that meet a condition too.
     *
     * @param condition T-SQL with {@code ?} markers and quoted names of columns
     * @param parameters the values of its markers, in order
     */
    public RowQuery narrowed(String condition, List<ParameterValue.Scalar> parameters) {
        String begin = narrowing == Narrowing.AROUND ? "SELECT * FROM (\n" : "";
        return new RowQuery(
                all.country(),
                all.name(),
                begin + all.sql() + narrowing.joint + condition + ")",
                Stream.concat(all.parameters().stream(), parameters.stream()).toList(),
                all.rowLimit(),
                all.temporalPolicies());
    }
}
