package io.github.sqldatabricks.bridge.airbyte.state;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Reads states that {@link StateWriter} wrote, perhaps in an older version of this source. */
public final class StateReader {

    private StateReader() {}

    /**
     * Reads the state of a stream; an empty object is none.
     *
     * @return also what another connector wrote, where its meaning is plain
     * @throws io.github.sqldatabricks.bridge.model.BridgeException.InvalidRequest when it is none that this version writes
     */
    public static Optional<StreamState> read(JsonNode json) {
        if (json.isNull() || (json.isObject() && json.isEmpty())) {
            return Optional.empty();
        }
        StateFields fields = new StateFields(json);
        if (!fields.has("mode")) {
            return Optional.of(foreign(fields, json));
        }
        if (fields.number("version") != StateWriter.VERSION) {
            throw StateFields.invalid("version " + StateWriter.VERSION, json.get("version"));
        }
        return Optional.of(state(fields, fields.text("mode")));
    }

    /**
     * Either the cursor's name and value in fields of their own, as Airbyte's sources of databases have them
     * ({@code {"cursor_field":["updated_at"],"cursor":"..."}}), or the name as the only field
     * ({@code {"updated_at":"..."}}), as sources in Python have it.
     */
    private static StreamState foreign(StateFields fields, JsonNode json) {
        if (fields.has("cursor_field")) {
            JsonNode name = json.get("cursor_field");
            JsonNode only = name.isArray() && name.size() == 1 ? name.get(0) : name;
            return foreign(only.asText(), json.path(fields.has("cursor") ? "cursor" : "cursor_value"));
        }
        if (json.size() != 1) {
            throw StateFields.invalid("one cursor field with its value", json);
        }
        return foreign(json.fieldNames().next(), json.elements().next());
    }

    private static StreamState foreign(String cursorField, JsonNode value) {
        if (cursorField.isEmpty() || !(value.isTextual() || value.isNumber())) {
            throw StateFields.invalid("one cursor field with its value", value);
        }
        return new StreamState.Foreign(cursorField, value.asText());
    }

    private static StreamState state(StateFields fields, String mode) {
        return switch (mode) {
            case StateWriter.FULL_REFRESH -> fullRefresh(fields);
            case StateWriter.CURSOR -> cursor(fields);
            case StateWriter.CHANGE_DATA_FEED -> changeDataFeed(fields);
            default -> throw StateFields.invalid("a mode that this source has", fields.get("mode"));
        };
    }

    private static StreamState fullRefresh(StateFields fields) {
        StreamState.RefreshId refresh =
                new StreamState.RefreshId(fields.optionalNumber("generation_id"), fields.optionalNumber("sync_id"));
        return new StreamState.FullRefresh(
                refresh, fields.optionalNumber("snapshot_version"), position(fields), fields.flag("complete"));
    }

    private static StreamState cursor(StateFields fields) {
        return new StreamState.Cursor(
                fields.text("cursor_field"),
                fields.optionalNumber("null_records"),
                fields.optionalText("upper_bound"),
                fields.optionalText("time_limit"),
                position(fields),
                texts(fields.get("ahead")));
    }

    private static StreamState changeDataFeed(StateFields fields) {
        if (fields.has("snapshot_version")) {
            return new StreamState.FeedSnapshot(
                    fields.number("snapshot_version"), fields.text("snapshot_at"), position(fields));
        }
        return new StreamState.FeedChanges(
                position(fields).orElseThrow(() -> StateFields.invalid("a position", fields.get("position"))));
    }

    private static Optional<Position> position(StateFields fields) {
        return fields.has("position") ? Optional.of(position(fields.get("position"))) : Optional.empty();
    }

    private static Position position(JsonNode json) {
        List<Position.Value> values = new ArrayList<>();
        json.path("values").forEach(value -> values.add(value(new StateFields(value))));
        if (values.isEmpty()) {
            throw StateFields.invalid("values of a position", json.get("values"));
        }
        Optional<List<String>> written = Optional.empty();
        if (json.has("records")) {
            written = Optional.of(texts(json.get("records")));
        }
        return new Position(values, written);
    }

    /** The texts of a list; none when it is not there. */
    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        if (array != null) {
            array.forEach(text -> texts.add(text.asText()));
        }
        return texts;
    }

    private static Position.Value value(StateFields fields) {
        PositionType type = Arrays.stream(PositionType.values())
                .filter(known -> known.wire().equals(fields.text("type")))
                .findFirst()
                .orElseThrow(() -> StateFields.invalid("a known type", fields.get("type")));
        String text = fields.text("value");
        if (!type.accepts(text)) {
            throw StateFields.invalid("a value of type " + type.wire(), fields.get("value"));
        }
        return new Position.Value(fields.text("column"), type, text);
    }
}
