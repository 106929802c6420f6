package io.github.sqldatabricks.bridge.crash;

import io.github.sqldatabricks.bridge.databricks.events.DatabricksEventsTable;
import io.github.sqldatabricks.bridge.model.UnityTable;
import io.github.sqldatabricks.bridge.testing.LocalDatabricks;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What outlives every process: the databases, and a Databricks workspace with the events table. */
final class World implements AutoCloseable {

    static final String EVENTS = "bridge.events.bridge_events";

    private final Databases databases = new Databases();
    private final LocalDatabricks databricks;
    private final List<PlannedEvent> events = Collections.synchronizedList(new ArrayList<>());

    World(Path folder) throws Exception {
        databricks = new LocalDatabricks(folder);
        databricks.createSchema("bridge", "events");
        databricks.createSchema("main", "changes");
        new DatabricksEventsTable(databricks.statements(), UnityTable.parse(EVENTS)).create();
        for (int i = 0; i < PlannedEvent.TABLES; i++) {
            // Without a primary key, so that rows that are inserted twice stay.
            databases.change(
                    "CREATE TABLE dbo.t" + i + " (id int, grp int, name nvarchar(20))",
                    "CREATE INDEX dbo.i" + i + " ON dbo.t" + i + " (id)",
                    ChangeLog.on("t" + i));
        }
    }

    Databases databases() {
        return databases;
    }

    LocalDatabricks databricks() {
        return databricks;
    }

    List<PlannedEvent> events() {
        return List.copyOf(events);
    }

    /** A Databricks job makes its source and inserts an event. */
    void add(PlannedEvent event) throws SQLException {
        databases.change(event.seed());
        events.add(event);
        databricks.run(event.source(), event.insert());
    }

    @Override
    public void close() throws SQLException {
        databricks.close();
        databases.close();
    }
}
