package io.github.sqldatabricks.bridge.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.job.Job;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.run.PartStore.Plan;
import io.github.sqldatabricks.bridge.run.ReplicationStore.StreamId;
import io.github.sqldatabricks.bridge.testing.GuardedSandbox;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Streams in parts whose processes die between them. Catches a part that is read again after a crash, rows that are missing or there twice, and
 * parts that do not belong together.
 */
@QuarkusTest
@TestProfile(GuardedSandbox.class)
@Timeout(120)
class StreamPartsTest extends PartsFixture {

    @Test
    void afterACrashOnlyThePartsThatWereNotFinishedAreRead() throws IOException {
        Job job = stream("crash", "{change: full, partitions: 4}");
        Replica dead = new Replica(Duration.ZERO);
        dead.opens(dead.failingAfter(2, DEATH));
        assertThatThrownBy(dead::attempt).hasRootCause(DEATH);

        Replica next = new Replica(LONG);
        next.attempt();
        assertThat(next.opened.get()).isEqualTo(PARTS - 2);
        assertThat(next.parts("kept")).isEqualTo(2);
        assertThat(next.running.progress().rows())
                .as("with what the dead one read")
                .isEqualTo(ROWS);
        assertLoaded("crash", ROWS);
        assertThat(store.stream(new StreamId("crash", "dbo.parts_crash")).completeness())
                .contains("full-per-partition");
        assertThat(stored.plan(job.id(), job.queries().get(0).name())).isPresent();
        next.end();
        assertThat(stored.plan(job.id(), job.queries().get(0).name())).isEmpty();
    }

    /** Rows that change meanwhile would be lost if the window were another one than that of the parts which are read already. */
    @Test
    void theWindowOfTheFirstAttemptCountsForTheOthers() throws IOException {
        stream("window", "{change: cursor, cursor: changed, zone: utc, partitions: 4}");
        Replica dead = new Replica(Duration.ZERO);
        dead.opens(dead.failingAfter(2, DEATH));
        assertThatThrownBy(dead::attempt).hasRootCause(DEATH);
        sqlServer("UPDATE dbo.parts_window SET amount = 1, changed = '2026-02-01'");

        Replica next = new Replica(LONG);
        next.attempt();
        next.end();
        assertThat(next.opened.get()).isEqualTo(PARTS - 2);
        assertThat(delta("SELECT count(*) FROM main.loaded.parts_window WHERE amount = 1"))
                .as("some rows are from before")
                .doesNotContain(Integer.toString(ROWS));

        enqueue("window");
        Replica later = new Replica(LONG);
        later.attempt();
        assertThat(delta("SELECT count(*) FROM main.loaded.parts_window WHERE amount = 1"))
                .containsExactly(Integer.toString(ROWS));
    }

    @Test
    void anotherAttemptOfTheSameProcessKeepsWhatWasRead() throws IOException {
        stream("retry", "{change: full, partitions: 4}");
        Replica replica = new Replica(LONG);
        replica.opens(replica.failingAfter(2, CUT));
        assertThatThrownBy(replica::attempt).isSameAs(CUT);
        int before = replica.opened.get();
        replica.opens(number -> {});
        replica.again(2);
        assertThat(replica.opened.get() - before).isEqualTo(PARTS - 2);
        assertLoaded("retry", ROWS);
    }

    @Test
    void partsOfAnotherStatementAreReadAnew() throws IOException {
        stream("statement", "{change: full, partitions: 4}");
        Replica dead = new Replica(Duration.ZERO);
        dead.opens(dead.failingAfter(2, DEATH));
        assertThatThrownBy(dead::attempt).hasRootCause(DEATH);
        write("statement", "  dbo.parts_statement: {change: full, partitions: 4, where: 'id > 100'}");

        Replica next = new Replica(LONG);
        next.attempt();
        assertThat(next.parts("kept")).isZero();
        assertThat(next.parts("read")).isEqualTo(next.opened.get());
        assertLoaded("statement", ROWS - 100);
    }

    @Test
    void partsFromBeforeAResetAreReadAnew() throws IOException {
        stream("again", "{change: full, partitions: 4}");
        Replica dead = new Replica(Duration.ZERO);
        dead.opens(dead.failingAfter(2, DEATH));
        assertThatThrownBy(dead::attempt).hasRootCause(DEATH);
        store.reset(new StreamId("again", "dbo.parts_again"));

        Replica next = new Replica(LONG);
        next.attempt();
        assertThat(next.opened.get()).isEqualTo(PARTS);
        assertLoaded("again", ROWS);
    }

