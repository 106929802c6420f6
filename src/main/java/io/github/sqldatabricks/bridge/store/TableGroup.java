package io.github.sqldatabricks.bridge.store;

import java.util.List;

/** Tables of the schema {@code bridge} that are made, and brought up to date, together. */
enum TableGroup {
    /** Jobs and events, in a database of the bridge's own. */
    STORE(
            "db/jobs",
            "flyway_schema_history",
            new Column("job", "job_id"),
            new Column("replication_stream", "blocked_after"),
            List.of(
                    "V1__jobs.sql",
                    "V2__events.sql",
                    "V3__takeovers.sql",
                    "V4__audit.sql",
                    "V5__traces.sql",
                    "V7__event_targets.sql",
                    "V8__estimated_rows.sql",
                    "V12__unsettled_events.sql",
                    "V13__query_loads.sql",
                    "V14__replications.sql",
                    "V16__lists_and_retries.sql",
                    "V17__resets_of_runs.sql",
                    "V20__samples.sql",
                    "V21__event_tables.sql",
                    "V22__console_sessions.sql",
                    "V23__query_parts.sql",
                    "V24__replicas.sql",
                    "V25__flow.sql",
                    "V27__vouched_sessions.sql",
                    "V28__blocked_loads.sql")),
    /** Which events were applied, in each database whose tables events change. */
    LEDGER(
            "db/sync/ledger",
            "sync_ledger_history",
            new Column("sync_ledger", "event_id"),
            new Column("sync_ledger", "applied_at"),
            List.of("V1__ledger.sql"));

    private final String folder;
    private final String history;
    private final Column oldest;
    private final Column newest;
    private final List<String> scripts;

    /** A column, in lower case. */
    record Column(String table, String name) {
        @Override
        public String toString() {
            return table + "." + name;
        }
    }

    TableGroup(String folder, String history, Column oldest, Column newest, List<String> scripts) {
        this.folder = folder;
        this.history = history;
        this.oldest = oldest;
        this.newest = newest;
        this.scripts = scripts;
    }

    /** Of the class path, such as {@code db/jobs}. */
    String folder() {
        return folder;
    }

    /** The table that says which migrations have run. */
    String history() {
        return history;
    }

    /** A column that the first migration makes. */
    Column oldest() {
        return oldest;
    }

    /** A column that the last migration makes. */
    Column newest() {
        return newest;
    }

    /** The resources of all migrations, in their order. */
    List<String> scripts() {
        return scripts.stream().map(name -> folder + "/" + name).toList();
    }
}
