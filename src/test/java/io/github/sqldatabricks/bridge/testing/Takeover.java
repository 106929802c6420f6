package io.github.sqldatabricks.bridge.testing;

import io.github.sqldatabricks.bridge.job.JobTracker;
import io.github.sqldatabricks.bridge.job.Lease;
import java.util.List;
import java.util.Optional;

/** What a sweep does, without a queue. */
public final class Takeover {

    private Takeover() {}

    /** Takes over up to so many abandoned queries. */
    public static List<Lease> of(JobTracker worker, int limit) {
        return worker.abandoned(limit).stream()
                .map(worker::adopt)
                .flatMap(Optional::stream)
                .toList();
    }
}
