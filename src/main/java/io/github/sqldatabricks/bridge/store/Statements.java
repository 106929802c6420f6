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
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Prepared statements with their values, in one call. */
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
}
