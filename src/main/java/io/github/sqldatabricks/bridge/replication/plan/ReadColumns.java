package io.github.sqldatabricks.bridge.replication.plan;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Column;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.RowSchema;
import io.github.sqldatabricks.bridge.model.TemporalPolicy;
import io.github.sqldatabricks.bridge.replication.SourceTable;
import io.github.sqldatabricks.bridge.replication.SourceTable.SourceColumn;
import io.github.sqldatabricks.bridge.replication.config.Setting.ColumnChoice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The columns of a table that a stream reads.
 *
 * @param schema as they are read
 * @param temporal by column, in lower case: how a seventh digit of a second is treated
 */
record ReadColumns(RowSchema schema, Map<String, TemporalPolicy> temporal) {

    /**
     * All but those that are excluded.
     *
     * @throws BridgeException.Conflict naming all columns that are not there or that can't be read
     */
    static ReadColumns of(SourceTable table, ColumnChoice choice) {
        List<String> problems = new ArrayList<>();
        Stream.concat(choice.exclude().stream(), choice.temporal().keySet().stream())
                .filter(name -> table.column(name).isEmpty())
                .forEach(name -> problems.add("there is no column '" + name + "'"));
        List<Column> columns = new ArrayList<>();
        for (SourceColumn column : table.columns()) {
            boolean excluded = choice.exclude().stream().anyMatch(column.name()::equalsIgnoreCase);
            if (!excluded) {
                Optional<Column> read = read(column, choice);
                read.ifPresentOrElse(
                        columns::add,
                        () -> problems.add("'" + column.name() + "' has the type " + column.sourceType()
                                + ", which Databricks has nothing for (" + column.advice() + ")"));
            }
        }
        if (!problems.isEmpty()) {
            throw new BridgeException.Conflict(
                    ErrorCode.STREAM_COLUMN_REFUSED,
                    "Expected columns of " + table.name() + " that can be read, but " + String.join("; ", problems)
                            + ". Correct columns: {exclude: [...]}, or read a view or a template instead.");
        }
        return new ReadColumns(new RowSchema(columns), temporal(table, choice));
    }

    private static Optional<Column> read(SourceColumn column, ColumnChoice choice) {
        boolean text = choice.temporal().get(column.name().toLowerCase(Locale.ROOT)) == TemporalPolicy.TEXT;
        return column.type()
                .map(type -> new Column(
                        column.name(), text ? new ColumnType.Text() : type, column.nullable(), column.sourceType()));
    }

    /** Those of columns that are read: what a row source does not find among them, it refuses. */
    private static Map<String, TemporalPolicy> temporal(SourceTable table, ColumnChoice choice) {
        Map<String, TemporalPolicy> temporal = new HashMap<>(choice.temporal());
        temporal.keySet().removeIf(name -> choice.exclude().stream().anyMatch(name::equalsIgnoreCase));
        return temporal;
    }
}
