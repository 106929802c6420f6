package io.github.sqldatabricks.bridge.replication.change;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sqldatabricks.bridge.extraction.RowSource;
import io.github.sqldatabricks.bridge.extraction.RowSource.RowQuery;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.ParameterValue;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.model.RowStream;
import io.github.sqldatabricks.bridge.model.TemporalPolicy;
import io.github.sqldatabricks.bridge.replication.ChangeSettings.Cursor;
import io.github.sqldatabricks.bridge.replication.ChangeSettings.CursorZone;
import io.github.sqldatabricks.bridge.replication.ChangeSettings.NullCursor;
import io.github.sqldatabricks.bridge.replication.StreamQuery;
import io.github.sqldatabricks.bridge.replication.StreamQuery.Narrowing;
import io.github.sqldatabricks.bridge.replication.change.CursorWindows.CursorBounds;
import io.github.sqldatabricks.bridge.replication.change.Window.Completeness;
import io.github.sqldatabricks.bridge.testing.ReadRows;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Changes of real tables, which a database keeps. Catches a value that is bound as another type, a bound that is off by one digit, NULLs
 * that are lost, and transactions that the database knows of and the bridge does not see.
 */
public abstract class ChangeReadingContract {

    protected static final Country COUNTRY = new Country("bolivia");

    private final String table = newTable();

    /** A name that nobody else has, in schema dbo. */
    protected abstract String newTable();

    /** A connection beside those that are tested. */
    protected abstract Connection connect() throws SQLException;

    protected abstract RowSource source();

    protected abstract SourceClock clock();

    /** Its time in UTC with 7 digits, as an expression. */
    protected abstract String utcNow();

    /** The value as the database can keep it, in the form of {@link CursorValue#text()}. */
    protected String kept(String value) {
        return value;
    }

    protected final void execute(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** In ascending order; each with neighbours that are as near as the type allows. */
    private List<String> values(String declared) {
        List<String> values = switch (declared) {
            case "tinyint" -> List.of("0", "1", "126", "127");
            case "smallint" -> List.of("-32768", "-32767", "0", "32767");
            case "int" -> List.of("-2147483648", "-2147483647", "-1", "0", "2147483647");
            case "bigint" -> List.of("-9223372036854775808", "-1", "9223372036854775806", "9223372036854775807");
            case "decimal(18,4)" -> List.of("-99999999999999.9999", "0.0000", "0.0001", "99999999999999.9999");
            case "decimal(38,0)" -> List.of("-" + "9".repeat(38), "0", "9".repeat(37) + "8", "9".repeat(38));
            case "date" -> List.of("0001-01-01", "1582-10-10", "2024-02-29", "9999-12-30", "9999-12-31");
            case "smalldatetime" ->
                List.of("1900-01-01 00:00:00", "1900-01-01 00:01:00", "2024-02-29 12:30:00", "2079-06-06 23:59:00");
            case "datetime" ->
                List.of(
                        "1753-01-01 00:00:00.000",
                        "1753-01-01 00:00:00.003",
                        "2024-02-29 12:30:00.997",
                        "9999-12-31 23:59:59.993",
                        "9999-12-31 23:59:59.997");
            default -> fractions(declared);
        };
        return values.stream().map(this::kept).distinct().toList();
    }

    private static List<String> fractions(String declared) {
        int digits = Character.digit(declared.charAt(declared.length() - 2), 10);
        String offset = declared.startsWith("datetimeoffset") ? " +00:00" : "";
        String none = digits == 0 ? "" : "." + "0".repeat(digits);
        String least = digits == 0 ? "" : "." + "0".repeat(digits - 1) + "1";
        String most = digits == 0 ? "" : "." + "9".repeat(digits);
        return List.of(
                "0001-01-01 00:00:00" + none + offset,
                (digits == 0 ? "0001-01-01 00:00:01" : "0001-01-01 00:00:00" + least) + offset,
                "1582-10-04 23:59:59" + most + offset,
                "2024-02-29 12:30:00" + none + offset,
                (digits == 0 ? "2024-02-29 12:30:01" : "2024-02-29 12:30:00" + least) + offset,
                "9999-12-31 23:59:58" + most + offset,
                "9999-12-31 23:59:59" + most + offset);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tinyint",
                "smallint",
                "int",
                "bigint",
                "decimal(18,4)",
                "decimal(38,0)",
                "date",
                "smalldatetime",
                "datetime",
                "datetime2(0)",
                "datetime2(1)",
                "datetime2(2)",
                "datetime2(3)",
                "datetime2(4)",
                "datetime2(5)",
                "datetime2(6)",
                "datetime2(7)",
                "datetimeoffset(0)",
                "datetimeoffset(3)",
                "datetimeoffset(7)"
            })
    void everyValueOfATypeIsInExactlyItsOwnWindow(String declared) throws SQLException {
        CursorType type = CursorType.of("c", declared);
        List<CursorValue> values = values(declared).stream()
                .map(text -> CursorValue.of(type, text))
                .toList();
        execute("CREATE TABLE " + table + " (id int NOT NULL, [the cursor] " + declared + " NULL)");
        ChangeSource stream = stream("the cursor", type);
        assertEquals(new CursorBounds(Optional.empty(), 0), bounds(stream));
        insert(values);
        assertEquals(new CursorBounds(Optional.of(values.get(values.size() - 1)), 1), bounds(stream));

        Optional<CursorValue> after = Optional.empty();
        for (int row = 0; row < values.size(); row++) {
            CursorValue value = values.get(row);
            assertEquals(Set.of(row), ids(stream, slice(after, value, false)), () -> "up to " + value);
            assertEquals(Set.of(), ids(stream, slice(Optional.of(value), value, false)), () -> "after " + value);
            assertEquals(Set.of(-1), ids(stream, slice(Optional.of(value), value, true)), () -> "after " + value);
            after = Optional.of(value);
        }
    }

