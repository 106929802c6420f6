package io.github.sqldatabricks.bridge.airbyte.state;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** States as JSON. */
public final class StateWriter {

    static final int VERSION = 1;
    static final String FULL_REFRESH = "full_refresh";
    static final String CURSOR = "cursor";
    static final String CHANGE_DATA_FEED = "change_data_feed";

    private StateWriter() {}

    /** The state as {@link StateReader} reads it. */
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
}
