package io.github.sqldatabricks.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.cli.ReplicateRunCommand.Interruption;
import io.github.sqldatabricks.bridge.job.JobState.JobStatus;
import io.github.sqldatabricks.bridge.job.JobTracker;
import io.github.sqldatabricks.bridge.model.JobId;
import io.github.sqldatabricks.bridge.store.JobDatabase;
import io.github.sqldatabricks.bridge.store.Jobs;
import io.github.sqldatabricks.bridge.store.StoreFixture;
import io.github.sqldatabricks.bridge.testing.FixedStoreConfig;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A run whose command is interrupted. Catches one that goes on although nobody wants it any more. */
class InterruptionTest {

    private final JobDatabase database = new JobDatabase(FixedStoreConfig.inMemory());
    private final JobTracker tracker = StoreFixture.tracker(database, Duration.ofMinutes(1));
    private final Interruption interruption = new Interruption(tracker);
    private final JobId job = tracker.create(Jobs.of("orders")).id();

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aRunThatGoesOnIsCancelled() {
        interruption.begins(job);
        assertThat(status()).isEqualTo(JobStatus.PENDING);
        interruption.onDelay(null);
        assertThat(status()).isEqualTo(JobStatus.CANCELLED);
    }

    @Test
    void aRunThatIsSubmittedWhileTheProcessStopsIsCancelledAtOnce() {
        interruption.onStop(null);
        interruption.begins(job);
        assertThat(status()).isEqualTo(JobStatus.CANCELLED);
    }

    @Test
    void aRunThatHasEndedIsLeftAlone() {
        interruption.begins(job);
        interruption.ended();
        interruption.onStop(null);
        assertThat(status()).isEqualTo(JobStatus.PENDING);
    }

    private JobStatus status() {
        return tracker.find(job).state().status();
    }
}
