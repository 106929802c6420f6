package io.github.sqldatabricks.bridge.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.access.Principal;
import io.github.sqldatabricks.bridge.extraction.ExtractionRequest.Backfill;
import io.github.sqldatabricks.bridge.job.IdempotencyKey;
import io.github.sqldatabricks.bridge.job.Job;
import io.github.sqldatabricks.bridge.job.QueryProgress;
import io.github.sqldatabricks.bridge.job.QueryProgress.QueryState.QueryStatus;
import io.github.sqldatabricks.bridge.load.LoadMode;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.replication.plan.ReplicationPlan.ResolvedStream;
import io.github.sqldatabricks.bridge.run.ReplicationStore.StreamId;
import io.github.sqldatabricks.bridge.run.StreamState.Block;
import io.github.sqldatabricks.bridge.testing.GuardedSandbox;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Ranges of streams that are read again. Catches rows of a range that are missing or doubled, a position that moves, and what is begun though it can't be right. */
@QuarkusTest
@TestProfile(GuardedSandbox.class)
class BackfillRunTest extends RunFixture {

    /** A row that committed late, below the position, is brought by its time; the stream goes on from where it was. */
    @Test
    void aBackfillBringsWhatARangeHasAndMovesNoPosition() throws IOException {
        sqlServer(
                "CREATE TABLE dbo.run_gap (id INT NOT NULL PRIMARY KEY, amount INT NOT NULL, changed DATETIME2 NOT NULL)");
        sqlServer("INSERT INTO dbo.run_gap VALUES (1, 10, '2026-01-01'), (2, 20, '2026-01-02'), (5, 50, '2026-01-05')");
        write("gap", "  dbo.run_gap: {change: cursor, cursor: changed, zone: utc}");
        run("gap", false);
        StreamState before = store.stream(new StreamId("gap", "dbo.run_gap"));
        sqlServer("INSERT INTO dbo.run_gap VALUES (3, 30, '2026-01-03'), (4, 40, '2026-01-04')");
        sqlServer("UPDATE dbo.run_gap SET amount = 21 WHERE id = 2");
        assertThat(run("gap", false).state().status()).isEqualTo(QueryStatus.SKIPPED);

        Backfill range = new Backfill(Optional.empty(), "2026-01-02", "2026-01-04");
        assertThat(backfills.preview("gap", Optional.empty(), range, access.user("ana")))
                .singleElement()
                .satisfies(preview -> {
                    assertThat(preview.rows()).isEqualTo(2);
                    assertThat(preview.stream().load().mode().text()).isEqualTo("merge");
                });
        assertThat(number("SELECT sum(amount) FROM main.loaded.run_gap")).isEqualTo(80);
        assertThat(backfilled("gap", range).progress().rows()).isEqualTo(2);
        assertThat(number("SELECT sum(amount) * 10 + count(*) FROM main.loaded.run_gap"))
                .isEqualTo(1114);
        StreamState after = store.stream(before.id());
        assertThat(after.position()).isEqualTo(before.position());
        assertThat(after.completeness()).isEqualTo(before.completeness());
        assertThat(run("gap", false).state().status()).isEqualTo(QueryStatus.SKIPPED);
        sqlServer("INSERT INTO dbo.run_gap VALUES (6, 60, '2026-01-06')");
        assertThat(run("gap", false).progress().rows()).isEqualTo(1);
        assertThat(number("SELECT sum(amount) FROM main.loaded.run_gap")).isEqualTo(171);
    }

    /** By the key what is gone at the source goes too, in the range and nowhere else. */
    @Test
    void aBackfillByTheKeyReplacesItsRange() throws IOException {
        sqlServer("CREATE TABLE dbo.run_range (id INT NOT NULL PRIMARY KEY, changed DATETIME2 NOT NULL)");
        sqlServer("INSERT INTO dbo.run_range VALUES (1, '2026-01-01'), (2, '2026-01-02'), (3, '2026-01-03')");
        write("range", "  dbo.run_range: {change: cursor, cursor: changed, zone: utc}");
        run("range", false);
        sqlServer("DELETE FROM dbo.run_range WHERE id IN (1, 2)");
        assertThat(backfilled("range", new Backfill(Optional.of("ID"), "2", "10"))
                        .progress()
                        .rows())
                .isEqualTo(1);
        assertThat(number("SELECT sum(id) * 10 + count(*) FROM main.loaded.run_range"))
                .isEqualTo(42);
        sqlServer("UPDATE dbo.run_range SET changed = '2026-02-01' WHERE id = 3");
        assertThat(run("range", false).progress().rows()).isEqualTo(1);
        assertThat(number("SELECT sum(id) * 10 + count(*) FROM main.loaded.run_range"))
                .isEqualTo(42);
    }