    private void insert(List<CursorValue> values) throws SQLException {
        execute("INSERT INTO " + table + " VALUES (-1, NULL)");
        for (int row = 0; row < values.size(); row++) {
            CursorValue value = values.get(row);
            String text = value.type().isTemporal()
                    ? value.text().replaceFirst(" ", "T").replace(" ", "")
                    : value.text();
            execute("INSERT INTO " + table + " VALUES (" + row + ", CAST('" + text + "' AS "
                    + value.type().declaration() + "))");
        }
    }

    /** Writers that hold their transaction open over three windows, while others commit. */
    @Test
    void aTransactionThatStaysOpenOverThreeWindowsLosesNoRow() throws SQLException {
        execute("CREATE TABLE " + table + " (id int NOT NULL, c datetime2(7) NULL)");
        ChangeSource stream = stream("c", CursorType.of("c", "datetime2(7)"));
        execute(insertNow(1));
        Set<Integer> seen = new TreeSet<>();
        Position position = read(stream, Position.start(1, stream.column()), Completeness.HORIZON, seen);
        assertEquals(Set.of(1), seen);

        try (Connection late = connect();
                Statement statement = late.createStatement()) {
            late.setAutoCommit(false);
            statement.execute(insertNow(2));
            for (int window = 0; window < 3; window++) {
                execute(insertNow(10 + window));
                position = read(stream, position, Completeness.HORIZON, seen);
                assertEquals(Set.of(1), seen, "nothing of what is younger than the open transaction");
                assertTrue(naive(stream).containsAll(Set.of(1, 10 + window)), "the newest value is above it");
            }
            late.commit();
        }
        read(stream, position, Completeness.HORIZON, seen);
        assertEquals(Set.of(1, 2, 10, 11, 12), seen);
    }

    /** What a window up to the newest value would have, and forever without row 2. */
    private Set<Integer> naive(ChangeSource stream) {
        return ids(stream, slice(Optional.empty(), bounds(stream).newest().orElseThrow(), false));
    }

    @Test
    void aNumberThatIsCommittedLateLosesNoRow() throws SQLException {
        execute("CREATE TABLE " + table + " (id int NOT NULL, c bigint IDENTITY(1, 1) NOT NULL)");
        ChangeSource stream = stream("c", CursorType.of("c", "bigint"));
        execute("INSERT INTO " + table + " (id) VALUES (1)");
        Set<Integer> seen = new TreeSet<>();
        Position position = read(stream, Position.start(1, stream.column()), Completeness.DRAINED, seen);

        try (Connection late = connect();
                Statement statement = late.createStatement()) {
            late.setAutoCommit(false);
            statement.execute("INSERT INTO " + table + " (id) VALUES (2)");
            for (int window = 0; window < 3; window++) {
                execute("INSERT INTO " + table + " (id) VALUES (" + (10 + window) + ")");
                assertEquals(position, read(stream, position, Completeness.DRAINED, seen));
            }
            late.commit();
        }
        read(stream, position, Completeness.DRAINED, seen);
        assertEquals(Set.of(1, 2, 10, 11, 12), seen);
    }

    @Test
    void aTransactionThatOnlyReadsHoldsNothingUp() throws SQLException {
        execute("CREATE TABLE " + table + " (id int NOT NULL, c datetime2(7) NULL)");
        execute(insertNow(1));
        ChangeSource stream = stream("c", CursorType.of("c", "datetime2(7)"));
        try (Connection reader = connect();
                Statement statement = reader.createStatement()) {
            reader.setAutoCommit(false);
            statement.executeQuery("SELECT COUNT(*) FROM " + table).close();
            execute(insertNow(2));
            Set<Integer> seen = new TreeSet<>();
            read(stream, Position.start(1, stream.column()), Completeness.HORIZON, seen);
            assertEquals(Set.of(1, 2), seen);
            reader.rollback();
        }
    }

