package io.github.sqldatabricks.bridge.airbyte.read;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sqldatabricks.bridge.airbyte.protocol.StreamDescriptor;
import io.github.sqldatabricks.bridge.airbyte.protocol.SyncMode;
import io.github.sqldatabricks.bridge.airbyte.state.StreamState;
import java.util.List;

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
