package io.github.sqldatabricks.bridge.databricks.events;

import io.github.sqldatabricks.bridge.event.EventsTable.PendingRows;
import io.github.sqldatabricks.bridge.event.EventsTable.StatusReport;
import io.github.sqldatabricks.bridge.model.UnityTable;
import io.github.sqldatabricks.bridge.sync.StoredEvent.EventStatus;
import io.github.sqldatabricks.bridge.testing.LocalDatabricks;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The events table of a local workspace, through the unmodified driver. */
abstract class EventsTableWorld {

    static final UnityTable TABLE = new UnityTable("bridge", "events", "bridge_events");
    static final String NAME = "bridge.events.bridge_events";

    @TempDir
    Path root;

    LocalDatabricks databricks;
    DatabricksEventsTable eventsTable;

    @BeforeEach
    void start() throws IOException {
        databricks = new LocalDatabricks(root, Map.of("bridge.databricks.warehouse-start-timeout", "3s"));
        databricks.createSchema("bridge", "events");
        eventsTable = new DatabricksEventsTable(databricks.statements(), TABLE);
    }

    @AfterEach
    void stop() {
        databricks.close();
    }

    void insert(String id) throws SQLException {
        databricks.run("INSERT INTO " + NAME + " (event_id, operation, source_table, target_table, primary_keys)"
                + " VALUES ('" + id + "', 'INSERT', 'c.s.t', 'dbo.t', array('id'))");
    }

    String row(String id) {
        return databricks
                .statements()
                .query(
                        "Reading",
                        "SELECT status, rows_affected, error_message FROM " + NAME + " WHERE event_id = ?",
                        row -> row.getString(1) + "|" + row.getString(2) + "|" + row.getString(3),
                        id)
                .get(0);
    }

    static List<String> ids(PendingRows rows) {
        return rows.drafts().stream()
                .map(draft -> draft.eventId().orElseThrow())
                .toList();
    }

    static StatusReport completed(String id, long rows) {
        return new StatusReport(
                id,
                EventStatus.COMPLETED,
                OptionalLong.of(rows),
                OptionalLong.empty(),
                Optional.empty(),
                Optional.empty(),
                OptionalInt.of(0),
                Optional.of(Instant.parse("2026-01-02T03:04:05.123456Z")),
                false);
    }
}
