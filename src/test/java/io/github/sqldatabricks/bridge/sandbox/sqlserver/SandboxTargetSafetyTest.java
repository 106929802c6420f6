package io.github.sqldatabricks.bridge.sandbox.sqlserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.sync.EventOutcome;
import io.github.sqldatabricks.bridge.sync.EventOutcome.ChangeCounts;
import io.github.sqldatabricks.bridge.sync.SyncEvent;
import io.github.sqldatabricks.bridge.target.TargetSafetyContract;
import io.github.sqldatabricks.bridge.target.TargetUnderTest;
import io.github.sqldatabricks.bridge.testing.Claims;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link TargetSafetyContract} for the sandbox. */
class SandboxTargetSafetyTest extends TargetSafetyContract {

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

    @ParameterizedTest
    @ValueSource(strings = {"Dbo.People", "[DBO].[PEOPLE]", "people", "PEOPLE"})
    void aTableIsFoundByAnyCaseOfItsName(String name) throws SQLException {
        SyncEvent event = Claims.event(name, upsert(), Map.of());
        assertApplied(attempt(people().row(1L, "uno").row(9L, "nine"), event, 1), new ChangeCounts(1, 1, 0));
        assertThat(rows("SELECT name FROM {table} WHERE id IN (1, 9) ORDER BY id"))
                .containsExactly(row("uno"), row("nine"));
    }

    @Test
    void aSynonymIsTheTableThatItStandsForAndAViewIsNamed() throws SQLException {
        execute("CREATE SYNONYM dbo.folk FOR {table}");
        execute("CREATE VIEW dbo.watched AS SELECT * FROM {table}");
        try {
            SyncEvent byName = Claims.event("dbo.folk", upsert(), Map.of());
            assertApplied(attempt(people().row(1L, "uno"), byName, 1), ChangeCounts.updated(1));
            assertThat(rows("SELECT name FROM {table} WHERE id = 1")).containsExactly(row("uno"));
            EventOutcome view = attempt(people().row(1L, "x"), Claims.event("dbo.watched", upsert(), Map.of()), 1);
            assertThat(failed(view, "target-not-a-table").message()).contains("is a view");
        } finally {
            execute("DROP VIEW dbo.watched");
            execute("DROP SYNONYM dbo.folk");
        }
    }
}
