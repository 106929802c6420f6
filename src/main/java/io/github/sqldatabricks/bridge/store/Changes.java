package io.github.sqldatabricks.bridge.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Changes that are made together or not at all. They are collected first and sent in one round trip, which begins the transaction
 * and ends it: so the server never waits for this process while it holds locks, whatever becomes of the process meanwhile. What
 * they were decided by is read before, without a lock, and so has to be said again by {@link #require}.
 *
 * <p>More values than one statement takes, as a job of hundreds of queries has, go one statement after the other. Used by one
 * thread.
 */
final class Changes {

    /** SQL Server takes 2100 parameters. */
    private static final int MOST_VALUES = 2000;

    private record Change(String sql, boolean required, List<Object> values) {}

    private final Dialect dialect;
    private final List<Change> all = new ArrayList<>();
    private boolean outdated;

    Changes(Dialect dialect) {
        this.dialect = dialect;
    }

    /** An INSERT, UPDATE or DELETE of any number of rows. */
    void add(String sql, Object... values) {
        all.add(new Change(sql, false, Collections.unmodifiableList(Arrays.asList(values))));
    }

    /** An UPDATE of exactly one row. When there is none, nothing at all is changed. Those come first that keep others out. */
    void require(String sql, Object... values) {
        all.add(new Change(sql, true, Collections.unmodifiableList(Arrays.asList(values))));
    }

    /**
     * An INSERT of rows.
     *
     * @param into the table and its columns, such as {@code bridge.t (a, b)}
     * @param row a row's values in parentheses, with markers
     * @param values those of each row
     */
    void insert(String into, String row, List<List<Object>> values) {
        String rows = String.join(", ", Collections.nCopies(values.size(), row));
        all.add(new Change(
                "INSERT INTO " + into + " VALUES " + rows,
                false,
                values.stream().flatMap(List::stream).toList()));
    }

    /** What was read by several statements does not fit together, because somebody changed it meanwhile: nothing is to be changed. */
    void outdate() {
        outdated = true;
    }

    /** Makes them; false when nothing was changed because somebody else was faster: a requirement is not met, or a key is there. */
    boolean apply(Connection connection) throws SQLException {
        if (outdated || all.isEmpty()) {
            return !outdated;
        }
        // The pool sets it back.
        connection.setAutoCommit(dialect.commitsBatches());
        try {
            List<Object> values =
                    all.stream().flatMap(change -> change.values().stream()).toList();
            return values.size() <= MOST_VALUES ? together(connection, values) : oneByOne(connection);
        } catch (SQLException e) {
            JobDatabase.rollBack(connection, e);
            if (StoreErrors.isDuplicate(e) || StoreErrors.isUnmet(e)) {
                return false;
            }
            throw e;
        }
    }

    private boolean together(Connection connection, List<Object> values) throws SQLException {
        String batch = all.stream()
                .map(change -> change.required() ? dialect.required(change.sql()) : change.sql())
                .collect(Collectors.joining("; ", dialect.batchBegin(), dialect.batchEnd()));
        try (PreparedStatement statement = connection.prepareStatement(batch)) {
            Statements.bind(statement, values.toArray());
            return isMade(statement);
        }
    }

    /** The batch tells by a row; before it come counts, and an error can come after each. */
    private static boolean isMade(PreparedStatement statement) throws SQLException {
        boolean row = statement.execute();
        while (!row && statement.getUpdateCount() != -1) {
            row = statement.getMoreResults();
        }
        if (!row) {
            return true;
        }
        try (ResultSet result = statement.getResultSet()) {
            return result.next() && result.getInt(1) == 1;
        }
    }

    private boolean oneByOne(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        for (Change change : all) {
            int rows =
                    Statements.update(connection, change.sql(), change.values().toArray());
            if (change.required() && rows != 1) {
                connection.rollback();
                return false;
            }
        }
        connection.commit();
        return true;
    }
}
