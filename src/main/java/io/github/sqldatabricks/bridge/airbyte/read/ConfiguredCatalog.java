package io.github.sqldatabricks.bridge.airbyte.read;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sqldatabricks.bridge.airbyte.protocol.AirbyteMessage.AirbyteStream.SyncMode;
import io.github.sqldatabricks.bridge.airbyte.protocol.AirbyteMessage.StreamDescriptor;
import io.github.sqldatabricks.bridge.airbyte.state.StreamState;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;

/**
 * The streams that the user wants, as the platform says it. Fields that this source does not need are ignored: newer platforms
 * add some.
 *
 * @see <a href="https://docs.airbyte.com/understanding-airbyte/airbyte-protocol">ConfiguredAirbyteCatalog</a>
 */
public final class ConfiguredCatalog {

    private ConfiguredCatalog() {}

    /** @throws BridgeException.InvalidRequest when it is no such catalog, or has a stream twice */
    public static List<ConfiguredStream> read(JsonNode json) {
        List<ConfiguredStream> streams = new ArrayList<>();
        Set<StreamDescriptor> seen = new HashSet<>();
        for (JsonNode stream : required(json, "streams", "a list", JsonNode::isArray)) {
            ConfiguredStream configured = stream(stream);
            if (!seen.add(configured.descriptor())) {
                throw invalid("each stream once", "'" + configured.descriptor() + "' twice");
            }
            streams.add(configured);
        }
        return streams;
    }

    private static ConfiguredStream stream(JsonNode json) {
        JsonNode stream = required(json, "stream", "an object", JsonNode::isObject);
        StreamDescriptor descriptor = new StreamDescriptor(namespace(stream), text(stream, "name"));
        JsonNode properties = stream.path("json_schema").path("properties");
        if (!properties.isObject() && !properties.isMissingNode()) {
            throw invalid("an object in 'properties' of the json_schema of '" + descriptor + "'", "something else");
        }
        List<String> cursorField = new ArrayList<>();
        json.path("cursor_field").forEach(part -> cursorField.add(part.asText()));
        return new ConfiguredStream(
                descriptor,
                properties,
                syncMode(text(json, "sync_mode")),
                cursorField,
                isOffered(stream),
                new StreamState.RefreshId(number(json, "generation_id"), number(json, "sync_id")));
    }

    /** Older catalogs have none; the source's configuration says where the table is. */
    private static String namespace(JsonNode stream) {
        return stream.hasNonNull("namespace") ? text(stream, "namespace") : "";
    }

    /** Whether discover offered to read the stream incrementally; a catalog that does not say so leaves it open. */
    private static boolean isOffered(JsonNode stream) {
        JsonNode modes = stream.path("supported_sync_modes");
        return modes.isEmpty()
                || StreamSupport.stream(modes.spliterator(), false)
                        .anyMatch(mode -> mode.asText().equals(SyncMode.INCREMENTAL.wire()));
    }

    private static SyncMode syncMode(String text) {
        return Arrays.stream(SyncMode.values())
                .filter(mode -> mode.wire().equals(text))
                .findFirst()
                .orElseThrow(() -> invalid("a sync_mode of full_refresh or incremental", "'" + text + "'"));
    }

    private static OptionalLong number(JsonNode json, String field) {
        JsonNode value = json.path(field);
        return value.isIntegralNumber() ? OptionalLong.of(value.longValue()) : OptionalLong.empty();
    }

    private static String text(JsonNode json, String field) {
        return required(json, field, "text", JsonNode::isTextual).textValue();
    }

    private static JsonNode required(JsonNode json, String field, String kind, Predicate<JsonNode> is) {
        JsonNode value = json.path(field);
        if (!is.test(value)) {
            throw invalid(kind + " in '" + field + "'", value.isMissingNode() ? "nothing" : "something else");
        }
        return value;
    }

    private static BridgeException invalid(String expected, String got) {
        return new BridgeException.InvalidRequest(
                ErrorCode.INVALID_CONFIGURED_CATALOG,
                "Expected " + expected + " in the configured catalog, but got " + got
                        + ". Let discover describe the streams and configure them again.");
    }

    /**
     * A stream that the user wants.
     *
     * @param properties the fields of its JSON schema by name; those that were deselected are not there; a schema without any says
     *     nothing, so that all columns are meant
     * @param cursorField the path of the cursor, or empty for the source's choice
     * @param incrementalOffered whether discover said that it can be read incrementally; PyAirbyte asks for that in any case
     * @param refresh which refresh of the stream this sync belongs to
     */
    public record ConfiguredStream(
            StreamDescriptor descriptor,
            JsonNode properties,
            SyncMode syncMode,
            List<String> cursorField,
            boolean incrementalOffered,
            StreamState.RefreshId refresh) {

        public ConfiguredStream {
            cursorField = List.copyOf(cursorField);
        }
    }
}
