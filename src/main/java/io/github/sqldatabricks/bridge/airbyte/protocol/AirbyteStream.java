package io.github.sqldatabricks.bridge.airbyte.protocol;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;

/**
 * A stream as {@code discover} describes it.
 *
 * @param jsonSchema of one record
 * @param supportedSyncModes at least one
 * @param sourceDefinedCursor whether the source alone decides what is new, so that the user can't choose a cursor
 * @param defaultCursorField the column, or empty when there is none to propose
 * @param primaryKey the columns of the table's primary key in order, or empty
 * @param resumable whether an interrupted full refresh goes on from its last STATE
 */
public record AirbyteStream(
        StreamDescriptor descriptor,
        ObjectNode jsonSchema,
        List<SyncMode> supportedSyncModes,
        boolean sourceDefinedCursor,
        List<String> defaultCursorField,
        List<String> primaryKey,
        boolean resumable) {

    public AirbyteStream {
        supportedSyncModes = List.copyOf(supportedSyncModes);
        defaultCursorField = List.copyOf(defaultCursorField);
        primaryKey = List.copyOf(primaryKey);
    }

    /** How a stream is read. */
    public enum SyncMode {
        FULL_REFRESH,
        INCREMENTAL;

        /** As the protocol spells it. */
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
