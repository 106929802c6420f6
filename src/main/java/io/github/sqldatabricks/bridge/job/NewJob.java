package io.github.sqldatabricks.bridge.job;

import io.github.sqldatabricks.bridge.extraction.ExtractionRequest;
import io.github.sqldatabricks.bridge.model.JobId;
import io.github.sqldatabricks.bridge.model.VolumePath;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A job that is about to be stored.
 *
 * @param id its identity
 * @param owner the name of the principal that asks for it
 * @param key makes a repetition of the same request harmless
 * @param request what is asked for, as it came
 * @param secrets names of its parameters that nobody may read in the store
 * @param destination the volume folder, with the default filled in
 * @param queries at least one, all pending
 */
public record NewJob(
        JobId id,
        String owner,
        Optional<IdempotencyKey> key,
        ExtractionRequest request,
        Set<String> secrets,
        VolumePath destination,
        List<QueryProgress> queries) {

    public NewJob {
        secrets = Set.copyOf(secrets);
        queries = List.copyOf(queries);
        if (queries.isEmpty()) {
            throw new IllegalArgumentException("a job needs at least one query");
        }
    }
}
