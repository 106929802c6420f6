package io.github.sqldatabricks.bridge.run;

import static io.github.sqldatabricks.bridge.testing.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.extraction.ExtractionService.QueryOutcome;
import io.github.sqldatabricks.bridge.job.Job;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.testing.Gate;
import io.github.sqldatabricks.bridge.testing.GuardedSandbox;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Streams whose parts several processes read. Catches files of a process that was overtaken, a failure of one that only helps, and one that helps
 * although it must not.
 */
@QuarkusTest
@TestProfile(GuardedSandbox.class)
@Timeout(120)
class HelpedPartsTest extends PartsFixture {

    @Test
    void twoProcessesShareThePartsOfAStream() throws Exception {
        stream("shared", "{change: full, partitions: 4}");
        Replica first = new Replica(LONG);
        Replica second = new Replica(LONG);
        Gate helped = new Gate();
        // All but one, which the other process has then.
        first.opens(number -> {
            if (number > 1) {
                helped.pass();
            }
        });
        CompletableFuture<QueryOutcome> run = CompletableFuture.supplyAsync(first::attempt);
        await().until(() -> !stored.offers(second.tracker.worker()).isEmpty() || first.opened.get() == PARTS);
        second.runner.run();
        helped.letPass();
        QueryOutcome.Extracted outcome = (QueryOutcome.Extracted) run.get(1, TimeUnit.MINUTES);

        assertThat(outcome.rows()).isEqualTo(ROWS);
        assertThat(first.parts("read") + second.parts("helped")).isEqualTo(PARTS);
        assertThat(first.opened.get() + second.opened.get()).isEqualTo(PARTS);
        assertThat(first.running.progress().rows()).isEqualTo(ROWS);
        assertLoaded("shared", ROWS);
    }

    /** One that reads fewer parts at once than there are leaves some to others. */
    @Test
    void aProcessThatHelpsReadsWhatTheOtherOneHasNotBegun() throws Exception {
        stream("helped", "{change: full, partitions: 12}");
        Replica first = new Replica(LONG);
        Replica second = new Replica(LONG);
        Gate helped = new Gate();
        first.opens(number -> helped.pass());
        CompletableFuture<QueryOutcome> run = CompletableFuture.supplyAsync(first::attempt);
        await().until(() -> first.opened.get() > 0
                && !stored.offers(second.tracker.worker()).isEmpty());
        second.runner.run();
        assertThat(second.parts("helped")).isPositive();
        assertThat(stored.offers(second.tracker.worker())).isEmpty();
        helped.letPass();
        run.get(1, TimeUnit.MINUTES);

        assertThat(first.parts("read")).isPositive();
        assertThat(first.parts("reclaimed")).isZero();
        assertThat(first.running.progress().rows()).isEqualTo(ROWS);
        assertLoaded("helped", ROWS);
    }

    /** Its files stand beside those that count, with names that nobody reads. */
    @Test
    void whatAFrozenProcessFinishesAfterItWasOvertakenIsNotLoaded() throws Exception {
        Job job = stream("frozen", "{change: full, partitions: 12}");
        Replica frozen = new Replica(Duration.ZERO);
        Gate thawed = new Gate();
        frozen.opens(number -> thawed.pass());
        Replica first = new Replica(LONG);
        Gate begun = new Gate();
        first.opens(number -> begun.pass());
        CompletableFuture<Void> waking = new CompletableFuture<>();
        first.beforeLoad(() -> {
            // The manifest is there, and the files are going to be read.
            thawed.letPass();
            waking.orTimeout(1, TimeUnit.MINUTES).join();
            assertThat(files(job)).anyMatch(name -> name.startsWith("p011-f1-"));
        });
        CompletableFuture<QueryOutcome> run = CompletableFuture.supplyAsync(first::attempt);
        await().until(() -> !stored.offers(frozen.tracker.worker()).isEmpty());
        RunningPart part = frozen.handler.claim().orElseThrow();
        assertThat(part.claim().ordinal()).isEqualTo(11);
        CompletableFuture<Void> help = CompletableFuture.runAsync(() -> frozen.handler.work(part));
        help.whenComplete((nothing, failure) -> waking.complete(null));
        await().until(() -> frozen.opened.get() == 1);
        begun.letPass();
        run.get(1, TimeUnit.MINUTES);

        help.get(1, TimeUnit.MINUTES);
        assertThat(frozen.parts("helped")).isZero();
        assertThat(first.parts("reclaimed")).isEqualTo(1);
        assertLoaded("frozen", ROWS);
    }

    @Test
    void aCancelledJobStopsWhoHelps() throws Exception {
        Helped helped = new Helped("cancelled");
        helped.first.tracker.cancel(helped.job.id());
        helped.second.runner.beat();
        helped.ended();
        assertThat(helped.second.parts("helped")).isZero();
    }

