package io.github.sqldatabricks.bridge.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.access.Principal;
import io.github.sqldatabricks.bridge.job.Job;
import io.github.sqldatabricks.bridge.job.QueryProgress.QueryState;
import io.github.sqldatabricks.bridge.job.QueryProgress.QueryState.QueryStatus;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.run.ReplicationStore.StreamId;
import io.github.sqldatabricks.bridge.sandbox.workspace.Fault;
import io.github.sqldatabricks.bridge.sandbox.workspace.Fault.Effect;
import io.github.sqldatabricks.bridge.testing.GuardedSandbox;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Runs after somebody has reset or imported the state of a stream. Catches rows that a reset leaves, and loads that do not see it. */
@QuarkusTest
@TestProfile(GuardedSandbox.class)
class StreamStateRunTest extends RunFixture {

    @Test
    void aResetBringsAllRowsAndTakesAwayWhatTheSourceLacks() throws IOException {
        sqlServer(
                "CREATE TABLE dbo.run_items (id INT NOT NULL PRIMARY KEY, name NVARCHAR(20), changed DATETIME2 NOT NULL)");
        sqlServer("INSERT INTO dbo.run_items VALUES (1, 'a', '2026-01-01'), (2, 'b', '2026-01-02')");
        write("items", "  dbo.run_items: {change: cursor, cursor: changed, zone: utc}");
        run("items", false);
        sqlServer("DELETE FROM dbo.run_items WHERE id = 1");
        run("items", false);
        assertThat(number("SELECT count(*) FROM main.loaded.run_items")).isEqualTo(2);

        assertThat(run("items", true).progress().rows()).isEqualTo(1);
        assertThat(number("SELECT max(id) * 10 + count(*) FROM main.loaded.run_items"))
                .isEqualTo(21);
        assertThat(store.stream(new StreamId("items", "dbo.run_items")).reset()).isFalse();
        sqlServer("INSERT INTO dbo.run_items VALUES (7, 'g', '2026-03-01')");
        assertThat(run("items", false).progress().rows()).isEqualTo(1);
    }

    /** Its rows are all there: beside them they would be there twice. */
    @Test
    void aStreamThatWasReadWholeIsNotAppendedToBeforeAReset() throws IOException {
        sqlServer("CREATE TABLE dbo.run_turn (id INT NOT NULL PRIMARY KEY)");
        sqlServer("INSERT INTO dbo.run_turn VALUES (1), (2)");
        write("turn", "  dbo.run_turn: {mode: replace}");
        run("turn", false);
        write("turn", "  dbo.run_turn: {mode: append, change: cursor, cursor: id}");
        QueryState failed = ended(submit("turn", false)).queries().get(0).state();
        assertThat(failed.toString()).contains("position-lost");
        run("turn", true);
        assertThat(number("SELECT sum(id) * 10 + count(*) FROM main.loaded.run_turn"))
                .isEqualTo(32);
    }

    /** What was there stays until all rows can be read; then they come in its place, and not beside it. */
    @Test
    void aResetOfAnAppendedTableWaitsForRows() throws IOException {
        sqlServer("CREATE TABLE dbo.run_wait (id INT NOT NULL PRIMARY KEY)");
        sqlServer("INSERT INTO dbo.run_wait VALUES (1), (2)");
        write("wait", "  dbo.run_wait: {mode: append, change: cursor, cursor: id}");
        run("wait", false);
        sqlServer("DELETE FROM dbo.run_wait");
        run("wait", true);
        assertThat(store.stream(new StreamId("wait", "dbo.run_wait")).reset()).isTrue();
        sqlServer("INSERT INTO dbo.run_wait VALUES (7)");
        run("wait", false);
        assertThat(number("SELECT sum(id) * 10 + count(*) FROM main.loaded.run_wait"))
                .isEqualTo(71);
    }

