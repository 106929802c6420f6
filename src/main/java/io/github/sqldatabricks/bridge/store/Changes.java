package io.github.sqldatabricks.bridge.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Changes that are made together or not at all. They are collected first and sent in one round trip, which begins the transaction
 * and ends it: so the server never waits for this process while it holds locks, whatever becomes of the process meanwhile. What
 * they were decided by is read before, without a lock, and so has to be said again by {@link #require}.
 *
 * <p>More values than one round trip takes, as a job of hundreds of queries has, go in several, in one transaction. Used by one
 * thread.
 */
final class Changes {

    /** SQL Server takes 2100 parameters. */
    private static final int MOST_VALUES = 2000;
    /** SQL Server takes 1000 rows after VALUES. */
    private static final int MOST_ROWS = 1000;

    private record Change(String sql, boolean required, List<Object> values) {}

    private final Dialect dialect;
    private final List<Change> all = new ArrayList<>();
    private boolean outdated;
    private Optional<SQLException> obstacle = Optional.empty();

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
        for (int from = 0; from < values.size(); ) {
            int to = Math.min(values.size(), from + mostRows(values.get(from).size()));
            String rows = String.join(", ", Collections.nCopies(to - from, row));
            List<Object> flat =
                    values.subList(from, to).stream().flatMap(List::stream).toList();
            add("INSERT INTO " + into + " VALUES " + rows, flat.toArray());
            from = to;
        }
    }

    private static int mostRows(int columns) {
        return Math.min(MOST_ROWS, MOST_VALUES / columns);
    }

    /** What was read by several statements does not fit together, because it was changed meanwhile: nothing is to be changed. */
    void outdate() {
        outdated = true;
    }

    /** Makes them; false when nothing was changed because another process was faster: a requirement is not met, or a key is there. */
    boolean apply(Connection connection) throws SQLException {
        if (outdated || all.isEmpty()) {
            return !outdated;
        }
        List<List<Change>> parts = parts();
        // The pool sets it back.
        connection.setAutoCommit(parts.size() == 1 && dialect.commitsBatches());
        try {
            return parts.size() == 1
                    ? send(connection, all, dialect.batchBegin(), dialect.batchEnd())
                    : inParts(connection, parts);
        } catch (SQLException e) {
            JobDatabase.rollBack(connection, e);
            if (StoreErrors.isDuplicate(e) || StoreErrors.isUnmet(e)) {
                obstacle = Optional.of(e);
                return false;
            }
            throw e;
        }
    }

    /** What the database said when {@link #apply} was false, if anything. */
    Optional<SQLException> obstacle() {
        return obstacle;
    }

    /** One round trip each. */
    private List<List<Change>> parts() {
        List<List<Change>> parts = new ArrayList<>();
        int room = 0;
        for (Change change : all) {
            if (change.values().size() > room || parts.isEmpty()) {
                parts.add(new ArrayList<>());
                room = MOST_VALUES;
            }
            parts.get(parts.size() - 1).add(change);
            room -= change.values().size();
        }
        return parts;
    }

    private boolean inParts(Connection connection, List<List<Change>> parts) throws SQLException {
        for (List<Change> part : parts) {
            if (!send(connection, part, "", dialect.partEnd())) {
                connection.rollback();
                return false;
            }
        }
        connection.commit();
        return true;
    }

    private boolean send(Connection connection, List<Change> some, String begin, String end) throws SQLException {
        String batch = some.stream()
                .map(change -> change.required() ? dialect.required(change.sql()) : change.sql())
                .collect(Collectors.joining("; ", begin, end));
        try (PreparedStatement statement = connection.prepareStatement(batch)) {
            Statements.bind(
                    statement,
                    some.stream().flatMap(change -> change.values().stream()).toArray());
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
}
