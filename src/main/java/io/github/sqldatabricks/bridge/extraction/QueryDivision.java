package io.github.sqldatabricks.bridge.extraction;

import io.github.sqldatabricks.bridge.extraction.RowSource.RowQuery;
import io.github.sqldatabricks.bridge.extraction.template.PartitionBy;
import io.github.sqldatabricks.bridge.model.Cancellation;
import java.util.List;

/** Port: divides the rows of a template's query among several statements. Thread-safe, blocking. */
@FunctionalInterface
public interface QueryDivision {

    /** Each query is read as a whole. */
    QueryDivision NONE = (query, by, cancellation) -> List.of(query);

    /**
     * Statements that have each of its rows exactly once between them, as long as no row changes its value of the column.
     *
     * @return at least one
     * @throws io.github.sqldatabricks.bridge.model.BridgeException ({@code partition-refused}) when the query has no such column, or one
     *     whose values have no order; or when the source can't be asked
     */
    List<RowQuery> parts(RowQuery query, PartitionBy by, Cancellation cancellation);
}
