package io.github.sqldatabricks.bridge.sqlserver;

import static io.github.sqldatabricks.bridge.sqlserver.TargetServer.SOURCE;
import static io.github.sqldatabricks.bridge.sqlserver.TargetServer.assertApplied;
import static io.github.sqldatabricks.bridge.sqlserver.TargetServer.assertFailed;
import static io.github.sqldatabricks.bridge.sqlserver.TargetServer.keys;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.sync.ChangeLimits;
import io.github.sqldatabricks.bridge.sync.EventOutcome;
import io.github.sqldatabricks.bridge.sync.EventOutcome.ChangeCounts;
import io.github.sqldatabricks.bridge.sync.EventOutcome.DryRun;
import io.github.sqldatabricks.bridge.sync.SyncEvent;
import io.github.sqldatabricks.bridge.sync.SyncOperation;
import io.github.sqldatabricks.bridge.testing.ListedRows;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Events on tables that are not plain: columns that SQL Server writes itself, triggers, odd names, keys that compare without
 * case, constraints; and limits. Catches counts that are a trigger's, columns that are taken for others, and changes that
 * stay although they were refused.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SqlServerTargetShapesTest {

    private TargetServer server;

    @BeforeEach
    void connect() {
        server = new TargetServer(RealSqlServer.config());
    }

    @AfterEach
    void close() throws SQLException {
        if (server != null) {
            server.close();
        }
    }

    private static ListedRows people() {
        return new ListedRows().column("id", new ColumnType.Int64()).column("name", new ColumnType.Text());
    }

    private EventOutcome insert(ListedRows source, Map<String, String> metadata) {
        return server.apply(source, server.event(new SyncOperation.Insert(SOURCE, Optional.empty()), metadata));
    }

    private EventOutcome upsert(ListedRows source, String... keys) {
        return server.apply(source, server.event(new SyncOperation.Upsert(SOURCE, keys(keys))));
    }

    @Test
    void anIdentityIsRefusedKeptOrGeneratedAsTheEventSays() throws SQLException {
        server.create("id int IDENTITY(1, 1) NOT NULL PRIMARY KEY, name nvarchar(20) NULL");
        assertFailed(insert(people().row(500L, "refused"), Map.of()), "columns-do-not-match");
        assertApplied(insert(people().row(500L, "kept"), Map.of("identity", "keep")), ChangeCounts.inserted(1));
        assertApplied(
                insert(people().row(500L, "generated"), Map.of("identity", "generate")), ChangeCounts.inserted(1));
        assertThat(server.rows("SELECT name FROM {table} WHERE id = 500")).containsExactly(List.of("kept"));
        assertThat(server.rows("SELECT name FROM {table} WHERE id <> 500")).containsExactly(List.of("generated"));
    }

    @Test
    void computedColumnsFollowAndDefaultsFillWhatTheSourceLacks() throws SQLException {
        server.create("id int NOT NULL PRIMARY KEY, name nvarchar(20) NULL, twice AS id * 2,"
                + " state varchar(10) NOT NULL DEFAULT 'new'");
        assertApplied(insert(people().row(21L, "x"), Map.of()), ChangeCounts.inserted(1));
        assertThat(server.rows("SELECT twice, state FROM {table}")).containsExactly(List.of("42", "new"));
        ListedRows computed =
                new ListedRows().column("id", new ColumnType.Int64()).column("twice", new ColumnType.Int64());
        assertFailed(insert(computed.row(1L, 2L), Map.of()), "columns-do-not-match");
    }

    @Test
    void aRowversionIsNeverWrittenButChanges() throws SQLException {
        try (Connection connection = server.server().connect();
                Statement statement = connection.createStatement()) {
            if (server.server().isBabelfish()) {
                statement.execute("EXEC sp_babelfish_configure 'escape_hatch_rowversion', 'ignore'");
            }
            statement.execute("CREATE TABLE " + server.table()
                    + " (id int NOT NULL PRIMARY KEY, name nvarchar(20) NULL, version rowversion)");
        }
        assertApplied(insert(people().row(1L, "a"), Map.of()), ChangeCounts.inserted(1));
        List<List<String>> before = server.rows("SELECT version FROM {table}");
        assertApplied(upsert(people().row(1L, "b"), "id"), ChangeCounts.updated(1));
        assertThat(server.rows("SELECT version FROM {table}")).isNotEqualTo(before);
    }

    @Test
    void countsAreThoseOfTheTargetWhateverATriggerDoes() throws SQLException {
        server.create("id int NOT NULL PRIMARY KEY, name nvarchar(20) NULL");
        String log = server.table() + "_log";
        server.execute("CREATE TABLE " + log + " (id int)");
        try {
            server.execute("CREATE TRIGGER " + server.table().replace("dbo.", "") + "_t ON {table}"
                    + " AFTER INSERT, UPDATE, DELETE AS BEGIN INSERT INTO " + log
                    + " VALUES (1), (2), (3), (4), (5); SELECT 'a trigger that talks' AS words, 77 AS number; END");
            assertApplied(insert(people().row(1L, "a").row(2L, "b"), Map.of()), ChangeCounts.inserted(2));
            EventOutcome both = upsert(people().row(2L, "B").row(3L, "c"), "id");
            assertApplied(both, new ChangeCounts(1, 1, 0));
            assertThat(((EventOutcome.Applied) both).warning())
                    .hasValueSatisfying(text -> assertThat(text).contains("It fires triggers (bridge_test_"));
            assertThat(server.rows("SELECT COUNT(*) FROM " + log)).containsExactly(List.of("15"));
        } finally {
            server.execute("DROP TABLE {table}");
            server.execute("DROP TABLE " + log);
        }
    }

    @Test
    void aTriggerThatRefusesFailsTheEvent() throws SQLException {
        server.create("id int NOT NULL PRIMARY KEY, name nvarchar(20) NULL");
        server.execute("CREATE TRIGGER " + server.table().replace("dbo.", "") + "_t ON {table}"
                + " AFTER INSERT AS BEGIN THROW 50001, 'not on Sundays', 1; END");
        assertThat(insert(people().row(1L, "a"), Map.of()))
                .isInstanceOfSatisfying(
                        EventOutcome.Failed.class,
                        failed -> assertThat(failed.message()).contains("not on Sundays"));
        assertThat(server.rows("SELECT * FROM {table}")).isEmpty();
    }

    @Test
    void aViewOfOneTableIsChangedThroughItAndLimitsSayWhatTheyCannotSee() throws SQLException {
        server.create("id int NOT NULL PRIMARY KEY, label nvarchar(20) NULL, kind int NOT NULL DEFAULT 7");
        TargetServer view = new TargetServer(RealSqlServer.config(), server.table() + "_v");
        server.execute("CREATE VIEW " + view.table() + " AS SELECT id, label AS name FROM {table} WHERE id < 100");
        server.execute("INSERT INTO {table} VALUES (1, N'one', 1), (101, N'hidden', 1)");
        try {
            SyncEvent upsert = view.event(new SyncOperation.Upsert(SOURCE, keys("id")));
            assertApplied(view.apply(people().row(1L, "uno").row(2L, "dos"), upsert), new ChangeCounts(1, 1, 0));
            SyncEvent delete = view.event(new SyncOperation.DeleteByKeys(SOURCE, keys("id")));
            assertApplied(view.apply(people().row(1L, "").row(101L, ""), delete), ChangeCounts.deleted(1));
            assertThat(server.rows("SELECT id, label, kind FROM {table} ORDER BY id"))
                    .containsExactly(List.of("2", "dos", "7"), List.of("101", "hidden", "1"));
        } finally {
            server.execute("DROP VIEW " + view.table());
            view.server().close();
        }
    }

    @Test
    void aViewThatCannotBeUpdatedAndWhatIsNoTableAreRefused() throws SQLException {
        server.create("id int NOT NULL PRIMARY KEY, name nvarchar(20) NULL");
        TargetServer other = new TargetServer(RealSqlServer.config(), server.table() + "_o");
        SyncEvent insert = other.event(new SyncOperation.Insert(SOURCE, Optional.empty()));
        try {
            server.execute(
                    "CREATE VIEW " + other.table() + " AS SELECT MAX(id) AS id, name FROM {table} GROUP BY name");
            assertThat(other.apply(people().row(1L, "a"), insert)).isInstanceOf(EventOutcome.Failed.class);
            server.execute("DROP VIEW " + other.table());
            server.execute("CREATE PROCEDURE " + other.table() + " AS SELECT 1");
            EventOutcome procedure = other.apply(people().row(1L, "a"), insert);
            assertFailed(procedure, "target-not-a-table");
            assertThat(((EventOutcome.Failed) procedure).message()).contains("is a stored procedure");
        } finally {
            server.execute("DROP PROCEDURE IF EXISTS " + other.table());
            other.server().close();
        }
    }

    private void trigger(String body) throws SQLException {
        server.create("id int NOT NULL PRIMARY KEY, name nvarchar(20) NULL");
        server.execute("CREATE TRIGGER " + server.table() + "_t ON {table} AFTER INSERT AS BEGIN " + body + " END");
    }

    @Test
    void aTriggersOwnNumberIsTheTriggers() throws SQLException {
        trigger("THROW 60123, 'not on Sundays', 1;");
        EventOutcome outcome = insert(people().row(1L, "a"), Map.of());
        assertFailed(outcome, "sqlserver-trigger");
        assertThat(((EventOutcome.Failed) outcome).message())
                .contains("not on Sundays")
                .endsWith("Nothing was changed.");
    }

    @Test
    void aTriggerThatRollsBackChangesNothing() throws SQLException {
        trigger("ROLLBACK");
        EventOutcome outcome = insert(people().row(1L, "a"), Map.of());
        assertFailed(outcome, "transaction-ended");
        assertThat(((EventOutcome.Failed) outcome).message()).endsWith("Nothing was changed.");
        assertThat(server.rows("SELECT * FROM {table}")).isEmpty();
    }

    @Test
    void aTriggerThatCommitsIsNoticedAndItsEventNeverAppliedTwice() throws SQLException {
        trigger("COMMIT");
        SyncEvent event = server.event(new SyncOperation.Insert(SOURCE, Optional.empty()));
        assertFailed(server.apply(people().row(1L, "a"), event), "committed-in-trigger");
        assertThat(server.rows("SELECT id FROM {table}")).containsExactly(List.of("1"));
        server.execute("DROP TRIGGER " + server.table() + "_t");
        assertFailed(
                server.service(people().row(2L, "b"), ChangeLimits.NONE)
                        .apply(TargetServer.claim(event, 2), new Cancellation()),
                "committed-in-trigger");
        assertThat(server.rows("SELECT id FROM {table}")).containsExactly(List.of("1"));
    }

    @Test
    void aTriggerThatCommitsMakesADryRunFinalAndThatIsSaid() throws SQLException {
        trigger("COMMIT");
        DryRun run =
                server.dryRun(people().row(1L, "a"), server.event(new SyncOperation.Insert(SOURCE, Optional.empty())));
        assertFailed(run.outcome(), "transaction-ended");
        assertThat(((EventOutcome.Failed) run.outcome()).message()).contains("although this was a dry run");
    }

    @Test
    void doubledAndMissingKeysAreCountedAndNothingIsChanged() throws SQLException {
        server.create("id int NOT NULL PRIMARY KEY, name nvarchar(20) NULL");
        ListedRows bad =
                people().row(1L, "a").row(1L, "b").row(1L, "c").row(2L, "d").row(null, "e");
        assertThat(upsert(bad, "id")).isInstanceOfSatisfying(EventOutcome.Failed.class, failed -> {
            assertThat(failed.code()).isEqualTo("source-keys-invalid");
            assertThat(failed.message())
                    .contains("'id' of the source is NULL in 1 row.")
                    .contains("3 rows share 1 key,")
                    .contains("For example '1'.");
        });
        assertThat(server.rows("SELECT * FROM {table}")).isEmpty();
    }

    @Test
    void textKeysCompareAsTheTargetDoes() throws SQLException {
        server.create("code varchar(10) COLLATE Latin1_General_CI_AS NOT NULL PRIMARY KEY, name nvarchar(20) NULL");
        ListedRows source =
                new ListedRows().column("code", new ColumnType.Text()).column("name", new ColumnType.Text());
        server.execute("INSERT INTO {table} VALUES ('abc', N'old')");
        assertApplied(upsert(source.row("ABC", "new"), "code"), ChangeCounts.updated(1));
        assertThat(server.rows("SELECT code, name FROM {table}")).containsExactly(List.of("abc", "new"));
        EventOutcome doubled = upsert(source.row("aBc ", "again"), "code");
        assertFailed(doubled, "source-keys-invalid");
        assertThat(((EventOutcome.Failed) doubled).message())
                .contains("For example 'ABC' and 'aBc ', which SQL Server takes for the same")
                .endsWith("Nothing was changed.");
    }

    @Test
    void namesOfAnyKindAreQuoted() throws SQLException {
        server.create("[the id] int NOT NULL PRIMARY KEY, [select] nvarchar(20) NULL, [a.b'c?{d}] int NULL");
        ListedRows source = new ListedRows()
                .column("The ID", new ColumnType.Int64())
                .column("SELECT", new ColumnType.Text())
                .column("a.b'c?{d}", new ColumnType.Int64());
        assertApplied(upsert(source.row(1L, "x", 7L), "the id"), ChangeCounts.inserted(1));
        assertApplied(
                server.apply(
                        source,
                        server.event(new SyncOperation.DeleteWhere(
                                Map.of("a.b'c?{d}", Optional.of("7"), "select", Optional.of("x"))))),
                ChangeCounts.deleted(1));
    }

    @Test
    void whatTheTargetForbidsFailsWithItsReason() throws SQLException {
        server.create("id int NOT NULL PRIMARY KEY, name nvarchar(20) NULL CHECK (name <> 'bad')");
        server.execute("INSERT INTO {table} VALUES (1, N'one')");
        assertFailed(insert(people().row(2L, "two").row(1L, "double"), Map.of()), "sqlserver-duplicate-key");
        assertFailed(insert(people().row(3L, "bad"), Map.of()), "sqlserver-constraint");
        assertThat(server.rows("SELECT id FROM {table}")).containsExactly(List.of("1"));
    }

    @Test
    void aChangeOverALimitIsRolledBackAndBlocked() throws SQLException {
        server.create("id int NOT NULL PRIMARY KEY, name nvarchar(20) NULL");
        server.execute("INSERT INTO {table} VALUES (1, N'a'), (2, N'b'), (3, N'c'), (4, N'd')");
        SyncEvent delete = server.event(new SyncOperation.DeleteByKeys(SOURCE, keys("id")));
        ChangeLimits half = new ChangeLimits(OptionalLong.empty(), OptionalLong.empty(), OptionalDouble.of(50));
        EventOutcome outcome = server.service(people().row(1L, "").row(2L, "").row(3L, ""), half)
                .apply(TargetServer.claim(delete, 1), new Cancellation());
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        EventOutcome.Blocked.class,
                        blocked -> assertThat(blocked.message())
                                .contains("3 deleted")
                                .contains("4 rows"));
        assertThat(server.rows("SELECT * FROM {table}")).hasSize(4);
        assertApplied(server.apply(people().row(1L, ""), delete), ChangeCounts.deleted(1));
    }

    @Test
    void aTableThatIsNotThereIsNamed() {
        assertFailed(insert(people().row(1L, "a"), Map.of()), "unknown-target-table");
    }
}
