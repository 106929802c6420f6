package io.github.sqldatabricks.bridge.run;

import static io.github.sqldatabricks.bridge.testing.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.job.Job;
import io.github.sqldatabricks.bridge.run.ReplicationStore.StreamId;
import io.github.sqldatabricks.bridge.sandbox.workspace.Fault;
import io.github.sqldatabricks.bridge.sandbox.workspace.Fault.Effect;
import io.github.sqldatabricks.bridge.testing.GuardedSandbox;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Runs that a schedule asks for. Catches a time that is run twice or not at all, whoever looks. */
@QuarkusTest
@TestProfile(GuardedSandbox.class)
class ScheduledRunTest extends RunFixture {

    @Test
    void aScheduleRunsByItselfUntilItIsPausedAndOneTimeIsOneJob() throws IOException {
        sqlServer("CREATE TABLE dbo.run_ticks (id INT NOT NULL PRIMARY KEY)");
        sqlServer("INSERT INTO dbo.run_ticks VALUES (1)");
        write("ticks", "  dbo.run_ticks: {mode: replace}\nschedule: {cron: '* * * * * *', zone: UTC}");
        StreamId id = new StreamId("ticks", "dbo.run_ticks");
        await().atMost(Duration.ofMinutes(1))
                .until(() -> store.stream(id).load().isPresent());

        store.pause("ticks", "ana");
        // A look that had begun before the pause may end after it.
        await().atMost(Duration.ofMinutes(1)).during(Duration.ofSeconds(3)).until(() -> {
            Optional<Instant> before = store.doneUntil("ticks");
            schedules.look();
            return store.doneUntil("ticks").equals(before) && ticks().stream().allMatch(Job::ended);
        });
        int paused = ticks().size();
        Instant due = Instant.parse("2026-01-01T00:00:00Z");
        runs.scheduled(library.find("ticks"), due);
        runs.scheduled(library.find("ticks"), due);
        await().atMost(Duration.ofMinutes(1)).until(() -> ticks().stream().allMatch(Job::ended));
        runs.scheduled(library.find("ticks"), due);
        assertThat(ticks()).hasSize(paused + 1);

        store.resume("ticks");
        await().atMost(Duration.ofMinutes(1)).until(() -> ticks().size() > paused + 1);
        Files.delete(file);
        await().atMost(Duration.ofMinutes(1)).until(() -> ticks().stream().allMatch(Job::ended));
    }

    /** However often and by whom it is looked at, and whatever else runs meanwhile. */
    @Test
    void aStreamThatCanNotRunFailsOnceForEachTimeOfItsSchedule() throws Exception {
        sqlServer("CREATE TABLE dbo.run_good (id INT NOT NULL PRIMARY KEY)");
        sqlServer("INSERT INTO dbo.run_good VALUES (1)");
        sqlServer("CREATE TABLE dbo.run_bad (id INT NOT NULL)");
        write("once", "  dbo.run_good: {change: full}\n  dbo.run_bad: {mode: merge}");
        StreamId bad = new StreamId("once", "dbo.run_bad");
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        databricks.workspace().faults().add(new Fault(STATEMENT, 0, 1, new Effect.Hold(arrived, release)));
        Job running = runs.submit("once", Optional.of("dbo.run_good"), false, access.user("ana"), Optional.empty());
        assertThat(arrived.await(1, TimeUnit.MINUTES)).isTrue();
        Instant due = Instant.parse("2026-01-01T00:00:00Z");
        runs.scheduled(library.find("once"), due);
        runs.scheduled(library.find("once"), due);
        assertThat(store.doneUntil("once")).as("it waits").isEmpty();
        assertThat(store.stream(bad).failure()).isEmpty();
        release.countDown();
        ended(running);

        runs.scheduled(library.find("once"), due);
        assertThat(store.doneUntil("once")).contains(due);
        await().atMost(Duration.ofMinutes(1))
                .until(() -> jobs("dbo.run_good").stream().allMatch(Job::ended));
        runs.scheduled(library.find("once"), due);
        assertThat(store.stream(bad).failure())
                .hasValueSatisfying(failure -> assertThat(failure.count()).isEqualTo(1));
        assertThat(store.stream(bad).failure().orElseThrow().code()).isEqualTo("stream-key-missing");
        assertThat(jobs("dbo.run_good")).hasSize(2);
    }

    /** A process that dies between the job and the note that it is made leaves it to the next one, whose catalogue may be another. */
    @Test
    void aTimeOfAScheduleIsOneJobWhateverTheCatalogueHas() throws IOException {
        sqlServer("CREATE TABLE dbo.run_twice_a (id INT NOT NULL PRIMARY KEY)");
        write("twice", "  dbo.run_twice_*: {change: full}");
        Instant due = Instant.parse("2026-01-01T00:00:00Z");
        runs.scheduled(library.find("twice"), due);
        await().atMost(Duration.ofMinutes(1))
                .until(() -> jobs("dbo.run_twice_a").stream().allMatch(Job::ended));
        sqlServer("CREATE TABLE dbo.run_twice_b (id INT NOT NULL PRIMARY KEY)");
        runs.scheduled(library.find("twice"), due);
        assertThat(jobs("dbo.run_twice_a")).hasSize(1);
        assertThat(jobs("dbo.run_twice_b")).isEmpty();
    }

    private List<Job> ticks() {
        return jobs("dbo.run_ticks");
    }
}
