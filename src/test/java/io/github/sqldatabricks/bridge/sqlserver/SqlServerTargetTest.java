package io.github.sqldatabricks.bridge.sqlserver;

import static io.github.sqldatabricks.bridge.sqlserver.TargetServer.SOURCE;
import static io.github.sqldatabricks.bridge.sqlserver.TargetServer.keys;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.sync.ChangeCounts;
import io.github.sqldatabricks.bridge.sync.DryRun;
import io.github.sqldatabricks.bridge.sync.EventOutcome;
import io.github.sqldatabricks.bridge.sync.SyncOperation;
import io.github.sqldatabricks.bridge.testing.ListedRows;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Applies events of every operation to a real server, and catches wrong rows, wrong counts, and a change that should not
 * have been made. Runs when the environment names a server.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SqlServerTargetTest {

    private static final String ALL = "SELECT id, name FROM {table} ORDER BY id";

    private TargetServer server;

    @BeforeEach
    void connect() throws SQLException {
        server = new TargetServer(RealSqlServer.config());
    }

    @AfterEach
    void close() throws SQLException {
        if (server != null) {
            server.close();
        }
    }

    private void createPeople() throws SQLException {
        server.create("id int NOT NULL PRIMARY KEY, name nvarchar(20) NULL, city varchar(10) NULL");
        server.execute("INSERT INTO {table} VALUES (1, N'one', 'a'), (2, N'two', 'b'), (3, N'three', NULL)");
    }

    private static ListedRows people() {
        return new ListedRows().column("ID", new ColumnType.Int64()).column("Name", new ColumnType.Text());
    }

    @Test
    void anInsertAddsTheRowsOfTheSource() throws SQLException {
        createPeople();
        EventOutcome outcome = server.apply(
                people().row(10L, "zehn").row(11L, null),
                server.event(new SyncOperation.Insert(SOURCE, Optional.empty())));
        assertApplied(outcome, ChangeCounts.inserted(2));
        assertThat(server.rows("SELECT id, name, city FROM {table} WHERE id >= 10 ORDER BY id"))
                .containsExactly(
                        java.util.Arrays.asList("10", "zehn", null), java.util.Arrays.asList("11", null, null));
    }

    @Test
    void anUpdateChangesTheRowsWithTheSameKeysAndNoOther() throws SQLException {
        createPeople();
        EventOutcome outcome = server.apply(
                people().row(1L, "uno").row(3L, null).row(99L, "nobody"),
                server.event(new SyncOperation.Update(SOURCE, keys("id"))));
        assertApplied(outcome, ChangeCounts.updated(2));
        assertThat(server.rows(ALL))
                .containsExactly(List.of("1", "uno"), List.of("2", "two"), java.util.Arrays.asList("3", null));
    }

    @Test
    void anUpsertUpdatesWhatIsThereAndInsertsTheRest() throws SQLException {
        createPeople();
        EventOutcome outcome = server.apply(
                people().row(2L, "dos").row(4L, "cuatro"), server.event(new SyncOperation.Upsert(SOURCE, keys("ID"))));
        assertApplied(outcome, new ChangeCounts(1, 1, 0));
        assertThat(server.rows(ALL))
                .containsExactly(
                        List.of("1", "one"), List.of("2", "dos"), List.of("3", "three"), List.of("4", "cuatro"));
    }

    @Test
    void anUpsertOfKeysAloneInsertsWhatIsMissing() throws SQLException {
        createPeople();
        ListedRows source =
                new ListedRows().column("id", new ColumnType.Int64()).row(2L).row(4L);
        assertApplied(
                server.apply(source, server.event(new SyncOperation.Upsert(SOURCE, keys("id")))),
                ChangeCounts.inserted(1));
    }

    @Test
    void aDeleteTakesTheRowsWithTheKeysOfTheSource() throws SQLException {
        createPeople();
        EventOutcome outcome = server.apply(
                people().row(1L, "ignored").row(77L, "nobody"),
                server.event(new SyncOperation.DeleteByKeys(SOURCE, keys("id"))));
        assertApplied(outcome, ChangeCounts.deleted(1));
        assertThat(server.rows(ALL)).containsExactly(List.of("2", "two"), List.of("3", "three"));
    }

    @Test
    void aDeleteByConditionsTakesTheRowsThatMeetAll() throws SQLException {
        createPeople();
        assertApplied(deleteWhere(Map.of("CITY", Optional.of("b"), "id", Optional.of("1"))), ChangeCounts.NONE);
        assertApplied(deleteWhere(Map.of("CITY", Optional.of("b"), "id", Optional.of("2"))), ChangeCounts.deleted(1));
        assertApplied(deleteWhere(Map.of("city", Optional.empty())), ChangeCounts.deleted(1));
        assertThat(server.rows(ALL)).containsExactly(List.of("1", "one"));
    }

    @Test
    void aConditionThatTheColumnCannotHoldIsRefused() throws SQLException {
        createPeople();
        assertFailed(deleteWhere(Map.of("id", Optional.of("1.5"))), "condition-refused");
        assertFailed(deleteWhere(Map.of("city", Optional.of("longer than ten"))), "condition-refused");
        assertThat(server.rows(ALL)).hasSize(3);
    }

    @Test
    void anEmptySourceChangesNothing() throws SQLException {
        createPeople();
        assertApplied(
                server.apply(people(), server.event(new SyncOperation.Upsert(SOURCE, keys("id")))), ChangeCounts.NONE);
    }

    @Test
    void aDryRunTellsTheCountsAndLeavesNoTrace() throws SQLException {
        createPeople();
        DryRun run = server.dryRun(
                people().row(2L, "dos").row(4L, "cuatro"), server.event(new SyncOperation.Upsert(SOURCE, keys("id"))));
        assertThat(run.counts()).isEqualTo(new ChangeCounts(1, 1, 0));
        assertThat(run.sample())
                .extracting(row -> row.before().get("name"), row -> row.after().get("name"))
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("two", "dos"),
                        org.assertj.core.groups.Tuple.tuple(null, "cuatro"));
        assertThat(server.rows(ALL)).containsExactly(List.of("1", "one"), List.of("2", "two"), List.of("3", "three"));
    }

    @Test
    void theNextEventOnTheSameConnectionFindsItAsTheFirstDid() throws SQLException {
        createPeople();
        for (long id = 10; id < 13; id++) {
            assertApplied(
                    server.apply(
                            people().row(id, "again"),
                            server.event(new SyncOperation.Insert(SOURCE, Optional.of(keys("id"))))),
                    ChangeCounts.inserted(1));
        }
    }

    private EventOutcome deleteWhere(Map<String, Optional<String>> conditions) {
        return server.apply(people(), server.event(new SyncOperation.DeleteWhere(conditions)));
    }

    static void assertApplied(EventOutcome outcome, ChangeCounts counts) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        EventOutcome.Applied.class,
                        applied -> assertThat(applied.counts()).isEqualTo(counts));
    }

    static void assertFailed(EventOutcome outcome, String code) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        EventOutcome.Failed.class,
                        failed -> assertThat(failed.code()).as(failed.message()).isEqualTo(code));
    }
}
