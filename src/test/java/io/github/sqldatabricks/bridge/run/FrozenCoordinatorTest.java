package io.github.sqldatabricks.bridge.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.extraction.ExtractionService.QueryOutcome;
import io.github.sqldatabricks.bridge.job.Job;
import io.github.sqldatabricks.bridge.run.ReplicationStore.StreamId;
import io.github.sqldatabricks.bridge.testing.GuardedSandbox;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * A process that stands still between its load and the removal of its files, and wakes up when others have the stream. Catches one that
 * takes away files which they are about to load.
 */
@QuarkusTest
@TestProfile(GuardedSandbox.class)
class FrozenCoordinatorTest extends PartsFixture {

    @Test
    void filesOfALaterRunStay() throws IOException {
        Job job = stream("woken", "{change: full, partitions: 4}");
        Replica frozen = new Replica(Duration.ZERO);
        Replica next = new Replica(LONG);
        frozen.whenNoted(() -> {
            assertThat(next.attempt()).isInstanceOf(QueryOutcome.Skipped.class);
            next.end();
            sqlServer("INSERT INTO dbo.parts_woken VALUES (0, 0, '2026-01-01')");
            enqueue("woken", job.queries().get(0).folder());
            readsAllButLoadsNothing(next);
        });
        frozen.attempt();
        goesOnWithItsFiles(next);
        assertLoaded("woken", ROWS + 1);
    }

    @Test
    void filesOfALaterAttemptOfItsOwnRunStay() throws IOException {
        stream("woken_reset", "{change: full, partitions: 4}");
        Replica frozen = new Replica(Duration.ZERO);
        Replica next = new Replica(LONG);
        frozen.whenNoted(() -> {
            store.reset(new StreamId("woken_reset", "dbo.parts_woken_reset"));
            sqlServer("INSERT INTO dbo.parts_woken_reset VALUES (0, 0, '2026-01-01')");
            readsAllButLoadsNothing(next);
        });
        frozen.attempt();
        goesOnWithItsFiles(next);
        assertLoaded("woken_reset", ROWS + 1);
    }

    private static void readsAllButLoadsNothing(Replica replica) {
        replica.beforeLoad(() -> {
            throw CUT;
        });
        assertThatThrownBy(replica::attempt).isSameAs(CUT);
        replica.beforeLoad(() -> {});
    }

    private static void goesOnWithItsFiles(Replica replica) {
        int before = replica.opened.get();
        replica.again(2);
        assertThat(replica.opened.get()).isEqualTo(before);
    }
}
