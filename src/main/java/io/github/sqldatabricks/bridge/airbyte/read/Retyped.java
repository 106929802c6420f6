package io.github.sqldatabricks.bridge.airbyte.read;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sqldatabricks.bridge.airbyte.discovery.JsonSchemas;
import io.github.sqldatabricks.bridge.airbyte.source.DatabricksType;
import io.github.sqldatabricks.bridge.airbyte.source.TableColumn;
import io.github.sqldatabricks.bridge.model.ColumnType;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Columns whose types have changed since the user configured the stream. */
final class Retyped {

    private Retyped() {}

    /** The names of those whose values are not what the configured schema says; without a type it says nothing. */
    static List<String> columns(StreamPlan plan) {
        JsonNode properties = plan.configured().properties();
        return plan.selected().stream()
                .filter(column -> isOther(properties.path(column.name()), column))
                .map(TableColumn::name)
                .toList();
    }

    private static boolean isOther(JsonNode configured, TableColumn column) {
        if (column.type() instanceof DatabricksType.Plain plain && plain.type() instanceof ColumnType.Decimal decimal) {
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
}
