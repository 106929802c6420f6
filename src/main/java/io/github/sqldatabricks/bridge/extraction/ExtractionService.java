package io.github.sqldatabricks.bridge.extraction;

import io.github.sqldatabricks.bridge.model.JobId;
import jakarta.enterprise.context.ApplicationScoped;

/** Runs one planned query: read, write, upload overlap; the output is published in one step at the end. */
@ApplicationScoped
public class ExtractionService {

    /**
     * Runs the query once, blocking until it has ended.
     *
     * @throws io.github.sqldatabricks.bridge.model.BridgeException when it failed or was cancelled; nothing visible
     *     has changed then, and another call starts from the beginning
     */
    public QueryOutcome run(JobId job, PlannedQuery query, ExtractionProgress progress, Cancellation cancellation) {
        throw new UnsupportedOperationException("not yet built");
    }
}
