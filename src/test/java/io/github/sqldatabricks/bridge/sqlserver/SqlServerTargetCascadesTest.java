package io.github.sqldatabricks.bridge.sqlserver;

import io.github.sqldatabricks.bridge.target.TargetCascadesContract;
import io.github.sqldatabricks.bridge.target.TargetUnderTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** {@link TargetCascadesContract} for a real server. Runs when the environment names one. */
class SqlServerTargetCascadesTest extends TargetCascadesContract {

    private static ServerUnderTest server;

    @BeforeAll
    static void open() {
        server = ServerUnderTest.open();
    }

    @AfterAll
    static void close() {
        if (server != null) {
            server.server().close();
        }
    }

    @Override
    protected TargetUnderTest target() {
        return server;
    }
}
