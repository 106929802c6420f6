package io.github.sqldatabricks.bridge.store;

import static io.github.sqldatabricks.bridge.testing.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.job.Job;
import io.github.sqldatabricks.bridge.job.JobState.JobStatus;
import io.github.sqldatabricks.bridge.job.JobTracker;
import io.github.sqldatabricks.bridge.job.QueryProgress.Progress;
import io.github.sqldatabricks.bridge.job.QueryProgress.QueryState;
import io.github.sqldatabricks.bridge.model.JobId;
import io.github.sqldatabricks.bridge.model.Lease;
import io.github.sqldatabricks.bridge.testing.FixedJobConfig;
import io.github.sqldatabricks.bridge.testing.FixedStoreConfig;
import io.github.sqldatabricks.bridge.testing.QueryClaims;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a real process (SIGKILL) that has answered but written nothing on purpose. Catches a store file that loses what
 * was answered, that stays locked, or whose queries wait for leases of the dead.
 */
class KilledProcessTest {

    @TempDir
    private Path folder;

    @Test
    void aRestartTakesUpAtOnceWhatAKilledProcessLeft() throws Exception {
        String url = "jdbc:h2:file:" + folder.resolve("jobs");
        JobId id = killAfterItsJob(url);
        try (JobDatabase database = new JobDatabase(FixedStoreConfig.h2(url))) {
            JobTracker tracker = new JobTracker(
                    new JdbcJobStore(database, new RequestKeeper(FixedStoreConfig.h2(url))),
                    new JdbcLeaseStore(database),
                    new FixedJobConfig(Duration.ofHours(1)),
                    UUID.randomUUID().toString());
            Job left = tracker.find(id);
            assertThat(left.state().status()).isEqualTo(JobStatus.RUNNING);
            List<Lease> claimed = QueryClaims.of(tracker, 10);
            assertThat(claimed).extracting(lease -> lease.query().value()).containsExactly("running", "waiting");
            assertThat(QueryClaims.of(tracker, 10)).isEmpty();
            claimed.forEach(lease -> tracker.end(lease, Progress.NONE, new QueryState.Completed(List.of(), Map.of())));
            assertThat(tracker.find(id).state().status()).isEqualTo(JobStatus.COMPLETED);
        }
    }

    private JobId killAfterItsJob(String url) throws IOException, InterruptedException {
        Path ready = folder.resolve("ready");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledProcess.class.getName(),
                        url,
                        ready.toString())
                .inheritIO()
                .start();
        try {
            await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(ready) || !process.isAlive());
            return new JobId(Files.readString(ready));
        } finally {
            process.destroyForcibly().waitFor();
        }
    }
}
