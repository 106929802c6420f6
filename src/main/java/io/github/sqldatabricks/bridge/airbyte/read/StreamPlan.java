package io.github.sqldatabricks.bridge.airbyte.read;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sqldatabricks.bridge.airbyte.configuration.ReadOptions;
import io.github.sqldatabricks.bridge.airbyte.configuration.ReadOptions.RowFilter;
import io.github.sqldatabricks.bridge.airbyte.discovery.JsonSchemas;
import io.github.sqldatabricks.bridge.airbyte.discovery.StreamCatalog;
import io.github.sqldatabricks.bridge.airbyte.protocol.AirbyteMessage.StreamDescriptor;
import io.github.sqldatabricks.bridge.airbyte.read.ConfiguredCatalog.ConfiguredStream;
import io.github.sqldatabricks.bridge.airbyte.record.RecordWriter.RecordField;
import io.github.sqldatabricks.bridge.airbyte.source.TableQuery.Condition;
import io.github.sqldatabricks.bridge.airbyte.source.TableQuery.Literal;
import io.github.sqldatabricks.bridge.airbyte.source.WorkspaceTables.TableDescription;
import io.github.sqldatabricks.bridge.airbyte.source.WorkspaceTables.TableDescription.TableColumn;
import io.github.sqldatabricks.bridge.airbyte.state.StreamState.Position.PositionType;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.RowSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

    private static final Set<String> BOOLEANS = Set.of("true", "false");

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
        return new StreamPlan(configured, table, selected, conditions(table, options.rowFilters()), options);
    }

    /** The configured columns that the table does not have any more; they are no fields of records. */
    Set<String> gone() {
        return gone(configured, table);
    }

    private static Set<String> gone(ConfiguredStream configured, TableDescription table) {
        Set<String> gone = new TreeSet<>();
        configured.properties().fieldNames().forEachRemaining(gone::add);
        table.columns().forEach(column -> gone.remove(column.name()));
        gone.removeAll(ChangeFeedReading.FIELDS);
        return gone;
    }

    StreamDescriptor stream() {
        return configured.descriptor();
    }

    /**
     * The column by which an incremental stream is read: the configured one, or the first that the source's configuration proposes.
     *
     * @throws BridgeException.InvalidRequest when it is missing or can't be a cursor
     */
    TableColumn cursor() {
        List<String> path = configured.cursorField();
        String name = String.join(".", path);
        Optional<TableColumn> chosen =
                path.isEmpty() ? StreamCatalog.proposedCursor(table, options) : table.column(name);
        TableColumn column = chosen.orElseThrow(() -> new BridgeException.InvalidRequest(
                ErrorCode.CURSOR_MISSING,
                "Expected a cursor column for the incremental stream '" + stream() + "', but "
                        + (path.isEmpty() ? "got none" : "the table has no column '" + name + "'")
                        + ". Choose one in the connection's stream settings, or name it in cursor_field."));
        if (PositionType.of(column.type()).isEmpty()) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.CURSOR_TYPE_REFUSED,
                    "Expected a cursor of whole numbers, decimals, dates, timestamps or text, but column '"
                            + column.name() + "' of stream '" + stream()
                            + "' is of another type. Choose another cursor.");
        }
        return column;
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
                .map(column -> new RecordField(column, schema.indexOf(column.name()), isText(column)))
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
        JsonNode schema = configured.properties().path(column.name());
        return schema.path("type").isMissingNode()
                ? JsonSchemas.isLongDecimal(column.type())
                : types(schema).contains("string");
    }

    /**
     * The columns whose types have changed since the user configured the stream: their values are not what the configured schema
     * says; without a type it says nothing.
     */
    List<String> changedTypes() {
        JsonNode properties = configured.properties();
        return selected.stream()
                .filter(column -> isChanged(properties.path(column.name()), column))
                .map(TableColumn::name)
                .toList();
    }

    private static boolean isChanged(JsonNode configured, TableColumn column) {
        if (column.type() instanceof ColumnType.Decimal decimal) {
            // They are written as text or number, as the configured schema says.
            String number = decimal.scale() > 0 ? "number" : "integer";
            return configured.has("type")
                    && !types(configured).contains("string")
                    && !types(configured).contains(number);
        }
        JsonNode now = JsonSchemas.column(column);
        return configured.has("type")
                && (!types(configured).containsAll(types(now))
                        || !configured.path("format").equals(now.path("format")));
    }

    /** A schema's type is one name or a list of names. */
    private static Set<String> types(JsonNode schema) {
        JsonNode type = schema.path("type");
        Set<String> names = new TreeSet<>();
        if (type.isTextual()) {
            names.add(type.textValue());
        }
        type.forEach(name -> names.add(name.asText()));
        // Whether nulls can come changes no type, and every whole number is a number.
        names.remove("null");
        if (names.contains("number")) {
            names.add("integer");
        }
        return names;
    }

    /**
     * The row filters of a configuration as conditions on a table, with literals of its columns' types.
     *
     * @throws BridgeException.InvalidRequest when a filter's column is missing, or a value is none of its type
     */
    static List<Condition> conditions(TableDescription table, List<RowFilter> filters) {
        return filters.stream()
                .filter(filter -> filter.table().matches(table.table()))
                .map(filter -> condition(table, filter))
                .toList();
    }

    private static Condition condition(TableDescription table, RowFilter filter) {
        TableColumn column =
                table.column(filter.column()).orElseThrow(() -> invalid(table, filter, "a column of the table"));
        return switch (filter.operator()) {
            case IS_NULL -> new Condition.Null(column.name(), true);
            case IS_NOT_NULL -> new Condition.Null(column.name(), false);
            case IN -> new Condition.OneOf(column.name(), literals(table, column, filter));
            case EQUAL -> comparison(table, column, filter, Condition.Operator.EQUAL);
            case NOT_EQUAL -> comparison(table, column, filter, Condition.Operator.NOT_EQUAL);
            case LESS -> comparison(table, column, filter, Condition.Operator.LESS);
            case AT_MOST -> comparison(table, column, filter, Condition.Operator.AT_MOST);
            case GREATER -> comparison(table, column, filter, Condition.Operator.GREATER);
            case AT_LEAST -> comparison(table, column, filter, Condition.Operator.AT_LEAST);
        };
    }

    private static Condition comparison(
            TableDescription table, TableColumn column, RowFilter filter, Condition.Operator operator) {
        return new Condition.Comparison(
                column.name(), operator, literals(table, column, filter).get(0));
    }

    private static List<Literal> literals(TableDescription table, TableColumn column, RowFilter filter) {
        if (isBoolean(column)) {
            require(filter.values().stream().allMatch(BOOLEANS::contains), table, filter, "true or false");
        } else {
            PositionType type = PositionType.of(column.type())
                    .orElseThrow(() -> invalid(
                            table, filter, "a column of whole numbers, decimals, dates, timestamps, text or booleans"));
            String expected = "values of type " + type.wire() + ", such as " + type.example();
            require(filter.values().stream().allMatch(type::accepts), table, filter, expected);
        }
        ColumnType type = (ColumnType) column.type();
        return filter.values().stream().map(text -> new Literal(type, text)).toList();
    }

    private static boolean isBoolean(TableColumn column) {
        return column.type() instanceof ColumnType.Bool;
    }

    private static void require(boolean holds, TableDescription table, RowFilter filter, String expected) {
        if (!holds) {
            throw invalid(table, filter, expected);
        }
    }

    private static BridgeException invalid(TableDescription table, RowFilter filter, String expected) {
        return new BridgeException.InvalidRequest(
                ErrorCode.INVALID_ROW_FILTER,
                "Expected " + expected + " in the row filter on column '" + filter.column() + "' of " + table.table()
                        + ". Correct it in row_filters.");
    }
}
