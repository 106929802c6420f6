package io.github.sqldatabricks.bridge.airbyte.protocol;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The content of a CATALOG message. */
final class CatalogJson {

    private CatalogJson() {}

    static ObjectNode of(AirbyteMessage.Catalog catalog) {
        ObjectNode json = MessageEncoder.object();
        ArrayNode streams = json.putArray("streams");
        catalog.streams().forEach(stream -> streams.add(stream(stream)));
        return json;
    }

    private static ObjectNode stream(AirbyteStream stream) {
        ObjectNode json = MessageEncoder.descriptor(stream.descriptor());
        json.set("json_schema", stream.jsonSchema());
        ArrayNode modes = json.putArray("supported_sync_modes");
        stream.supportedSyncModes().forEach(mode -> modes.add(mode.wire()));
        json.put("source_defined_cursor", stream.sourceDefinedCursor());
        ArrayNode cursor = json.putArray("default_cursor_field");
        stream.defaultCursorField().forEach(cursor::add);
        // A list of paths: each column of the key is one path of one name.
        ArrayNode key = json.putArray("source_defined_primary_key");
        stream.primaryKey().forEach(column -> key.addArray().add(column));
        return json.put("is_resumable", stream.resumable());
    }
}
