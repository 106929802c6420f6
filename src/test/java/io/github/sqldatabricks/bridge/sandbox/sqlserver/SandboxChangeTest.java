package io.github.sqldatabricks.bridge.sandbox.sqlserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.sqldatabricks.bridge.extraction.RowSource;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.replication.change.ChangeReadingContract;
import io.github.sqldatabricks.bridge.replication.change.SourceClock;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Changes of the sandbox's tables, which H2 keeps. */
class SandboxChangeTest extends ChangeReadingContract {

    private SandboxDatabase database;

    @BeforeEach
    void start() throws SQLException {
        database = SandboxDatabase.inMemory();
    }

    @AfterEach
    void stop() throws SQLException {
        database.close();
    }

    @Override
    protected String newTable() {
        return "dbo.changes";
    }

    @Override
    protected Connection connect() throws SQLException {
        return database.connect();
    }

    @Override
    protected RowSource source() {
        return new SandboxRowSource(database);
    }

    @Override
    protected SourceClock clock() {
        return new SandboxClock(database);
    }

    @Override
    protected String utcNow() {
        return "LOCALTIMESTAMP(7)";
    }

    @Test
    void rowversionsAreRefusedSinceH2HasNone() {
        BridgeException failure =
                assertThrows(BridgeException.class, () -> clock().rowversions(COUNTRY, new Cancellation()));
        assertEquals(ErrorCode.ROWVERSION_UNAVAILABLE, failure.error());
    }
}