    @Test
    void aBackfillByAKeyThatIsNotUniqueKeepsTheNewestRowOfEach() throws IOException {
        sqlServer(
                "CREATE TABLE dbo.run_hist (id INT NOT NULL, version INT NOT NULL, changed DATETIME2 NOT NULL, PRIMARY KEY (id, version))");
        sqlServer("INSERT INTO dbo.run_hist VALUES (1, 1, '2026-01-01'), (1, 2, '2026-01-02'), (2, 1, '2026-01-03')");
        write(
                "range",
                "  dbo.run_hist: {mode: merge, key: [id], newest_by: version, change: cursor, cursor: changed, zone: utc}");
        run("range", false);
        backfilled("range", new Backfill(Optional.of("id"), "1", "10"));
        assertThat(number("SELECT sum(id * 10 + version) * 10 + count(*) FROM main.loaded.run_hist"))
                .isEqualTo(332);
    }

    /** What comes by the stream's runs meanwhile is something else, and does not use the approval up. */
    @Test
    void aBackfillThatTakesTooMuchAwayIsApprovedAlone() throws IOException {
        sqlServer("CREATE TABLE dbo.run_few (id INT NOT NULL PRIMARY KEY, changed DATETIME2 NOT NULL)");
        sqlServer("INSERT INTO dbo.run_few SELECT X, '2026-01-01' FROM SYSTEM_RANGE(1, 4)");
        write("range", "  dbo.run_few: {change: cursor, cursor: changed, zone: utc, limits: {deleted_rows: 1}}");
        run("range", false);
        sqlServer("DELETE FROM dbo.run_few WHERE id < 4");
        Backfill range = new Backfill(Optional.of("id"), "1", "9");
        assertThat(tried("range", range).state().status()).isEqualTo(QueryStatus.FAILED);
        StreamId id = new StreamId("range", "dbo.run_few");
        Block block = store.stream(id).blocked().orElseThrow();
        assertThat(List.of(block.range().isPresent(), block.rowsBefore(), block.rowsAfter()))
                .containsExactly(true, 4L, 1L);
        operations.approve(id, Optional.of(block.load()), access.user("ana"));

        sqlServer("INSERT INTO dbo.run_few VALUES (5, '2026-02-01')");
        assertThat(run("range", false).progress().rows()).isEqualTo(1);
        assertThat(store.stream(id).approvedBy()).contains("ana");
        sqlServer("DELETE FROM dbo.run_few WHERE id = 5");
        assertThat(tried("range", range).state().status())
                .as("of 5 rows 4 would go, and 3 are approved")
                .isEqualTo(QueryStatus.FAILED);
        assertThat(store.stream(id).approvedBy()).isEmpty();
        operations.approve(id, Optional.empty(), access.user("ana"));
        backfilled("range", range);
        assertThat(number("SELECT sum(id) FROM main.loaded.run_few")).isEqualTo(4);
        assertThat(store.stream(id).blocked()).isEmpty();
    }

