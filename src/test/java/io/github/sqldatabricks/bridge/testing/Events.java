package io.github.sqldatabricks.bridge.testing;

import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.EventId;
import io.github.sqldatabricks.bridge.model.SqlServerTable;
import io.github.sqldatabricks.bridge.model.UnityTable;
import io.github.sqldatabricks.bridge.sync.EventMetadata;
import io.github.sqldatabricks.bridge.sync.EventOutcome;
import io.github.sqldatabricks.bridge.sync.EventOutcome.ChangeCounts;
import io.github.sqldatabricks.bridge.sync.SyncEvent;
import io.github.sqldatabricks.bridge.sync.SyncOperation;
import io.github.sqldatabricks.bridge.sync.SyncOperation.KeyColumns;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Events for tests. */
public final class Events {

    /** When {@link #update} asks for its events. */
    public static final Instant CREATED = Instant.parse("2026-01-02T03:04:05.123456Z");

    /** One row was updated. */
    public static final EventOutcome.Applied APPLIED =
            new EventOutcome.Applied(ChangeCounts.updated(1), false, Optional.empty());

    /** Something that passes. */
    public static final EventOutcome.Failed TRANSIENT =
            new EventOutcome.Failed(ErrorCode.SQLSERVER_DEADLOCK, "a deadlock", true);

    private Events() {}

    /** An UPDATE that a user asked for. */
    public static SyncEvent update(String id, String table) {
        return update(id, table, 0, CREATED);
    }

    /** An UPDATE of some priority and time. */
    public static SyncEvent update(String id, String table, int priority, Instant createdAt) {
        return event(id, table, priority, createdAt, new SyncEvent.Origin.Request("ana"), OptionalInt.empty());
    }

    /** An UPDATE that was inserted into the events table. */
    public static SyncEvent inserted(String id, String table) {
        SyncEvent.Origin origin = new SyncEvent.Origin.EventsTable(Optional.of("Pricing"));
        return event(id, table, 0, CREATED, origin, OptionalInt.empty());
    }

    /** An UPDATE that may be repeated so many times. */
    public static SyncEvent retried(String id, String table, int maxRetries) {
        return event(id, table, 0, CREATED, new SyncEvent.Origin.Request("ana"), OptionalInt.of(maxRetries));
    }

    /** An UPDATE that this user asked for. */
    public static SyncEvent by(String id, String table, String user) {
        return event(id, table, 0, CREATED, new SyncEvent.Origin.Request(user), OptionalInt.empty());
    }

    private static SyncEvent event(
            String id, String table, int priority, Instant createdAt, SyncEvent.Origin origin, OptionalInt maxRetries) {
        return new SyncEvent(
                new EventId(id),
                new SyncOperation.Update(new UnityTable("main", "sales", "changes"), new KeyColumns(List.of("id"))),
                new SqlServerTable("dbo", table),
                origin,
                priority,
                OptionalLong.empty(),
                new EventMetadata(Map.of()),
                createdAt,
                maxRetries);
    }
}
