package io.github.sqldatabricks.bridge.testing;

import io.github.sqldatabricks.bridge.model.EventId;
import io.github.sqldatabricks.bridge.model.SqlServerTable;
import io.github.sqldatabricks.bridge.sync.EventMetadata;
import io.github.sqldatabricks.bridge.sync.StoredEvent;
import io.github.sqldatabricks.bridge.sync.StoredEvent.Claim;
import io.github.sqldatabricks.bridge.sync.StoredEvent.EventStatus;
import io.github.sqldatabricks.bridge.sync.SyncEvent;
import io.github.sqldatabricks.bridge.sync.SyncOperation;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Events for tests, and claims on them. */
public final class Claims {

    private Claims() {}

    /** An event with a new id. */
    public static SyncEvent event(String target, SyncOperation operation, Map<String, String> metadata) {
        return event(target, operation, metadata, OptionalLong.empty());
    }

    /** An event with a new id that says how many rows it expects to change. */
    public static SyncEvent event(
            String target, SyncOperation operation, Map<String, String> metadata, OptionalLong rowsExpected) {
        return new SyncEvent(
                EventId.random(),
                operation,
                SqlServerTable.parse(target),
                new SyncEvent.Origin.Request("tester"),
                0,
                rowsExpected,
                new EventMetadata(metadata),
                Instant.EPOCH,
                OptionalInt.empty());
    }

    /** The right to apply the event. */
    public static Claim of(SyncEvent event, long fence) {
        StoredEvent stored = new StoredEvent(
                event,
                EventStatus.PROCESSING,
                1,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Instant.EPOCH,
                Optional.empty(),
                Optional.empty(),
                1,
                true,
                Optional.empty());
        return new Claim(stored, fence, "tester", 0, false, false, Optional.empty());
    }
}