    /** As of when the table has all rows is when the first of them were read, not the last. */
    @Test
    void aTableIsNoNewerThanItsOldestPart() throws IOException {
        Job job = stream("age", "{change: full, partitions: 4, freshness: 1h}");
        Replica dead = new Replica(Duration.ZERO);
        dead.opens(dead.failingAfter(2, DEATH));
        assertThatThrownBy(dead::attempt).hasRootCause(DEATH);
        Plan plan = stored.plan(job.id(), job.queries().get(0).name()).orElseThrow();

        Replica next = new Replica(LONG);
        next.attempt();
        assertThat(store.stream(new StreamId("age", "dbo.parts_age")).currentAsOf())
                .isEqualTo(plan.asOf());
    }

    /** The statement is the same, and what it brings is not. */
    @Test
    void partsWithOtherColumnsThanThoseReadBeforeAreNotMixedAndReadAnew() throws IOException {
        stream("columns", "{change: full, partitions: 4}");
        Replica dead = new Replica(Duration.ZERO);
        dead.opens(dead.failingAfter(2, DEATH));
        assertThatThrownBy(dead::attempt).hasRootCause(DEATH);
        sqlServer("ALTER TABLE dbo.parts_columns ALTER COLUMN amount BIGINT");

        Replica next = new Replica(LONG);
        assertThatThrownBy(next::attempt)
                .isInstanceOfSatisfying(
                        BridgeException.RemoteTransient.class,
                        failure -> assertThat(failure.error()).isEqualTo(ErrorCode.COLUMNS_CHANGED));
        assertThat(next.parts("read"))
                .as("it is found when the first one begins")
                .isZero();
        int before = next.opened.get();
        next.again(2);
        assertThat(next.opened.get() - before).isEqualTo(PARTS);
        assertLoaded("columns", ROWS);
    }

    @Test
    void filesThatAreGoneAreReadAnew() throws IOException {
        Job job = stream("gone", "{change: full, partitions: 4}");
        Replica dead = new Replica(Duration.ZERO);
        dead.opens(dead.failingAfter(2, DEATH));
        assertThatThrownBy(dead::attempt).hasRootCause(DEATH);
        zone.get().clear(StreamRuns.folder(job, job.queries().get(0).name()), all -> false, new Cancellation());

        Replica next = new Replica(LONG);
        assertThatThrownBy(next::attempt)
                .isInstanceOfSatisfying(
                        BridgeException.UploadIncomplete.class,
                        failure -> assertThat(failure.files()).hasSize(2));
        next.again(2);
        assertThat(next.opened.get()).isEqualTo(PARTS - 2 + 2);
        assertThat(next.parts("kept")).isEqualTo(2 + PARTS - 2);
        assertLoaded("gone", ROWS);
    }

    /** One that was cut is there, and is none of the output all the same. */
    @Test
    void onlyThePartWhoseFileIsNotWhatWasSentIsReadAgain() throws IOException {
        Job job = stream("short", "{change: full, partitions: 4}");
        Replica replica = committed();
        Files.delete(file(job, "_manifest.json"));
        Files.writeString(file(job, "p001-f1-"), "cut");

        int before = replica.opened.get();
        assertThatThrownBy(() -> replica.again(2)).isInstanceOf(BridgeException.UploadIncomplete.class);
        replica.again(3);
        assertThat(replica.opened.get() - before).isOne();
        assertLoaded("short", ROWS);
    }

    /** Other processes can help with parts that are planned anew, in a folder of their own. */
    @Test
    void whenNoFileIsLeftThePartsArePlannedAnew() throws IOException {
        Job job = stream("all", "{change: full, partitions: 4}");
        Replica replica = committed();
        zone.get().clear(StreamRuns.folder(job, job.queries().get(0).name()), all -> false, new Cancellation());

        int before = replica.opened.get();
        assertThatThrownBy(() -> replica.again(2)).isInstanceOf(BridgeException.UploadIncomplete.class);
        assertThat(stored.plan(job.id(), job.queries().get(0).name())).isEmpty();
        replica.again(3);
        assertThat(replica.opened.get() - before).isEqualTo(PARTS);
        assertLoaded("all", ROWS);
    }

