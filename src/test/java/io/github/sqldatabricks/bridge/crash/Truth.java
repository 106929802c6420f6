package io.github.sqldatabricks.bridge.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.sync.StoredEvent;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Compares what planned events should have come to with what there is, everywhere. */
final class Truth {

    private Truth() {}

    /** Every event was applied once or not at all, and the events table and the store say which, with true counts. */
    static void requireIn(World world, String hint) throws SQLException {
        Map<String, String> ends = byId(world, PlannedEvent::end);
        assertThat(mirror(world)).as("events table, " + hint).isEqualTo(ends);
        assertThat(store(world)).as("store, " + hint).isEqualTo(ends);
        assertThat(world.databases().inTarget("SELECT grp, COUNT(*) FROM dbo.change_log GROUP BY grp"))
                .as("changed rows by event, " + hint)
                .containsExactlyInAnyOrderElementsOf(world.events().stream()
                        .filter(event -> event.changes() > 0)
                        .map(event -> event.number() + " " + event.changes())
                        .toList());
        List<String> rows = world.databases()
                .inTarget("SELECT id, name FROM dbo.t0 UNION ALL SELECT id, name FROM dbo.t1 UNION ALL SELECT id, name"
                        + " FROM dbo.t2");
        assertThat(rows)
                .as("target, " + hint)
                .containsExactlyInAnyOrderElementsOf(world.events().stream()
                        .flatMap(event -> event.rows().stream())
                        .toList());
    }

    private static Map<String, String> byId(World world, Function<PlannedEvent, String> value) {
        return world.events().stream().collect(Collectors.toMap(PlannedEvent::id, value));
    }

    private static Map<String, String> mirror(World world) {
        return world
                .databricks()
                .statements()
                .query(
                        "Reading",
                        "SELECT event_id, status, rows_affected FROM " + World.EVENTS
                                + " WHERE processed_at IS NOT NULL",
                        row -> List.of(row.getString(1), row.getString(2) + " " + row.getString(3)))
                .stream()
                .collect(Collectors.toMap(row -> row.get(0), row -> row.get(1)));
    }

    private static Map<String, String> store(World world) {
        return world.databases().store().changedSince(0, Integer.MAX_VALUE).stream()
                .collect(Collectors.toMap(
                        event -> event.id().value(), event -> event.status().text() + " " + rows(event)));
    }

    private static String rows(StoredEvent event) {
        OptionalLong rows = event.rowsAffected();
        return rows.isPresent() ? Long.toString(rows.getAsLong()) : "null";
    }
}