    @Test
    void anApprovalOfARangeIsOfNoOther() throws IOException {
        sqlServer("CREATE TABLE dbo.run_other (id INT NOT NULL PRIMARY KEY, changed DATETIME2 NOT NULL)");
        sqlServer("INSERT INTO dbo.run_other SELECT X, '2026-01-01' FROM SYSTEM_RANGE(1, 8)");
        write("range", "  dbo.run_other: {change: cursor, cursor: changed, zone: utc, limits: {deleted_rows: 1}}");
        run("range", false);
        sqlServer("DELETE FROM dbo.run_other WHERE id IN (1, 2, 3, 5, 6, 7)");
        StreamId id = new StreamId("range", "dbo.run_other");
        Backfill low = new Backfill(Optional.of("id"), "1", "5");
        assertThat(tried("range", low).state().status()).isEqualTo(QueryStatus.FAILED);
        operations.approve(id, Optional.empty(), access.user("ana"));

        Backfill high = new Backfill(Optional.of("id"), "5", "9");
        assertThat(tried("range", high).state().status())
                .as("as many rows, but others")
                .isEqualTo(QueryStatus.FAILED);
        assertThat(store.stream(id).approvedBy()).isEmpty();
        operations.approve(id, Optional.empty(), access.user("ana"));
        backfilled("range", new Backfill(Optional.of("ID"), " 5", "9"));
        assertThat(number("SELECT sum(id) FROM main.loaded.run_other")).isEqualTo(1 + 2 + 3 + 4 + 8);
    }

    /** The newest row of a key is in the target, and not in the range. */
    @Test
    void aBackfillOfOldRowsLeavesNewerOnesOfTheirKeysAlone() throws IOException {
        sqlServer(
                "CREATE TABLE dbo.run_older (id INT NOT NULL, version INT NOT NULL, changed DATETIME2 NOT NULL, PRIMARY KEY (id, version))");
        sqlServer("INSERT INTO dbo.run_older VALUES (1, 1, '2026-01-01'), (1, 2, '2026-01-02'), (2, 1, '2026-01-01')");
        write(
                "range",
                "  dbo.run_older: {mode: merge, key: [id], newest_by: version, change: cursor, cursor: changed, zone: utc}");
        run("range", false);
        sqlServer("INSERT INTO dbo.run_older VALUES (2, 3, '2026-01-01')");
        Backfill day = new Backfill(Optional.empty(), "2026-01-01", "2026-01-02");
        assertThat(backfilled("range", day).progress().rows()).isEqualTo(3);
        assertThat(number("SELECT sum(id * 10 + version) FROM main.loaded.run_older"))
                .as("1 stays at version 2, and 2 gets version 3")
                .isEqualTo(35);
    }

    /** It holds at the source, and a row that moves while it is read comes twice nevertheless. */
    @Test
    void aRangeThatReplacesHasTheKeyByWhichItsRowsDiffer() throws IOException {
        sqlServer("CREATE TABLE dbo.run_moving (id INT NOT NULL PRIMARY KEY, changed DATETIME2 NOT NULL)");
        sqlServer("INSERT INTO dbo.run_moving VALUES (1, '2026-01-01')");
        write("range", "  dbo.run_moving: {change: cursor, cursor: changed, zone: utc}");
        run("range", false);
        Backfill range = new Backfill(Optional.of("id"), "1", "9");
        assertThat(backfills.preview("range", Optional.empty(), range, access.user("ana")).get(0).stream()
                        .load()
                        .mode())
                .isEqualTo(new LoadMode.ReplaceWhere(new LoadMode.Slices.Period("id", "1", "9"), List.of("id")));
    }

    /** A key that is not read, or that loses digits, tells no rows of the target apart. */
    @Test
    void aRangeOfSlicesHasTheKeyThatIsRead() throws IOException {
        sqlServer(
                "CREATE TABLE dbo.run_sliced (id INT NOT NULL PRIMARY KEY, slot INT NOT NULL, stamp DATETIME2 NOT NULL UNIQUE)");
        sqlServer("INSERT INTO dbo.run_sliced VALUES (1, 1, '2026-01-01')");
        String slices = "mode: replace-where, slices: {column: slot, from: 1, to: 5}";
        write("range", "  dbo.run_sliced: {" + slices + "}");
        run("range", false);
        assertThat(sliceKeys()).containsExactly("id");
        write("range", "  dbo.run_sliced: {" + slices + ", columns: {exclude: [id]}}");
        assertThat(sliceKeys()).containsExactly("stamp");
        write("range", "  dbo.run_sliced: {" + slices + ", columns: {exclude: [id], temporal: {stamp: truncate}}}");
        assertThat(sliceKeys()).isEmpty();
    }

