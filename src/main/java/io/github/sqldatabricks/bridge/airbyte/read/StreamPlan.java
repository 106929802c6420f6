package io.github.sqldatabricks.bridge.airbyte.read;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sqldatabricks.bridge.airbyte.configuration.ReadOptions;
import io.github.sqldatabricks.bridge.airbyte.protocol.StreamDescriptor;
import io.github.sqldatabricks.bridge.airbyte.record.RecordField;
import io.github.sqldatabricks.bridge.airbyte.source.Condition;
import io.github.sqldatabricks.bridge.airbyte.source.TableColumn;
import io.github.sqldatabricks.bridge.airbyte.source.TableDescription;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.RowSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is read of one stream, checked against the table as it is now.
 *
 * @param selected the columns that become fields of records, in the table's order
 * @param filters only rows that satisfy all are read
 */
record StreamPlan(
        ConfiguredStream configured,
        TableDescription table,
        List<TableColumn> selected,
        List<Condition> filters,
        ReadOptions options) {

    /** @throws BridgeException.InvalidRequest when the table misses a column that is selected or filtered by */
    static StreamPlan of(ConfiguredStream configured, TableDescription table, ReadOptions options) {
        Set<String> missing = new TreeSet<>();
        configured.properties().fieldNames().forEachRemaining(missing::add);
        table.columns().forEach(column -> missing.remove(column.name()));
        missing.removeAll(FeedFields.NAMES);
        if (!missing.isEmpty()) {
            throw new BridgeException.InvalidRequest(
                    "stream-column-missing",
                    "Stream '" + configured.descriptor() + "' is configured with columns that the table does not have: "
                            + String.join(", ", missing)
                            + ". Refresh the source's schema, or select other columns.");
        }
        List<TableColumn> selected = table.columns().stream()
                .filter(column -> configured.properties().has(column.name()))
                .toList();
        return new StreamPlan(configured, table, selected, Filters.of(table, options.rowFilters()), options);
    }

    StreamDescriptor stream() {
        return configured.descriptor();
    }

    int checkpointRecords() {
        return options.checkpointRecords();
    }

    /** The columns that have to be read: the selected ones and those of the order. */
    List<TableColumn> columns(List<TableColumn> order) {
        List<TableColumn> columns = new ArrayList<>(selected);
        order.stream().filter(column -> !columns.contains(column)).forEach(columns::add);
        return columns;
    }

    /** The fields of records in rows of that schema. */
    List<RecordField> fields(RowSchema schema) {
        return selected.stream()
                .map(column -> new RecordField(column, Columns.index(schema, column.name()), isText(column)))
                .toList();
    }

    private boolean isText(TableColumn column) {
        for (JsonNode type : types(configured.properties().path(column.name()).path("type"))) {
            if (type.asText().equals("string")) {
                return true;
            }
        }
        return false;
    }

    /** A schema's type is one name or a list of names. */
    private static Iterable<JsonNode> types(JsonNode type) {
        return type.isArray() ? type : List.of(type);
    }
}
