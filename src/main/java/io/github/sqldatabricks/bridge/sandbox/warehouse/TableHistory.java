package io.github.sqldatabricks.bridge.sandbox.warehouse;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The versions of tables. DuckDB keeps none, so a table whose change data feed is on is copied whole after each statement; of the
 * others the newest version only can be read. Thread-safe.
 */
final class TableHistory {

    private static final String FEED = "delta.enableChangeDataFeed";

    private final Catalogs catalogs;
    private final TableDefinitions definitions;
    private final Map<TableName, List<Version>> versions = new ConcurrentHashMap<>();

    TableHistory(Catalogs catalogs, TableDefinitions definitions) {
        this.catalogs = catalogs;
        this.definitions = definitions;
    }

    /**
     * One version of a table.
     *
     * @param number from 0
     * @param operation the first word of the statement that made it
     * @param kept whether there is a copy
     */
    record Version(long number, Instant committed, String operation, boolean kept) {}

    /** Counts a statement that succeeded, if it changed a table; gives that change. */
    synchronized Optional<TableCommit> record(List<SqlToken> statement, Session session) throws SQLException {
        if (statement.get(0).isWord("VACUUM")) {
            SqlCursor tokens = new SqlCursor(statement.subList(1, statement.size()));
            forget(TableName.read(tokens, session));
            return Optional.empty();
        }
        Optional<TableCommit> commit = TableCommit.of(statement, session);
        if (commit.isPresent()) {
            record(commit.get());
        }
        return commit;
    }

    private void record(TableCommit commit) throws SQLException {
        TableName table = commit.table();
        if (commit.operation().equals(TableCommit.DROP)) {
            versions.remove(table);
            return;
        }
        if (commit.renamedTo().isPresent()) {
            versions.put(commit.renamedTo().get(), versions.remove(table));
            return;
        }
        List<Version> all = new ArrayList<>(versions.getOrDefault(table, List.of()));
        boolean feed = Boolean.parseBoolean(definitions.of(table).properties().getOrDefault(FEED, "false"));
        Version next = new Version(all.size(), Instant.now(), commit.operation(), feed);
        if (feed) {
            copy(table, next.number());
        }
        all.add(next);
        versions.put(table, List.copyOf(all));
    }

    /** As VACUUM does: all versions but the newest can't be read any more. */
    private void forget(TableName table) {
        versions.computeIfPresent(
                table,
                (name, all) -> all.stream()
                        .map(version -> new Version(version.number(), version.committed(), version.operation(), false))
                        .toList());
    }

    private void copy(TableName table, long version) throws SQLException {
        try (Connection connection = catalogs.connect(Session.DEFAULT);
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE OR REPLACE TABLE " + copyName(table, version) + " AS SELECT * FROM " + table.duckSql());
        }
    }

    /**
     * The versions, oldest first.
     *
     * @throws StatementFailure when it is no table
     */
    List<Version> of(TableName table) {
        List<Version> all = versions.get(table);
        if (all == null) {
            throw new StatementFailure(
                    "DELTA_CANNOT_DESCRIBE_VIEW_HISTORY", "42809", "Cannot describe the history of a view.");
        }
        return all;
    }

    /**
     * What DuckDB reads in place of a version.
     *
     * @throws StatementFailure when the version does not exist or is not kept
     */
    String asOf(TableName table, long number) {
        List<Version> all = of(table);
        if (number == all.size() - 1) {
            return table.duckSql();
        }
        if (number < 0 || number >= all.size() || !all.get((int) number).kept()) {
            throw new StatementFailure(
                    "DELTA_VERSION_NOT_FOUND",
                    "22003",
                    "Cannot time travel Delta table to version " + number + ". The newest is " + (all.size() - 1)
                            + ".");
        }
        return copyName(table, number);
    }

    /** The copy that was made after a version; in DuckDB's own database, which is no catalog. */
    static String copyName(TableName table, long version) {
        return "memory.main." + SqlToken.quotedName(table + "@" + version);
    }
}
