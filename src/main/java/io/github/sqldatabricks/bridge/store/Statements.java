package io.github.sqldatabricks.bridge.store;

import io.github.sqldatabricks.bridge.jdbc.RowMapper;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Prepared statements with their values, in one call; {@link Changes} are those that are made together. */
final class Statements {

    private Statements() {}

    /** Runs an INSERT, UPDATE or DELETE; returns how many rows it changed. */
    static int update(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, values);
            return statement.executeUpdate();
        }
    }

    /** Runs a SELECT. */
    static <T> List<T> list(Connection connection, String sql, RowMapper<T> row, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, values);
            try (ResultSet result = statement.executeQuery()) {
                return row.all(result);
            }
        }
    }

    /** Runs a SELECT of at most one row. */
    static <T> Optional<T> one(Connection connection, String sql, RowMapper<T> row, Object... values)
            throws SQLException {
        return list(connection, sql, row, values).stream().findFirst();
    }

    /** Sets the values of the markers; an empty {@link Optional} is NULL, an {@link Instant} is UTC. */
    static void bind(PreparedStatement statement, Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            Object value = values[i] instanceof Optional<?> optional ? optional.orElse(null) : values[i];
            if (value == null) {
                statement.setNull(i + 1, Types.NVARCHAR);
            } else {
                statement.setObject(i + 1, value instanceof Instant instant ? column(instant) : value);
            }
        }
    }

    /** All of them in their order, at most so many together: a statement has a bound of parameters, a transaction should have one of rows. */
    static <T> List<List<T>> slices(Collection<T> all, int size) {
        List<T> list = List.copyOf(all);
        return IntStream.iterate(0, from -> from < list.size(), from -> from + size)
                .mapToObj(from -> list.subList(from, Math.min(from + size, list.size())))
                .toList();
    }

    static LocalDateTime column(Instant instant) {
        return LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
    }

    static Instant instant(LocalDateTime column) {
        return column.toInstant(ZoneOffset.UTC);
    }

    static Optional<Instant> time(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, LocalDateTime.class)).map(Statements::instant);
    }

    /**
     * Changes that are made together or not at all. They are collected first and sent in one round trip, which begins the transaction
     * and ends it: so the server never waits for this process while it holds locks, whatever becomes of the process meanwhile. What
     * they were decided by is read before, without a lock, and so has to be said again by {@link #require}.
     *
     * <p>More values than one round trip takes, as a job of hundreds of queries has, go in several, in one transaction. Used by one
     * thread.
     */
    static final class Changes {

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
                int to =
                        Math.min(values.size(), from + mostRows(values.get(from).size()));
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
                        some.stream()
                                .flatMap(change -> change.values().stream())
                                .toArray());
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
}
