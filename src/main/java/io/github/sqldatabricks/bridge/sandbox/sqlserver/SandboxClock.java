package io.github.sqldatabricks.bridge.sandbox.sqlserver;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.replication.change.SourceClock;
import io.github.sqldatabricks.bridge.sandbox.sqlserver.SandboxDatabase.SandboxErrors;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What the embedded database says about its present; for every country the same. A transaction is known by its session, and begins no
 * later than that did.
 */
final class SandboxClock implements SourceClock {

    private static final String TIME = "SELECT CURRENT_TIMESTAMP(7)";

    private static final String WRITERS =
            "SELECT SESSION_ID, SESSION_START FROM INFORMATION_SCHEMA.SESSIONS WHERE CONTAINS_UNCOMMITTED";

    private static final int TIMEOUT_SECONDS = 30;

    private final SandboxDatabase database;

    /** @param database stays the caller's to close */
    SandboxClock(SandboxDatabase database) {
        this.database = database;
    }

    @Override
    public Moment now(Country country, Cancellation cancellation) {
        cancellation.check();
        try (Connection connection = database.administer();
                Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(TIMEOUT_SECONDS);
            Instant utc;
            try (ResultSet time = statement.executeQuery(TIME)) {
                time.next();
                utc = time.getObject(1, OffsetDateTime.class).toInstant();
            }
            return new Moment(utc, ZoneOffset.UTC, Optional.of(writers(statement)));
        } catch (SQLException e) {
            throw new SandboxErrors().translate(e, "Reading the time and the open transactions");
        }
    }

    private static OpenWriters writers(Statement statement) throws SQLException {
        Set<Long> transactions = new HashSet<>();
        Instant oldest = null;
        try (ResultSet rows = statement.executeQuery(WRITERS)) {
            while (rows.next()) {
                transactions.add(rows.getLong(1));
                Instant begin = rows.getObject(2, OffsetDateTime.class).toInstant();
                oldest = oldest == null || begin.isBefore(oldest) ? begin : oldest;
            }
        }
        return new OpenWriters(transactions, Optional.ofNullable(oldest));
    }

    @Override
    public Rowversions rowversions(Country country, Cancellation cancellation) {
        throw new BridgeException.RemotePermanent(
                ErrorCode.ROWVERSION_UNAVAILABLE,
                "Expected a SQL Server that gives rowversions, but the sandbox's embedded database does not. Use a cursor.");
    }
}
