package io.github.sqldatabricks.bridge.sqlserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sqldatabricks.bridge.extraction.RowSource;
import io.github.sqldatabricks.bridge.extraction.RowSource.RowQuery;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.replication.StreamQuery;
import io.github.sqldatabricks.bridge.replication.StreamQuery.Narrowing;
import io.github.sqldatabricks.bridge.replication.change.ChangeReadingContract;
import io.github.sqldatabricks.bridge.replication.change.ChangeSource;
import io.github.sqldatabricks.bridge.replication.change.ChangeWindows;
import io.github.sqldatabricks.bridge.replication.change.CursorColumn;
import io.github.sqldatabricks.bridge.replication.change.CursorType;
import io.github.sqldatabricks.bridge.replication.change.Position;
import io.github.sqldatabricks.bridge.replication.change.SourceClock;
import io.github.sqldatabricks.bridge.replication.change.Window;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Changes of a real server's tables. Babelfish lacks the views of transactions and MIN_ACTIVE_ROWVERSION; where its administrator has
 * made them on PostgreSQL's own, the same statements run there, and its open transactions are real ones.
 */
class SqlServerChangeTest extends ChangeReadingContract {

    private static final String SEVENTH_DIGIT = "(\\.\\d{6})\\d";

    private static final int LONGEST_NUMBER = 30;

    private RealSqlServer server;
    private String table;
    private boolean babelfish;

    @BeforeEach
    void connectToServer() throws SQLException {
        server = new RealSqlServer(RealSqlServer.config());
        babelfish = server.isBabelfish();
        Assumptions.assumeTrue(
                !babelfish
                        || !server.scalar(
                                        "SELECT COUNT(*) FROM sys.all_views WHERE name = 'dm_tran_active_transactions'")
                                .equals("0"),
                "SKIPPED: this Babelfish has no emulated views of transactions");
    }

    @AfterEach
    void dropTable() throws SQLException {
        if (server != null) {
            server.execute("DROP TABLE IF EXISTS " + table);
            server.close();
        }
    }

    @Override
    protected String newTable() {
        table = RealSqlServer.uniqueTable();
        return table;
    }

    @Override
    protected Connection connect() throws SQLException {
        return server.connect();
    }

    @Override
    protected RowSource source() {
        return server.source();
    }

    @Override
    protected SourceClock clock() {
        return new SqlServerClock(server.pools());
    }

    @Override
    protected String utcNow() {
        return "SYSUTCDATETIME()";
    }

    /** Babelfish keeps six digits, rounds the greatest time up to the year 10000, and can't send MAX of more digits than 30. */
    @Override
    protected String kept(String value) {
        if (!babelfish) {
            return value;
        }
        return value.matches("-?9{37}.*")
                ? value.substring(0, LONGEST_NUMBER)
                : value.replaceFirst(SEVENTH_DIGIT, "$10")
                        .replace("9999-12-31 23:59:59.9999", "9999-12-31 23:59:58.9999");
    }

    @Test
    void rowversionsOfOpenTransactionsAreWaitedFor() throws SQLException {
        server.execute("CREATE TABLE " + table + " (id int NOT NULL, rv rowversion)");
        ChangeSource stream = new ChangeSource(
                new StreamQuery(RealSqlServer.query("SELECT id, rv FROM " + table), Narrowing.WHERE, "rows"),
                new CursorColumn("rv", CursorType.ROWVERSION, false));
        List<Long> seen = new ArrayList<>();
        server.execute("INSERT INTO " + table + " (id) VALUES (1)");
        Position position = read(stream, Position.start(1, stream.column()), seen);
        assertEquals(List.of(1L), seen);
        try (Connection late = connect();
                Statement statement = late.createStatement()) {
            late.setAutoCommit(false);
            statement.execute("INSERT INTO " + table + " (id) VALUES (2)");
            for (int window = 0; window < 3; window++) {
                server.execute("INSERT INTO " + table + " (id) VALUES (" + (10 + window) + ")");
                position = read(stream, position, seen);
                assertEquals(List.of(1L), seen);
            }
            late.commit();
        }
        position = read(stream, position, seen);
        assertEquals(List.of(1L, 2L, 10L, 11L, 12L), seen.stream().sorted().toList());
        server.execute("UPDATE " + table + " SET id = 20 WHERE id = 10");
        read(stream, position, seen);
        assertTrue(seen.contains(20L), "an update has a new rowversion");
    }

    private Position read(ChangeSource stream, Position from, List<Long> seen) {
        Window window = new ChangeWindows(clock(), source())
                .next(stream, false, from, new Cancellation())
                .window();
        if (window instanceof Window.Slice slice) {
            RowQuery rows = stream.rows(slice);
            server.read(rows).forEach(row -> seen.add((Long) row.get(0)));
        }
        return window.next();
    }
}
