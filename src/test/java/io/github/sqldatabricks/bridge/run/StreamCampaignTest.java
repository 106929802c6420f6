package io.github.sqldatabricks.bridge.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.extraction.ExtractionService.QueryOutcome;
import io.github.sqldatabricks.bridge.job.Job;
import io.github.sqldatabricks.bridge.load.DeltaTables.TargetState;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.run.ReplicationStore.StreamId;
import io.github.sqldatabricks.bridge.sandbox.workspace.Fault;
import io.github.sqldatabricks.bridge.sandbox.workspace.Fault.Effect;
import io.github.sqldatabricks.bridge.sandbox.workspace.Fault.FaultQueue;
import io.github.sqldatabricks.bridge.testing.GuardedSandbox;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Streams in each mode, whose processes are killed, cut off and frozen at each statement of their loads. Catches rows that are missing or
 * doubled, a position that is ahead of its rows, and an overtaken process that writes (L1, L3, L4).
 */
@QuarkusTest
@TestProfile(GuardedSandbox.class)
class StreamCampaignTest extends StreamFixture {

    private static final long SEED = 20_261_130;
    private static final int SAMPLE = 12;
    /** Statements of a load by a process that has loaded the stream before, and by one that has not. */
    private static final int STEADY = 3;

    private static final int TAKING_OVER = 7;
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    /** What the rows do to those that are there, and how the source changes meanwhile. */
    private enum Mode {
        APPEND("{mode: append, change: cursor, cursor: id}"),
        MERGE("{change: cursor, cursor: changed, zone: utc}"),
        REPLACE("{change: full}"),
        REPLACE_WHERE("{mode: replace-where, change: full, slices: {column: part, values: ['1', '2']}}");

        private final String settings;

        Mode(String settings) {
            this.settings = settings;
        }

        /** What happens at the source before a run; ids of a step are larger than those before. */
        private List<String> changes(String table, int step) {
            int id = step * 10;
            String time = "'2026-01-01T00:00:" + String.format(Locale.ROOT, "%02d", step) + "'";
            List<String> changes = new ArrayList<>(List.of("INSERT INTO " + table + " VALUES (" + (id + 1)
                    + ", 1, 'a', " + time + "), (" + (id + 2) + ", 2, 'b', " + time + ")"));
            if (this != APPEND) {
                changes.add("UPDATE " + table + " SET text = text || '+', changed = " + time + " WHERE id % 10 = 2");
            }
            if (this == REPLACE || this == REPLACE_WHERE) {
                changes.add("DELETE FROM " + table + " WHERE id = " + (id - 9));
            }
            return changes;
        }
    }

    /** What befalls a process. */
    private enum Trouble {
        /** A statement does not arrive; the process tries again. */
        REQUEST_CUT,
        /** A statement runs and its answer is lost; the process tries again. */
        ANSWER_CUT,
        /** It dies before a statement, which never runs. */
        KILLED_BEFORE,
        /** It dies behind a statement, which runs. */
        KILLED_BEHIND;

        private void strike(FaultQueue faults, int statement) {
            Effect dead = Effect.respond(400, "INVALID_PARAMETER_VALUE", "The process is dead.");
            switch (this) {
                case REQUEST_CUT -> faults.add(new Fault(STATEMENT, statement, 1, new Effect.CutRequest(0)));
                case ANSWER_CUT -> faults.add(new Fault(STATEMENT, statement, 1, new Effect.CutResponse(0)));
                case KILLED_BEFORE -> faults.add(new Fault(STATEMENT, statement, Integer.MAX_VALUE, dead));
                case KILLED_BEHIND -> {
                    faults.add(new Fault(STATEMENT, statement, 1, new Effect.CutResponse(0)));
                    faults.add(new Fault(STATEMENT, statement, Integer.MAX_VALUE, dead));
                }
            }
        }

        private boolean kills() {
            return this == KILLED_BEFORE || this == KILLED_BEHIND;
        }
    }

    private record Case(Mode mode, boolean steady, int statement, Trouble trouble) {}