    /** A stream that is reset while its run loads: what was loaded does not count, and all rows are read again. */
    @Test
    void aResetWhileARunLoadsIsDoneByThatRun() throws Exception {
        sqlServer("CREATE TABLE dbo.run_late (id INT NOT NULL PRIMARY KEY, changed DATETIME2 NOT NULL)");
        sqlServer("INSERT INTO dbo.run_late VALUES (1, '2026-01-01'), (2, '2026-01-02')");
        write("late", "  dbo.run_late: {change: cursor, cursor: changed, zone: utc}");
        run("late", false);
        sqlServer("DELETE FROM dbo.run_late WHERE id = 1");
        sqlServer("INSERT INTO dbo.run_late VALUES (3, '2026-01-03')");
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        databricks.workspace().faults().add(new Fault(STATEMENT, 0, 1, new Effect.Hold(arrived, release)));
        Job job = submit("late", false);
        assertThat(arrived.await(1, TimeUnit.MINUTES)).isTrue();
        store.reset(new StreamId("late", "dbo.run_late"));
        release.countDown();
        assertThat(ended(job).queries().get(0).state().status()).isEqualTo(QueryStatus.COMPLETED);
        assertThat(number("SELECT sum(id) * 10 + count(*) FROM main.loaded.run_late"))
                .isEqualTo(52);
        assertThat(store.stream(new StreamId("late", "dbo.run_late")).reset()).isFalse();
    }

    @Test
    void aStreamOfAnotherCursorFailsUntilSomebodyResetsIt() throws IOException {
        sqlServer("CREATE TABLE dbo.run_cursors (id INT NOT NULL PRIMARY KEY, changed DATETIME2 NOT NULL)");
        sqlServer("INSERT INTO dbo.run_cursors VALUES (1, '2026-01-01'), (2, '2026-01-02')");
        write("cursors", "  dbo.run_cursors: {change: cursor, cursor: changed, zone: utc}");
        run("cursors", false);
        write("cursors", "  dbo.run_cursors: {change: cursor, cursor: id}");
        for (int run = 1; run <= 2; run++) {
            assertThat(ended(submit("cursors", false)).queries().get(0).outcome())
                    .hasValueSatisfying(outcome -> assertThat(outcome)
                            .isInstanceOfSatisfying(QueryState.Failed.class, failed -> {
                                assertThat(failed.code()).isEqualTo("position-lost");
                                assertThat(failed.message()).contains("Reset the stream");
                            }));
            assertThat(store.stream(new StreamId("cursors", "dbo.run_cursors")).failure())
                    .map(StreamState.Failure::count)
                    .contains((long) run);
        }
        assertThat(run("cursors", true).progress().rows()).isEqualTo(2);
        assertThat(store.stream(new StreamId("cursors", "dbo.run_cursors")).failure())
                .isEmpty();
    }

    /** Rows that were not among those that were read may be behind the position. */
    @Test
    void aStreamOfOtherRowsFailsUntilSomebodyResetsIt() throws IOException {
        sqlServer("CREATE TABLE dbo.run_rows (id INT NOT NULL PRIMARY KEY, amount INT NOT NULL)");
        sqlServer("INSERT INTO dbo.run_rows VALUES (1, 1), (2, 20)");
        String settings = "  dbo.run_rows: {mode: append, change: cursor, cursor: id, where: 'amount > 10'}";
        write("rows", settings);
        run("rows", false);
        write("rows", settings.replace("10", "0"));
        QueryState failed = ended(submit("rows", false)).queries().get(0).state();
        assertThat(failed.toString()).contains("position-lost").contains("reset the stream");
        write("rows", settings);
        assertThat(run("rows", false).state().status()).isEqualTo(QueryStatus.SKIPPED);
        write("rows", settings.replace("10", "0"));
        run("rows", true);
        assertThat(number("SELECT sum(id) * 10 + count(*) FROM main.loaded.run_rows"))
                .isEqualTo(32);
    }

