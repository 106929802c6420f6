package io.github.sqldatabricks.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.cli.ReplicateRunCommand.Interruption;
import io.github.sqldatabricks.bridge.job.JobState.JobStatus;
import io.github.sqldatabricks.bridge.job.JobTracker;
import io.github.sqldatabricks.bridge.model.JobId;
import io.github.sqldatabricks.bridge.store.JdbcJobStore;
import io.github.sqldatabricks.bridge.store.JdbcLeaseStore;
import io.github.sqldatabricks.bridge.store.JobDatabase;
import io.github.sqldatabricks.bridge.store.Jobs;
import io.github.sqldatabricks.bridge.store.RequestKeeper;
import io.github.sqldatabricks.bridge.testing.FixedJobConfig;
import io.github.sqldatabricks.bridge.testing.FixedStoreConfig;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A run whose command is interrupted. Catches one that goes on although nobody wants it any more. */
class InterruptionTest {

    private final JobDatabase database = new JobDatabase(FixedStoreConfig.inMemory());
    private final JobTracker tracker = new JobTracker(
            new JdbcJobStore(database, new RequestKeeper(FixedStoreConfig.inMemory())),
            new JdbcLeaseStore(database),
            new FixedJobConfig(Duration.ofMinutes(1)),
            UUID.randomUUID().toString());
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
