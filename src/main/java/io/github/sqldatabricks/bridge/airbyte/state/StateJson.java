package io.github.sqldatabricks.bridge.airbyte.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sqldatabricks.bridge.airbyte.state.StreamState.Position;
import io.github.sqldatabricks.bridge.airbyte.state.StreamState.Position.PositionType;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** States as JSON: writes them, and reads those that an older version of this source, or another connector, wrote. */
public final class StateJson {

    private static final int VERSION = 1;
    private static final String FULL_REFRESH = "full_refresh";
    private static final String CURSOR = "cursor";
    private static final String CHANGE_DATA_FEED = "change_data_feed";

    private StateJson() {}

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
        Fields fields = new Fields(json);
        if (!fields.has("mode")) {
            return Optional.of(foreign(fields, json));
        }
        if (fields.number("version") != VERSION) {
            throw Fields.invalid("version " + VERSION, json.get("version"));
        }
        return Optional.of(state(fields, fields.text("mode")));
    }

    /**
     * Either the cursor's name and value in fields of their own, as Airbyte's sources of databases have them
     * ({@code {"cursor_field":["updated_at"],"cursor":"..."}}), or the name as the only field
     * ({@code {"updated_at":"..."}}), as sources in Python have it.
     */
    private static StreamState foreign(Fields fields, JsonNode json) {
        if (fields.has("cursor_field")) {
            JsonNode name = json.get("cursor_field");
            JsonNode only = name.isArray() && name.size() == 1 ? name.get(0) : name;
            return foreign(only.asText(), json.path(fields.has("cursor") ? "cursor" : "cursor_value"));
        }
        if (json.size() != 1) {
            throw Fields.invalid("one cursor field with its value", json);
        }
        return foreign(json.fieldNames().next(), json.elements().next());
    }

    private static StreamState foreign(String cursorField, JsonNode value) {
        if (cursorField.isEmpty() || !(value.isTextual() || value.isNumber())) {
            throw Fields.invalid("one cursor field with its value", value);
        }
        return new StreamState.Foreign(cursorField, value.asText());
    }

    private static StreamState state(Fields fields, String mode) {
        return switch (mode) {
            case FULL_REFRESH -> fullRefresh(fields);
            case CURSOR -> cursor(fields);
            case CHANGE_DATA_FEED -> changeDataFeed(fields);
            default -> throw Fields.invalid("a mode that this source has", fields.get("mode"));
        };
    }

    private static StreamState fullRefresh(Fields fields) {
        StreamState.RefreshId refresh =
                new StreamState.RefreshId(fields.optionalNumber("generation_id"), fields.optionalNumber("sync_id"));
        return new StreamState.FullRefresh(
                refresh, fields.optionalNumber("snapshot_version"), position(fields), fields.flag("complete"));
    }

    private static StreamState cursor(Fields fields) {
        return new StreamState.Cursor(
                fields.text("cursor_field"),
                fields.optionalNumber("null_records"),
                fields.optionalText("upper_bound"),
                fields.optionalText("time_limit"),
                position(fields),
                texts(fields.get("ahead")));
    }

    private static StreamState changeDataFeed(Fields fields) {
        if (fields.has("snapshot_version")) {
            return new StreamState.FeedSnapshot(
                    fields.number("snapshot_version"), fields.text("snapshot_at"), position(fields));
        }
        return new StreamState.FeedChanges(
                position(fields).orElseThrow(() -> Fields.invalid("a position", fields.get("position"))));
    }

    private static Optional<Position> position(Fields fields) {
        return fields.has("position") ? Optional.of(position(fields.get("position"))) : Optional.empty();
    }

    private static Position position(JsonNode json) {
        List<Position.Value> values = new ArrayList<>();
        json.path("values").forEach(value -> values.add(value(new Fields(value))));
        if (values.isEmpty()) {
            throw Fields.invalid("values of a position", json.get("values"));
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

    private static Position.Value value(Fields fields) {
        PositionType type = Arrays.stream(PositionType.values())
                .filter(known -> known.wire().equals(fields.text("type")))
                .findFirst()
                .orElseThrow(() -> Fields.invalid("a known type", fields.get("type")));
        String text = fields.text("value");
        if (!type.accepts(text)) {
            throw Fields.invalid("a value of type " + type.wire(), fields.get("value"));
        }
        return new Position.Value(fields.text("column"), type, text);
    }

    /** The state as {@link #read} reads it. */
    public static ObjectNode write(StreamState state) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("version", VERSION);
        if (state instanceof StreamState.FullRefresh refresh) {
            fullRefresh(json.put("mode", FULL_REFRESH), refresh);
        } else if (state instanceof StreamState.Cursor cursor) {
            cursor(json.put("mode", CURSOR), cursor);
        } else if (state instanceof StreamState.FeedSnapshot snapshot) {
            json.put("mode", CHANGE_DATA_FEED)
                    .put("snapshot_version", snapshot.version())
                    .put("snapshot_at", snapshot.takenAt());
            position(json, snapshot.position());
        } else if (state instanceof StreamState.FeedChanges changes) {
            position(json.put("mode", CHANGE_DATA_FEED), Optional.of(changes.position()));
        } else {
            throw new IllegalArgumentException("not a state of this source: " + state.getClass());
        }
        return json;
    }

    private static void fullRefresh(ObjectNode json, StreamState.FullRefresh refresh) {
        json.put("complete", refresh.complete());
        number(json, "generation_id", refresh.refresh().generation());
        number(json, "sync_id", refresh.refresh().sync());
        number(json, "snapshot_version", refresh.snapshot());
        position(json, refresh.position());
    }

    private static void cursor(ObjectNode json, StreamState.Cursor cursor) {
        json.put("cursor_field", cursor.cursorField());
        number(json, "null_records", cursor.nullRecords());
        cursor.upperBound().ifPresent(bound -> json.put("upper_bound", bound));
        cursor.timeLimit().ifPresent(limit -> json.put("time_limit", limit));
        position(json, cursor.position());
        if (!cursor.ahead().isEmpty()) {
            texts(json.putArray("ahead"), cursor.ahead());
        }
    }

    private static void number(ObjectNode json, String field, OptionalLong value) {
        value.ifPresent(number -> json.put(field, number));
    }

    private static void position(ObjectNode json, Optional<Position> position) {
        position.ifPresent(present -> position(json.putObject("position"), present));
    }

    private static void position(ObjectNode json, Position position) {
        ArrayNode values = json.putArray("values");
        for (Position.Value value : position.values()) {
            values.addObject()
                    .put("column", value.column())
                    .put("type", value.type().wire())
                    .put("value", value.text());
        }
        position.written().ifPresent(written -> texts(json.putArray("records"), written));
    }

    private static void texts(ArrayNode array, List<String> texts) {
        texts.forEach(array::add);
    }

    /** The fields of a JSON object in a state, each of the type that it must have. */
    private static final class Fields {

        private final JsonNode json;

        Fields(JsonNode json) {
            if (!json.isObject()) {
                throw invalid("an object", json);
            }
            this.json = json;
        }

        static BridgeException invalid(String expected, JsonNode got) {
            // Values of a state are values of rows, so only their kind is told.
            return new BridgeException.InvalidRequest(
                    ErrorCode.INVALID_STREAM_STATE,
                    "Expected " + expected + " in the stream's state, but got "
                            + (got == null
                                    ? "nothing"
                                    : got.getNodeType().toString().toLowerCase(Locale.ROOT))
                            + ". It was not written by this version of this source, and what it means is not plain: reset the stream"
                            + " (clear its data), so that it is read from the beginning.");
        }

        boolean has(String field) {
            return json.has(field);
        }

        JsonNode get(String field) {
            return json.get(field);
        }

        String text(String field) {
            return optionalText(field).orElseThrow(() -> invalid("text in '" + field + "'", get(field)));
        }

        Optional<String> optionalText(String field) {
            JsonNode value = get(field);
            if (value != null && !value.isTextual()) {
                throw invalid("text in '" + field + "'", value);
            }
            return Optional.ofNullable(value).map(JsonNode::textValue);
        }

        long number(String field) {
            return optionalNumber(field).orElseThrow(() -> invalid("a whole number in '" + field + "'", get(field)));
        }

        OptionalLong optionalNumber(String field) {
            JsonNode value = get(field);
            if (value == null) {
                return OptionalLong.empty();
            }
            if (!value.isIntegralNumber() || !value.canConvertToLong()) {
                throw invalid("a whole number in '" + field + "'", value);
            }
            return OptionalLong.of(value.longValue());
        }

        boolean flag(String field) {
            JsonNode value = get(field);
            if (value == null || !value.isBoolean()) {
                throw invalid("true or false in '" + field + "'", value);
            }
            return value.booleanValue();
        }
    }
}