    @Test
    void aQueryThatBeginsAnewStopsWhoHelps() throws Exception {
        Helped helped = new Helped("anew");
        stored.drop(helped.first.lease(), helped.first.tracker.worker());
        helped.second.runner.beat();
        helped.ended();
        assertThat(helped.second.parts("helped")).isZero();
    }

    @Test
    void aProcessThatIsDrainedGivesItsPartBack() throws Exception {
        Helped helped = new Helped("drained");
        helped.second.runner.close();
        helped.second.runner.stopForEnd();
        helped.ended();
        helped.begun.letPass();
        helped.run.get(1, TimeUnit.MINUTES);
        assertThat(helped.first.parts("read")).isEqualTo(MANY);
        assertThat(helped.first.parts("reclaimed"))
                .as("nobody waited for a lease")
                .isZero();
        assertLoaded("drained", ROWS);
    }

    @Test
    void aPartThatCanNotBeReadByAnotherProcessIsReadByItsOwn() throws Exception {
        stream("refused", "{change: full, partitions: 12}");
        Replica first = new Replica(LONG);
        Replica second = new Replica(LONG);
        Gate begun = new Gate();
        first.opens(number -> begun.pass());
        second.opens(number -> {
            throw CUT;
        });
        CompletableFuture<QueryOutcome> run = CompletableFuture.supplyAsync(first::attempt);
        await().until(() -> first.opened.get() > 0
                && !stored.offers(second.tracker.worker()).isEmpty());
        second.runner.run();
        assertThat(second.opened.get()).as("once is enough to know").isEqualTo(1);
        assertThat(second.parts("helped")).isZero();
        begun.letPass();
        run.get(1, TimeUnit.MINUTES);
        assertThat(first.parts("read")).isEqualTo(MANY);
        assertLoaded("refused", ROWS);
    }

    @Test
    void aProcessThatHelpsFindsThatColumnsHaveChangedWhenItBegins() throws Exception {
        stream("changed", "{change: full, partitions: 12}");
        Replica first = new Replica(LONG);
        Replica second = new Replica(LONG);
        Gate begun = new Gate();
        first.opens(number -> {
            if (number > 1) {
                begun.pass();
            }
        });
        CompletableFuture<QueryOutcome> run = CompletableFuture.supplyAsync(first::attempt);
        await().until(() -> first.parts("read") == 1);
        sqlServer("ALTER TABLE dbo.parts_changed ALTER COLUMN amount BIGINT");
        second.runner.run();
        assertThat(second.opened.get()).isEqualTo(1);
        assertThat(second.parts("helped")).isZero();
        begun.letPass();
        assertThatThrownBy(() -> run.get(1, TimeUnit.MINUTES))
                .hasCauseInstanceOf(BridgeException.RemoteTransient.class)
                .hasMessageContaining("to have the columns");
        assertThat(first.parts("read")).isEqualTo(1);
        first.again(2);
        assertLoaded("changed", ROWS);
    }

    @Test
    void queriesThatWaitGoFirstAndOtherRowsAreNotHelpedWith() throws Exception {
        stream("waits", "{change: full, partitions: 12}");
        Replica first = new Replica(LONG);
        Replica second = new Replica(LONG);
        Gate begun = new Gate();
        first.opens(number -> begun.pass());
        CompletableFuture<QueryOutcome> run = CompletableFuture.supplyAsync(first::attempt);
        await().until(() -> first.opened.get() > 0
                && !stored.offers(second.tracker.worker()).isEmpty());
        Job waiting = enqueue("waits");
        assertThat(second.handler.claim()).isEmpty();
        second.tracker.cancel(waiting.id());
        write("waits", "  dbo.parts_waits: {change: full, partitions: 12, where: 'id > 100'}");
        assertThat(second.handler.claim()).isEmpty();
        begun.letPass();
        run.get(1, TimeUnit.MINUTES);
        assertThat(first.parts("read")).isEqualTo(MANY);
        assertLoaded("waits", ROWS);
    }

    /** A process that helps another one, and stands at its part. */
    private final class Helped {
        private final Job job;
        private final Replica first = new Replica(LONG);
        private final Replica second = new Replica(LONG);
        private final Gate begun = new Gate();
        private final Gate helping = new Gate();
        private final CompletableFuture<QueryOutcome> run;
        private final CompletableFuture<Void> help;

        Helped(String name) throws IOException {
            job = stream(name, "{change: full, partitions: 12}");
            first.opens(number -> begun.pass());
            second.opens(number -> helping.pass());
            run = CompletableFuture.supplyAsync(first::attempt);
            await().until(() -> first.opened.get() > 0
                    && !stored.offers(second.tracker.worker()).isEmpty());
            help = CompletableFuture.runAsync(second.runner::run);
            helping.awaitReached();
        }

        void ended() throws Exception {
            second.channel.close();
            helping.refuse(CUT);
            help.get(1, TimeUnit.MINUTES);
            begun.letPass();
        }
    }
}