    /** Whoever keeps the state of a stream can go back to it; rows come again, and are merged. */
    @Test
    void aStateThatIsImportedIsReadOnFromAndBeginsAGeneration() throws IOException {
        sqlServer("CREATE TABLE dbo.run_kept (id INT NOT NULL PRIMARY KEY, changed DATETIME2 NOT NULL)");
        sqlServer("INSERT INTO dbo.run_kept VALUES (1, '2026-01-01'), (2, '2026-01-02')");
        write("kept", "  dbo.run_kept: {change: cursor, cursor: changed, zone: utc}");
        StreamId id = new StreamId("kept", "dbo.run_kept");
        Principal ana = access.user("ana");
        run("kept", false);
        String kept = operations.state(id, ana).json();
        sqlServer("INSERT INTO dbo.run_kept VALUES (3, '2026-01-03')");
        run("kept", false);
        StreamState now = operations.restore(id, kept, () -> 1, ana);
        assertThat(now.generation()).isEqualTo(3);
        assertThat(now.position())
                .hasValueSatisfying(position -> assertThat(position).contains("\"generation\":3", "2026-01-02"));
        assertThat(run("kept", false).progress().rows()).isEqualTo(1);
        assertThat(number("SELECT sum(id) * 10 + count(*) FROM main.loaded.run_kept"))
                .isEqualTo(63);
        assertThat(run("kept", false).state().status()).isEqualTo(QueryStatus.SKIPPED);

        assertThatThrownBy(() -> operations.restore(id, kept, () -> 3, ana))
                .as("it is of an older generation")
                .hasMessageContaining("generation 1");
        assertThatThrownBy(() -> operations.restore(id, kept, () -> 1, ana)).hasMessageContaining("in generation 1");
        String mine = operations.state(id, ana).json();
        assertThatThrownBy(() -> operations.restore(id, mine.replace("dbo.run_kept", "dbo.other"), () -> 3, ana))
                .hasMessageContaining("that of kept/dbo.other");
        assertThatThrownBy(() -> operations.restore(
                        id, mine.replace("datetime2(7)", "datetime2(3)").replace("00.0000000", "00.000"), () -> 3, ana))
                .hasMessageContaining("it is of the column changed datetime2(3)");
        assertThatThrownBy(() -> operations.restore(
                        id, mine.replace("\"version\" : 1,\n  \"repl", "\"version\" : 2,\n  \"repl"), () -> 3, ana))
                .isInstanceOf(BridgeException.InvalidRequest.class);
        assertThatThrownBy(() -> operations.reset(id, OptionalLong.of(1), ana)).hasMessageContaining("it is in 3");
        assertThat(operations.reset(id, OptionalLong.of(3), ana).reset()).isTrue();
        assertThatThrownBy(() -> operations.state(id, ana)).hasMessageContaining("reads all rows");
    }

    /** What runs while the state is imported brings its rows perhaps, but never moves the new position. */
    @Test
    void aLoadThatIsUnderWayDoesNotOutliveAnImport() throws Exception {
        sqlServer("CREATE TABLE dbo.run_kept2 (id INT NOT NULL PRIMARY KEY, changed DATETIME2 NOT NULL)");
        sqlServer("INSERT INTO dbo.run_kept2 VALUES (1, '2026-01-01')");
        write("kept", "  dbo.run_kept2: {change: cursor, cursor: changed, zone: utc}");
        StreamId id = new StreamId("kept", "dbo.run_kept2");
        run("kept", false);
        String kept = operations.state(id, access.user("ana")).json();
        sqlServer("INSERT INTO dbo.run_kept2 VALUES (2, '2026-01-02')");
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        databricks.workspace().faults().add(new Fault(STATEMENT, 0, 1, new Effect.Hold(arrived, release)));
        Job job = submit("kept", false);
        assertThat(arrived.await(1, TimeUnit.MINUTES)).isTrue();
        String imported = operations
                .restore(id, kept, () -> 1, access.user("ana"))
                .position()
                .orElseThrow();
        release.countDown();
        ended(job);
        assertThat(store.stream(id).position()).contains(imported);
        assertThat(run("kept", false).progress().rows()).isEqualTo(1);
        assertThat(number("SELECT sum(id) * 10 + count(*) FROM main.loaded.run_kept2"))
                .isEqualTo(32);
    }
}
