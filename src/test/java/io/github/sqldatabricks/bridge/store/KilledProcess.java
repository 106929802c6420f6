package io.github.sqldatabricks.bridge.store;

import io.github.sqldatabricks.bridge.job.Job;
import io.github.sqldatabricks.bridge.job.JobTracker;
import io.github.sqldatabricks.bridge.testing.FixedJobConfig;
import io.github.sqldatabricks.bridge.testing.FixedStoreConfig;
import io.github.sqldatabricks.bridge.testing.QueryClaims;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;

/** A process that stores a job, begins one of its queries, says so in a file, and then waits to be killed. */
final class KilledProcess {

    private KilledProcess() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        JobDatabase database = new JobDatabase(FixedStoreConfig.h2(arguments[0]));
        JobTracker tracker = new JobTracker(
                new JdbcJobStore(database, new RequestKeeper(FixedStoreConfig.h2(arguments[0]))),
                new JdbcLeaseStore(database),
                new FixedJobConfig(Duration.ofHours(1)),
                UUID.randomUUID().toString());
        Job job = tracker.create(Jobs.of("running", "waiting"));
        QueryClaims.of(tracker, job.id(), "running");
        Path ready = Path.of(arguments[1]);
        Files.writeString(ready.resolveSibling("writing"), job.id().value());
        Files.move(ready.resolveSibling("writing"), ready, StandardCopyOption.ATOMIC_MOVE);
        new CountDownLatch(1).await();
    }
}