    private List<String> sliceKeys() {
        Backfill range = new Backfill(Optional.empty(), "1", "9");
        ResolvedStream stream = backfills.preview("range", Optional.empty(), range, access.user("ana")).get(0).stream();
        return ((LoadMode.ReplaceWhere) stream.load().mode()).keys();
    }

    @Test
    void aBackfillThatCanNotBeRightIsRefusedBeforeAnythingIsStored() throws IOException {
        sqlServer("CREATE TABLE dbo.run_refused (id INT NOT NULL PRIMARY KEY, name VARCHAR(10), changed DATETIME2)");
        sqlServer("INSERT INTO dbo.run_refused VALUES (1, 'a', '2026-01-01')");
        Backfill days = new Backfill(Optional.of("changed"), "2026-01-01", "2026-02-01");
        String merged = "  dbo.run_refused: {mode: merge, cursor: changed, zone: utc}";
        refused(merged, days, "never was");
        run("refused", false);
        refused(merged, new Backfill(Optional.of("name"), "a", "b"), "no exact order");
        refused(merged, new Backfill(Optional.of("changed"), "2026-02-01", "2026-01-01"), "from to be smaller");
        refused(
                merged,
                new Backfill(Optional.of("changed"), "2026-01-01 00:00:00.0000001", "2026-02-01"),
                "microseconds");
        refused(merged, new Backfill(Optional.of("id"), "1", "2.5"), "'to' to be a value of id");
        refused(merged, new Backfill(Optional.of("nothing"), "1", "2"), "no column nothing");
        refused("  dbo.run_refused: {mode: replace}", days, "next run reads all rows");
        refused("  dbo.run_refused: {mode: append, cursor: id}", days, "come twice");
        refused(
                "  dbo.run_refused: {mode: replace-where, slices: {column: id, from: 1, to: 5}}",
                days,
                "column of its slices");
        refused("  some: {query: top_customers}", days, "template");
        refused("  dbo.run_refused: {mode: merge, key: [name], cursor: changed, zone: utc}", days, "say newest_by");
    }

    @Test
    void aBackfillIsRepeatedByItsKeyToo() throws IOException {
        sqlServer("CREATE TABLE dbo.run_refill (id INT NOT NULL PRIMARY KEY)");
        sqlServer("INSERT INTO dbo.run_refill VALUES (1), (2), (3)");
        write("gap", "  dbo.run_refill: {change: cursor, cursor: id}");
        run("gap", false);
        Principal ana = access.user("ana");
        Optional<IdempotencyKey> key = Optional.of(new IdempotencyKey("refill"));
        Backfill range = new Backfill(Optional.empty(), "1", "3");
        Job first = ended(backfills.submit("gap", Optional.empty(), range, ana, key));
        operations.reset(new StreamId("gap", "dbo.run_refill"), ana);
        assertThat(backfills.submit("gap", Optional.empty(), range, ana, key).id())
                .as("a stream that is reset has no ranges")
                .isEqualTo(first.id());
        Backfill other = new Backfill(Optional.empty(), "1", "4");
        assertThatThrownBy(() -> backfills.submit("gap", Optional.empty(), other, ana, key))
                .isInstanceOf(BridgeException.KeyReused.class);
        assertThatThrownBy(() -> runs.submit("gap", Optional.empty(), false, ana, key))
                .isInstanceOf(BridgeException.KeyReused.class);
    }

    private void refused(String streams, Backfill range, String why) throws IOException {
        write("refused", streams);
        long before = queries("dbo.run_refused");
        assertThatThrownBy(() ->
                        backfills.submit("refused", Optional.empty(), range, access.user("ana"), Optional.empty()))
                .isInstanceOf(BridgeException.Conflict.class)
                .hasMessageContaining(why);
        assertThat(queries("dbo.run_refused")).isEqualTo(before);
    }

    private QueryProgress tried(String name, Backfill range) {
        Job job = backfills.submit(name, Optional.empty(), range, access.user("ana"), Optional.empty());
        return ended(job).queries().get(0);
    }

    private QueryProgress backfilled(String name, Backfill range) {
        QueryProgress query = tried(name, range);
        assertThat(query.state().status()).as("%s", query.state()).isEqualTo(QueryStatus.COMPLETED);
        return query;
    }
}
