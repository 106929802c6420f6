package io.github.sqldatabricks.bridge.replication.partition;

import io.github.sqldatabricks.bridge.extraction.QueryParts.QueryDivision;
import io.github.sqldatabricks.bridge.extraction.RowSource;
import io.github.sqldatabricks.bridge.extraction.RowSource.RowQuery;
import io.github.sqldatabricks.bridge.extraction.template.PartitionBy;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.Column;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.RowSchema;
import io.github.sqldatabricks.bridge.model.RowStream;
import io.github.sqldatabricks.bridge.replication.StreamQuery;
import io.github.sqldatabricks.bridge.replication.StreamQuery.Narrowing;
import io.github.sqldatabricks.bridge.replication.partition.PartitionPlanner.Divided;
import io.github.sqldatabricks.bridge.replication.partition.PartitionPlanner.PartSize;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Divides the rows of templates by the column that they name. Thread-safe, blocking. */
public final class TemplateParts implements QueryDivision {

    private final PartitionPlanner planner;
    private final RowSource source;

    public TemplateParts(PartitionPlanner planner, RowSource source) {
        this.planner = planner;
        this.source = source;
    }

    @Override
    public List<RowQuery> parts(RowQuery query, PartitionBy by, Cancellation cancellation) {
        return parts(new StreamQuery(query, Narrowing.AROUND, query.name().value()), by, cancellation);
    }

    /** As {@link #parts(RowQuery, PartitionBy, Cancellation)}; the query may be narrowed already. */
    public List<RowQuery> parts(StreamQuery query, PartitionBy by, Cancellation cancellation) {
        Divided divided =
                new Divided(query, Optional.empty(), key(query, by.column(), cancellation), OptionalLong.empty());
        return by.parts().isPresent()
                ? planner.plan(divided, by.parts().getAsInt(), cancellation)
                : planner.plan(divided, PartSize.DEFAULT, cancellation);
    }

    /** What its columns are, the server knows only; it is asked in the form that the parts have. */
    private KeyColumn key(StreamQuery query, String name, Cancellation cancellation) {
        try (RowStream none = source.open(query.narrowed("1 = 0", List.of()), cancellation)) {
            Column column = none.schema().find(name).orElseThrow(() -> missing(query, name, none.schema()));
            return KeyColumn.of(column.name(), column.sourceType())
                    .filter(KeyColumn::isExact)
                    .orElseThrow(() -> unfit(query, column));
        }
    }

    private static BridgeException missing(StreamQuery query, String name, RowSchema schema) {
        return refused("Expected the column '" + name + "', by which @partition divides the rows of "
                + query.all().name() + ", among its columns, but they are "
                + schema.columns().stream().map(Column::name).toList() + ". Name one of them, or select it.");
    }

    private static BridgeException unfit(StreamQuery query, Column column) {
        return refused("Expected a column of whole numbers, decimals, dates, time stamps, nvarchar, nchar, binary or"
                + " uniqueidentifier, by which @partition divides the rows of "
                + query.all().name() + ", but '"
                + column.name() + "' is " + column.sourceType() + ". Name another one, or cast varchar to nvarchar.");
    }

    private static BridgeException refused(String message) {
        return new BridgeException.RemotePermanent(ErrorCode.PARTITION_REFUSED, message);
    }
}
