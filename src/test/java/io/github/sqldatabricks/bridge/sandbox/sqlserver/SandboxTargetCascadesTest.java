package io.github.sqldatabricks.bridge.sandbox.sqlserver;

import io.github.sqldatabricks.bridge.target.TargetCascadesContract;
import io.github.sqldatabricks.bridge.target.TargetUnderTest;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** {@link TargetCascadesContract} for the sandbox. */
class SandboxTargetCascadesTest extends TargetCascadesContract {

    private static SandboxDatabase database;

    @BeforeAll
    static void open() throws SQLException {
        database = SandboxDatabase.inMemory();
    }

    @AfterAll
    static void close() throws SQLException {
        database.close();
    }

    @Override
    protected TargetUnderTest target() {
        return new SandboxTarget(database);
    }
}
