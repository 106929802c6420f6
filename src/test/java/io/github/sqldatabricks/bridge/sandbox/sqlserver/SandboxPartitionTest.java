package io.github.sqldatabricks.bridge.sandbox.sqlserver;

import io.github.sqldatabricks.bridge.extraction.RowSource;
import io.github.sqldatabricks.bridge.replication.partition.PartitionContract;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Parts of the sandbox's tables, which H2 keeps. */
class SandboxPartitionTest extends PartitionContract {

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
        return "dbo.parts";
    }

    @Override
    protected Connection connect() throws SQLException {
        return database.connect();
    }

    @Override
    protected RowSource source() {
        return new SandboxRowSource(database);
    }
}
