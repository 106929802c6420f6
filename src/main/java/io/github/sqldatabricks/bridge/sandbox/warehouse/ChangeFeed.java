package io.github.sqldatabricks.bridge.sandbox.warehouse;

import java.util.ArrayList;
import java.util.List;

/**
 * {@code table_changes}, made of the differences between copies. An UPDATE's rows come as pre- and postimages; a MERGE's come as
 * deletes and inserts, which a real feed tells apart.
 *
 * @see <a href="https://docs.databricks.com/aws/en/sql/language-manual/functions/table_changes">table_changes</a>
 */
final class ChangeFeed {

    private final TableHistory history;

    ChangeFeed(TableHistory history) {
        this.history = history;
    }

    /**
     * The query in place of the function.
     *
     * @throws StatementFailure when one of the versions does not exist, or its changes were not kept
     */
    String query(TableName table, long from, long to) {
        List<TableHistory.Version> all = history.of(table);
        if (from < 0 || from >= all.size()) {
            throw new StatementFailure(
                    "DELTA_VERSION_NOT_FOUND", "22003", "Cannot time travel Delta table to version " + from + ".");
        }
        List<String> changes = new ArrayList<>();
        for (TableHistory.Version version : all.subList((int) from, (int) Math.min(to + 1, all.size()))) {
            requireKept(version, all);
            changes.add(difference(table, version, version.number(), version.number() - 1));
            changes.add(difference(table, version, version.number() - 1, version.number()));
        }
        return "(" + String.join(" UNION ALL ", changes) + ")";
    }

    private static void requireKept(TableHistory.Version version, List<TableHistory.Version> all) {
        boolean before =
                version.number() == 0 || all.get((int) version.number() - 1).kept();
        if (!version.kept() || !before) {
            throw new StatementFailure(
                    "DELTA_MISSING_CHANGE_DATA",
                    "KD002",
                    "Change data was not recorded for version [" + version.number() + "].");
        }
    }

    private static String difference(TableName table, TableHistory.Version version, long of, long without) {
        boolean gained = of > without;
        boolean update = version.operation().equals(TableCommit.UPDATE);
        String type = gained ? (update ? "update_postimage" : "insert") : (update ? "update_preimage" : "delete");
        return "SELECT *, '" + type + "' AS _change_type, CAST(" + version.number()
                + " AS BIGINT) AS _commit_version, CAST('" + version.committed()
                + "' AS TIMESTAMPTZ) AS _commit_timestamp FROM (SELECT * FROM " + rows(table, of, without)
                + " EXCEPT ALL SELECT * FROM " + rows(table, without, of) + ")";
    }

    /** Before its first version a table has no rows. */
    private static String rows(TableName table, long version, long other) {
        return version < 0
                ? TableHistory.copyName(table, other) + " WHERE false"
                : TableHistory.copyName(table, version);
    }
}
