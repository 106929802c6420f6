package io.github.sqldatabricks.bridge.sandbox.warehouse;

import io.github.sqldatabricks.bridge.sandbox.warehouse.Catalogs.QualifiedName;
import io.github.sqldatabricks.bridge.sandbox.warehouse.SqlCursor.SqlToken;
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
    private final Map<QualifiedName, List<Version>> versions = new ConcurrentHashMap<>();

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
    synchronized Optional<TableCommit> record(List<SqlToken> statement, WarehouseSession session) throws SQLException {
        if (statement.get(0).isWord("VACUUM")) {
            SqlCursor tokens = new SqlCursor(statement.subList(1, statement.size()));
            forget(QualifiedName.read(tokens, session));
            return Optional.empty();
        }
        Optional<TableCommit> commit = TableCommit.of(statement, session);
        if (commit.isPresent()) {
            record(commit.get());
        }
        return commit;
    }

    private void record(TableCommit commit) throws SQLException {
        QualifiedName table = commit.table();
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
    private void forget(QualifiedName table) {
        versions.computeIfPresent(
                table,
                (name, all) -> all.stream()
                        .map(version -> new Version(version.number(), version.committed(), version.operation(), false))
                        .toList());
    }

    private void copy(QualifiedName table, long version) throws SQLException {
        try (Connection connection = catalogs.connect(WarehouseSession.DEFAULT);
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
    List<Version> of(QualifiedName table) {
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
    String asOf(QualifiedName table, long number) {
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

    /**
     * What DuckDB reads in place of {@code table_changes}: the differences between copies. An UPDATE's rows come as pre- and
     * postimages; a MERGE's come as deletes and inserts, which a real feed tells apart.
     *
     * @throws StatementFailure when one of the versions does not exist, or its changes were not kept
     * @see <a href="https://docs.databricks.com/aws/en/sql/language-manual/functions/table_changes">table_changes</a>
     */
    String changes(QualifiedName table, long from, long to) {
        List<Version> all = of(table);
        if (from < 0 || from >= all.size()) {
            throw new StatementFailure(
                    "DELTA_VERSION_NOT_FOUND", "22003", "Cannot time travel Delta table to version " + from + ".");
        }
        List<String> changes = new ArrayList<>();
        for (Version version : all.subList((int) from, (int) Math.min(to + 1, all.size()))) {
            requireKept(version, all);
            changes.add(difference(table, version, version.number(), version.number() - 1));
            changes.add(difference(table, version, version.number() - 1, version.number()));
        }
        return "(" + String.join(" UNION ALL ", changes) + ")";
    }

    private static void requireKept(Version version, List<Version> all) {
        boolean before =
                version.number() == 0 || all.get((int) version.number() - 1).kept();
        if (!version.kept() || !before) {
            throw new StatementFailure(
                    "DELTA_MISSING_CHANGE_DATA",
                    "KD002",
                    "Change data was not recorded for version [" + version.number() + "].");
        }
    }

    private static String difference(QualifiedName table, Version version, long of, long without) {
        boolean gained = of > without;
        boolean update = version.operation().equals(TableCommit.UPDATE);
        String type = gained ? (update ? "update_postimage" : "insert") : (update ? "update_preimage" : "delete");
        return "SELECT *, '" + type + "' AS _change_type, CAST(" + version.number()
                + " AS BIGINT) AS _commit_version, CAST('" + version.committed()
                + "' AS TIMESTAMPTZ) AS _commit_timestamp FROM (SELECT * FROM " + rows(table, of, without)
                + " EXCEPT ALL SELECT * FROM " + rows(table, without, of) + ")";
    }

    /** Before its first version a table has no rows. */
    private static String rows(QualifiedName table, long version, long other) {
        return version < 0 ? copyName(table, other) + " WHERE false" : copyName(table, version);
    }

    /** The copy that was made after a version; in DuckDB's own database, which is no catalog. */
    static String copyName(QualifiedName table, long version) {
        return "memory.main." + SqlToken.quotedName(table + "@" + version);
    }

    /**
     * What a statement did to a table, so that the table has a new version.
     *
     * @param operation the statement's first word, or {@code DROP}
     * @param renamedTo the name that the table has now; empty when it has kept its name
     */
    record TableCommit(String operation, QualifiedName table, Optional<QualifiedName> renamedTo) {

        static final String DROP = "DROP";
        static final String CREATE = "CREATE";
        static final String UPDATE = "UPDATE";

        /** The commit of a statement that succeeded; empty when it changes no table. */
        static Optional<TableCommit> of(List<SqlToken> statement, WarehouseSession session) {
            SqlCursor tokens = new SqlCursor(statement);
            String operation = operation(tokens);
            if (operation.isEmpty()) {
                return Optional.empty();
            }
            QualifiedName table = QualifiedName.read(tokens, session);
            return Optional.of(new TableCommit(operation, table, renaming(tokens, session)));
        }

        /** What follows a table's name in {@code ALTER TABLE a RENAME TO b}; empty when something else follows. */
        static Optional<QualifiedName> renaming(SqlCursor tokens, WarehouseSession session) {
            return tokens.skipWords("RENAME", "TO")
                    ? Optional.of(QualifiedName.read(tokens, session))
                    : Optional.empty();
        }

        /** Whether the table has nothing of what it had before. */
        boolean startsAnew() {
            return operation.equals(DROP) || operation.equals(CREATE);
        }

        /** Moves on to the table's name. */
        private static String operation(SqlCursor tokens) {
            if (tokens.skipWord("CREATE")) {
                tokens.skipWords("OR", "REPLACE");
                boolean table = tokens.skipWord("TABLE");
                tokens.skipWords("IF", "NOT", "EXISTS");
                return table ? CREATE : "";
            }
            if (tokens.skipWords("DROP", "TABLE")) {
                tokens.skipWords("IF", "EXISTS");
                return DROP;
            }
            if (tokens.skipWords("INSERT", "INTO") || tokens.skipWords("INSERT", "OVERWRITE")) {
                tokens.skipWord("TABLE");
                return "INSERT";
            }
            if (tokens.skipWords("COPY", "INTO")) {
                return "COPY INTO";
            }
            if (tokens.skipWords("MERGE", "INTO")) {
                return "MERGE";
            }
            if (tokens.skipWords("DELETE", "FROM")) {
                return "DELETE";
            }
            if (tokens.skipWords("ALTER", "TABLE")) {
                return "ALTER";
            }
            return tokens.skipWord(UPDATE) ? UPDATE : "";
        }
    }
}