    /** A process that has committed the parts, and wakes up before its last step, names a file that is gone since. */
    @Test
    void aManifestThatAnOvertakenProcessWritesLateDoesNotCountForPartsThatWereSetBack() throws IOException {
        Job job = stream("late", "{change: full, partitions: 4}");
        Replica replica = committed();
        Path manifest = file(job, "_manifest.json");
        String late = Files.readString(manifest);
        Files.delete(manifest);
        Files.delete(file(job, "p000-f1-"));

        int before = replica.opened.get();
        assertThatThrownBy(() -> replica.again(2)).isInstanceOf(BridgeException.UploadIncomplete.class);
        Files.writeString(manifest, late);
        replica.again(3);
        assertThat(replica.opened.get() - before).isOne();
        assertLoaded("late", ROWS);
    }

    /** A process that has read all parts and committed their files, and failed before the load. */
    private Replica committed() {
        Replica replica = new Replica(LONG);
        replica.beforeLoad(() -> {
            throw CUT;
        });
        assertThatThrownBy(replica::attempt).isSameAs(CUT);
        replica.beforeLoad(() -> {});
        return replica;
    }

    /** The store has no position after a reset, and Delta still has the old one. */
    @Test
    void whatIsReadForAResetIsKeptToo() throws IOException {
        stream("reset", "{change: cursor, cursor: changed, zone: utc, partitions: 4}");
        Replica first = new Replica(LONG);
        first.attempt();
        first.end();
        store.reset(new StreamId("reset", "dbo.parts_reset"));
        enqueue("reset");

        Replica replica = new Replica(LONG);
        replica.opens(replica.failingAfter(2, CUT));
        assertThatThrownBy(replica::attempt).isSameAs(CUT);
        int before = replica.opened.get();
        replica.opens(number -> {});
        replica.again(2);
        assertThat(replica.opened.get() - before).isEqualTo(PARTS - 2);
        assertLoaded("reset", ROWS);
    }

    /** What a cursor's first read has beyond its position is merged by the next one, and would be appended twice. */
    @Test
    void partsOfAnotherKindOfChangeOrModeAreReadAnew() throws IOException {
        stream("kind", "{change: cursor, cursor: changed, zone: utc, partitions: 4}");
        Replica dead = new Replica(Duration.ZERO);
        dead.opens(dead.failingAfter(2, DEATH));
        assertThatThrownBy(dead::attempt).hasRootCause(DEATH);
        write("kind", "  dbo.parts_kind: {change: full, partitions: 4}");

        Replica next = new Replica(LONG);
        next.attempt();
        assertThat(next.parts("kept")).isZero();
        assertThat(next.opened.get()).isEqualTo(PARTS);
        assertLoaded("kind", ROWS);
    }

    @Test
    void partsOfAnotherDatabaseAreReadAnew() throws IOException {
        stream("place", "{change: full, partitions: 4}");
        Replica dead = new Replica(Duration.ZERO);
        dead.opens(dead.failingAfter(2, DEATH));
        assertThatThrownBy(dead::attempt).hasRootCause(DEATH);

        Replica next = new Replica(LONG);
        next.reads("elsewhere");
        next.attempt();
        assertThat(next.parts("kept")).isZero();
        assertLoaded("place", ROWS);
    }

    /** What was asked for is done each time, and the answer does not arrive: taken parts would be waited for, finished ones read again. */
    @ParameterizedTest
    @ValueSource(strings = {"claim", "finish", "states", "results"})
    void aStoreWhoseAnswersAreLostCostsNoPart(String lost) throws IOException {
        stream("lost_" + lost, "{change: full, partitions: 4}");
        Replica replica = new Replica(LONG);
        AtomicInteger calls = new AtomicInteger();
        replica.afterStored(called -> {
            if (called.equals(lost) && calls.incrementAndGet() % 2 == 1) {
                throw new BridgeException.RemoteTransient(ErrorCode.JOB_STORE_UNAVAILABLE, "lost", null);
            }
        });
        replica.attempt();
        assertThat(calls).hasPositiveValue();
        assertThat(replica.opened).hasValue(PARTS);
        assertLoaded("lost_" + lost, ROWS);
    }

    @Test
    void anAttemptThatFindsItsOutputCommittedCountsItsRows() throws IOException {
        stream("output", "{change: full, partitions: 4}");
        Replica replica = committed();
        int before = replica.opened.get();
        replica.again(2);
        assertThat(replica.opened.get()).isEqualTo(before);
        assertThat(replica.running.progress().rows()).isEqualTo(ROWS);
        assertThat(replica.running.schema()).isPresent();
        assertLoaded("output", ROWS);
    }
}