    @Test
    void aTemplateIsReadByWindowsWithItsOwnParameters() throws SQLException {
        execute("CREATE TABLE " + table + " (id int NOT NULL, c int NULL)");
        execute("INSERT INTO " + table + " VALUES (1, 1), (2, 2), (3, 3), (4, 4), (5, NULL), (6, NULL)");
        RowQuery template = query(
                "SELECT id, c FROM " + table + " WHERE id >= ? AND id < ? -- the rest", Map.of(), whole(2), whole(6));
        ChangeSource stream = new ChangeSource(
                new StreamQuery(template, Narrowing.AROUND, "rows"),
                new CursorColumn("c", CursorType.of("c", "int"), true));
        CursorBounds bounds = bounds(stream);
        assertEquals("4", bounds.newest().orElseThrow().text());
        assertEquals(1, bounds.nulls());
        CursorValue three = CursorValue.of(stream.column().type(), "3");
        assertEquals(Set.of(2, 3, 5), ids(stream, slice(Optional.empty(), three, true)));
        Position next = new Position(1, "c", stream.column().type(), Optional.empty(), bounds.newest());
        assertEquals(
                Set.of(2, 3, 4),
                ids(stream.all(new Window.Everything(false, Completeness.DRAINED, next))
                        .all()));
        assertEquals(
                Set.of(2, 3, 4, 5),
                ids(stream.all(new Window.Everything(true, Completeness.DRAINED, next))
                        .all()));
    }

    @Test
    void aColumnOfAnotherTypeThanWasSaidIsRefused() throws SQLException {
        execute("CREATE TABLE " + table + " (id int NOT NULL, c datetime2(6) NULL)");
        execute("INSERT INTO " + table + " VALUES (1, '2024-02-29T12:30:00.123456')");
        ChangeSource stream = stream("c", CursorType.of("c", "datetime2(3)"));
        BridgeException failure = assertThrows(BridgeException.class, () -> bounds(stream));
        assertEquals(ErrorCode.CHANGE_COLUMN_REFUSED, failure.error());
    }

    @Test
    void aCancelledReadAsksNothing() {
        Cancellation cancellation = new Cancellation();
        cancellation.cancel("enough");
        assertThrows(BridgeException.Cancelled.class, () -> clock().now(COUNTRY, cancellation));
    }

    /** The next window's rows into {@code seen}. */
    private Position read(ChangeSource stream, Position from, Completeness completeness, Set<Integer> seen) {
        Optional<CursorZone> zone = stream.column().type().needsZone()
                ? Optional.of(new CursorZone.Named(ZoneOffset.UTC))
                : Optional.empty();
        Cursor settings = new Cursor(
                stream.column().name(),
                zone,
                Duration.ZERO,
                Optional.empty(),
                Optional.empty(),
                NullCursor.FAIL,
                Duration.ofNanos(1));
        Window window = new ChangeWindows(clock(), source())
                .next(stream, settings, false, from, new Cancellation())
                .window();
        assertEquals(completeness, window.completeness());
        if (window instanceof Window.Slice slice) {
            seen.addAll(ids(stream, slice));
        }
        return window.next();
    }

    private String insertNow(int id) {
        return "INSERT INTO " + table + " VALUES (" + id + ", " + utcNow() + ")";
    }

    private CursorBounds bounds(ChangeSource stream) {
        return new ChangeWindows(clock(), source()).bounds(stream, new Cancellation());
    }

    private ChangeSource stream(String column, CursorType type) {
        Map<String, TemporalPolicy> policies = type.hasTime() ? Map.of(column, TemporalPolicy.TEXT) : Map.of();
        String quoted = "[" + column.replace("]", "]]") + "]";
        return new ChangeSource(
                new StreamQuery(query("SELECT [id], " + quoted + " FROM " + table, policies), Narrowing.WHERE, "rows"),
                new CursorColumn(column, type, true));
    }

    private static Window.Slice slice(Optional<CursorValue> after, CursorValue upTo, boolean nulls) {
        Position next = new Position(1, "c", upTo.type(), Optional.empty(), Optional.of(upTo));
        return new Window.Slice(after, upTo, nulls, Completeness.HORIZON, next);
    }

    private Set<Integer> ids(ChangeSource stream, Window.Slice slice) {
        return ids(stream.rows(slice));
    }

    private Set<Integer> ids(RowQuery query) {
        try (RowStream rows = source().open(query, new Cancellation())) {
            List<Integer> ids = new ArrayList<>();
            ReadRows.all(rows).forEach(row -> ids.add(((Long) row.get(0)).intValue()));
            assertEquals(ids.size(), Set.copyOf(ids).size(), "rows come once each");
            return new TreeSet<>(ids);
        }
    }

    private static ParameterValue.Scalar whole(long value) {
        return new ParameterValue.Whole(value);
    }

    private static RowQuery query(
            String sql, Map<String, TemporalPolicy> policies, ParameterValue.Scalar... parameters) {
        return new RowQuery(
                COUNTRY, new QueryName("changes"), sql, List.of(parameters), OptionalLong.empty(), policies);
    }
}
