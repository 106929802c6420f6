package io.github.sqldatabricks.bridge.cli;

import io.github.sqldatabricks.bridge.access.Permissions;
import io.github.sqldatabricks.bridge.access.Principal;
import io.github.sqldatabricks.bridge.extraction.ExtractionRequest;
import io.github.sqldatabricks.bridge.job.Job;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Runs one job from the command line and waits for its end. */
final class JobRun {

    /** Whoever may start the process may read what its login may read. */
    private static final Principal LOCAL = new Principal("command-line", true, true, Permissions.EVERYTHING);

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private JobRun() {}

    /** Submits the request and shows its progress until it has ended. */
    static Job toTheEnd(Services services, ExtractionRequest request, ProgressDisplay display) {
        Job job = services.submission().submit(request, LOCAL, Optional.empty());
        while (!job.ended()) {
            LockSupport.parkNanos(LOOK_NANOS);
            job = services.tracker().find(job.id());
            display.show(job);
        }
        return job;
    }
}