    private static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (Mode mode : Mode.values()) {
            for (Trouble trouble : Trouble.values()) {
                for (int statement = 0; statement < TAKING_OVER; statement++) {
                    cases.add(new Case(mode, false, statement, trouble));
                    if (statement < STEADY) {
                        cases.add(new Case(mode, true, statement, trouble));
                    }
                }
            }
        }
        return cases;
    }

    @Test
    void someCases() throws IOException {
        List<Case> cases = new ArrayList<>(cases());
        Collections.shuffle(cases, new Random(SEED));
        for (Case one : cases.subList(0, SAMPLE)) {
            check(one);
        }
    }

    @Test
    @Tag("nightly")
    void allCases() throws IOException {
        for (Case one : cases()) {
            check(one);
        }
    }

    private void check(Case one) throws IOException {
        Stream stream = stream(one.mode());
        Process worker = process();
        stream.step();
        worker.run(job(stream.name(), false));
        stream.step();
        Job job = job(stream.name(), false);
        one.trouble().strike(databricks.workspace().faults(), one.statement());
        end(one.steady() ? worker : process(), job, one.trouble());
        databricks.workspace().faults().clear();
        stream.assertLoaded(one.toString());

        stream.step();
        process().run(job(stream.name(), false));
        stream.assertLoaded(one + ", and the next run");
        process().run(job(stream.name(), false));
        stream.assertLoaded(one + ", and one without news");
    }

    /** By the process alone, or by one that takes over; what it can't do in time, the next run does. */
    private void end(Process worker, Job job, Trouble trouble) {
        try {
            worker.run(job);
        } catch (BridgeException failed) {
            databricks.workspace().faults().clear();
            process().run(trouble.kills() ? reclaimed(job) : job(replication(job), false));
        }
    }

    @Test
    void aProcessThatWakesUpAfterItWasOvertakenChangesNothing() throws Exception {
        for (Mode mode : Mode.values()) {
            Random random = new Random(SEED + mode.ordinal());
            wakeUp(mode, true, random.nextInt(STEADY - 1));
            wakeUp(mode, false, random.nextInt(TAKING_OVER - 1));
        }
    }

    @Test
    @Tag("nightly")
    void noProcessThatWakesUpAfterItWasOvertakenChangesAnything() throws Exception {
        for (Mode mode : Mode.values()) {
            for (int statement = 0; statement < TAKING_OVER - 1; statement++) {
                wakeUp(mode, false, statement);
                if (statement < STEADY - 1) {
                    wakeUp(mode, true, statement);
                }
            }
        }
    }

    private void wakeUp(Mode mode, boolean steady, int statement) throws Exception {
        Stream stream = stream(mode);
        Process worker = process();
        stream.step();
        worker.run(job(stream.name(), false));
        stream.step();
        Job job = job(stream.name(), false);
        Process frozen = steady ? worker : process();
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        databricks.workspace().faults().add(new Fault(STATEMENT, statement, 1, new Effect.Hold(arrived, release)));
        CompletableFuture<QueryOutcome> waking = CompletableFuture.supplyAsync(() -> frozen.attempt(job));
        String what = mode + " frozen at statement " + statement + (steady ? " of a steady process" : "");
        assertThat(arrived.await(1, TimeUnit.MINUTES)).as(what).isTrue();
        try {
            process().run(reclaimed(job));
            stream.step();
            process().run(job(stream.name(), false));
        } finally {
            release.countDown();
        }
        TargetState before = tables.state(stream.id().key()).orElseThrow();
        assertFails(waking, what);
        stream.assertLoaded(what);
        TargetState after = tables.state(stream.id().key()).orElseThrow();
        assertThat(after.loadId()).as(what).isEqualTo(before.loadId());
        assertThat(after.sequence()).as(what).isEqualTo(before.sequence());
    }

    private static void assertFails(CompletableFuture<QueryOutcome> waking, String what) throws Exception {
        try {
            QueryOutcome outcome = waking.get(1, TimeUnit.MINUTES);
            throw new AssertionError(what + ": an overtaken process loads: " + outcome);
        } catch (ExecutionException e) {
            assertThat(e.getCause()).as(what).isInstanceOf(BridgeException.class);
        }
    }

    private Stream stream(Mode mode) throws IOException {
        String name = "campaign_" + NUMBERS.incrementAndGet();
        Stream stream = new Stream(mode, name);
        sqlServer(
                "CREATE TABLE " + stream.table()
                        + " (id BIGINT NOT NULL PRIMARY KEY, part INT NOT NULL, text NVARCHAR(50), changed DATETIME2 NOT NULL)");
        write(name, "  " + stream.table() + ": " + mode.settings);
        return stream;
    }

    private static String replication(Job job) {
        return job.request().replication().orElseThrow();
    }

    /** A table whose rows all are to be in its target. */
    private final class Stream {
        private final Mode mode;
        private final String name;
        private int steps;

        private Stream(Mode mode, String name) {
            this.mode = mode;
            this.name = name;
        }

        private String name() {
            return name;
        }

        private String table() {
            return "dbo." + name;
        }

        private StreamId id() {
            return new StreamId(name, table());
        }

        private void step() {
            steps++;
            sqlServer(mode.changes(table(), steps).toArray(String[]::new));
        }

        private void assertLoaded(String when) {
            List<String> expected = worlds
                    .sqlServer()
                    .run("SELECT CONCAT(id, '|', part, '|', text) FROM " + table() + " ORDER BY id")
                    .rows()
                    .stream()
                    .map(row -> String.valueOf(row.get(0)))
                    .toList();
            List<String> loaded =
                    delta("SELECT concat(id, '|', part, '|', text) FROM main.loaded." + name + " ORDER BY id");
            assertThat(loaded).as(when).isEqualTo(expected);
            assertNotesAreThoseOfTheTarget(id());
        }
    }
}
