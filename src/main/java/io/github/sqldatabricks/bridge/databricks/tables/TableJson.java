package io.github.sqldatabricks.bridge.databricks.tables;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sqldatabricks.bridge.airbyte.source.DatabricksType;
import io.github.sqldatabricks.bridge.airbyte.source.TableColumn;
import io.github.sqldatabricks.bridge.airbyte.source.TableDescription;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.UnityTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** Reads the answer of the Tables API. */
final class TableJson {

    private static final String CHANGE_DATA_FEED = "delta.enableChangeDataFeed";

    private TableJson() {}

    /** @throws BridgeException.RemotePermanent when it has no columns: a schema is never made up */
    static TableDescription description(UnityTable table, JsonNode json) {
        List<TableColumn> columns = StreamSupport.stream(json.path("columns").spliterator(), false)
                .sorted(Comparator.comparingInt(
                        column -> column.path("position").asInt()))
                .map(TableJson::column)
                .toList();
        if (columns.isEmpty()) {
            throw new BridgeException.RemotePermanent(
                    ErrorCode.TABLE_WITHOUT_COLUMNS,
                    "Unity Catalog knows no columns of " + table
                            + ". Read it once in a notebook, so that its columns become known, or leave it out.");
        }
        boolean feed = json.path("properties").path(CHANGE_DATA_FEED).asText().equalsIgnoreCase("true");
        return new TableDescription(table, columns, primaryKey(json), feed);
    }

    private static TableColumn column(JsonNode column) {
        return new TableColumn(
                column.path("name").asText(),
                type(column),
                column.path("nullable").asBoolean(true),
                Optional.of(column.path("comment").asText("")).filter(comment -> !comment.isBlank()));
    }

    private static DatabricksType type(JsonNode column) {
        return TypeJson.parse(column.path("type_json").asText())
                .orElseGet(() -> TypeText.parse(column.path("type_text").asText()));
    }

    private static List<String> primaryKey(JsonNode json) {
        List<String> key = new ArrayList<>();
        for (JsonNode constraint : json.path("table_constraints")) {
            constraint.path("primary_key_constraint").path("child_columns").forEach(name -> key.add(name.asText()));
        }
        return key;
    }
}
