package io.github.sqldatabricks.bridge.cli;

import io.github.sqldatabricks.bridge.extraction.LandedRows;
import io.github.sqldatabricks.bridge.job.JobTracker;
import io.github.sqldatabricks.bridge.messaging.ExtractionSubmission;
import io.github.sqldatabricks.bridge.ops.Connectivity;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import java.util.Comparator;
import java.util.List;

/** What commands use of the started service; made when it is asked for. */
@ApplicationScoped
class Services {

    private final Instance<ExtractionSubmission> submission;
    private final Instance<JobTracker> tracker;
    private final Instance<LandedRows> landedRows;
    private final Instance<Connectivity> connectivities;

    Services(
            Instance<ExtractionSubmission> submission,
            Instance<JobTracker> tracker,
            Instance<LandedRows> landedRows,
            @Any Instance<Connectivity> connectivities) {
        this.submission = submission;
        this.tracker = tracker;
        this.landedRows = landedRows;
        this.connectivities = connectivities;
    }

    ExtractionSubmission submission() {
        return submission.get();
    }

    JobTracker tracker() {
        return tracker.get();
    }

    LandedRows landedRows() {
        return landedRows.get();
    }

    /** Both worlds, in the order of their names. */
    List<Connectivity> connectivities() {
        return connectivities.stream()
                .sorted(Comparator.comparing(Connectivity::name))
                .toList();
    }
}
