package io.github.sqldatabricks.bridge.job;

import io.github.sqldatabricks.bridge.extraction.ExtractionRequest;
import io.github.sqldatabricks.bridge.model.JobId;
import io.github.sqldatabricks.bridge.model.VolumePath;
import java.util.List;
import java.util.Optional;

/**
 * A job that is about to be stored.
 *
 * @param id its identity
 * @param owner the name of the principal that asks for it
 * @param key makes a repetition of the same request harmless
 * @param request what is asked for, as it came
 * @param destination the volume folder, with the default filled in
 * @param queries at least one, all pending
 */
public record NewJob(
        JobId id,
        String owner,
        Optional<IdempotencyKey> key,
        ExtractionRequest request,
        VolumePath destination,
        List<QueryProgress> queries) {

    public NewJob {
        queries = List.copyOf(queries);
        if (queries.isEmpty()) {
            throw new IllegalArgumentException("a job needs at least one query");
        }
    }
}
