package io.github.sqldatabricks.bridge.airbyte.read;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sqldatabricks.bridge.airbyte.configuration.ReadOptions;
import io.github.sqldatabricks.bridge.airbyte.discovery.JsonSchemas;
import io.github.sqldatabricks.bridge.airbyte.protocol.StreamDescriptor;
import io.github.sqldatabricks.bridge.airbyte.record.RecordField;
import io.github.sqldatabricks.bridge.airbyte.source.Condition;
import io.github.sqldatabricks.bridge.airbyte.source.TableColumn;
import io.github.sqldatabricks.bridge.airbyte.source.TableDescription;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
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

    /** @throws BridgeException.InvalidRequest when the table has none of the selected columns, or misses one that is filtered by */
    static StreamPlan of(ConfiguredStream configured, TableDescription table, ReadOptions options) {
        JsonNode properties = configured.properties();
        List<TableColumn> selected = table.columns().stream()
                .filter(column -> properties.isEmpty() || properties.has(column.name()))
                .toList();
        if (selected.isEmpty()) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.STREAM_COLUMN_MISSING,
                    "Stream '" + configured.descriptor() + "' is configured with columns of which the table has none: "
                            + String.join(", ", gone(configured, table))
                            + ". Refresh the source's schema, or select other columns.");
        }
        return new StreamPlan(configured, table, selected, Filters.of(table, options.rowFilters()), options);
    }

    /** The configured columns that the table does not have any more; they are no fields of records. */
    Set<String> gone() {
        return gone(configured, table);
    }

    private static Set<String> gone(ConfiguredStream configured, TableDescription table) {
        Set<String> gone = new TreeSet<>();
        configured.properties().fieldNames().forEachRemaining(gone::add);
        table.columns().forEach(column -> gone.remove(column.name()));
        gone.removeAll(FeedFields.NAMES);
        return gone;
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

    /** The long decimals that an older configured schema has as numbers, which many readers round. */
    List<String> rounded() {
        return selected.stream()
                .filter(column -> JsonSchemas.isLongDecimal(column.type()) && !isText(column))
                .map(TableColumn::name)
                .toList();
    }

    /** Whether a decimal is text: as the configured schema says; where it says nothing, as discover would. */
    private boolean isText(TableColumn column) {
        JsonNode type = configured.properties().path(column.name()).path("type");
        for (JsonNode name : types(type)) {
            if (name.asText().equals("string")) {
                return true;
            }
        }
        return type.isMissingNode() && JsonSchemas.isLongDecimal(column.type());
    }

    /** A schema's type is one name or a list of names. */
    private static Iterable<JsonNode> types(JsonNode type) {
        return type.isArray() ? type : List.of(type);
    }
}
