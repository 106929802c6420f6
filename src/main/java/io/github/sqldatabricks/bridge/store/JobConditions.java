package io.github.sqldatabricks.bridge.store;

import io.github.sqldatabricks.bridge.job.JobState.JobStatus;
import io.github.sqldatabricks.bridge.job.JobStore.JobFilter;
import java.util.ArrayList;
import java.util.List;

/** What stands behind FROM in a statement that lists jobs, with the values of its markers. */
final class JobConditions {

    /** Jobs of older versions have no country in their row, but in their folders. */
    private static final String OF_COUNTRY = "(country = ? OR country IS NULL AND EXISTS (SELECT 1 FROM"
            + " bridge.job_query q WHERE q.job_id = job.job_id AND LOWER(q.folder) LIKE"
            + " LOWER(CONCAT(job.destination, '/', ?, '/%'))))";

    private static final String OF_QUERY =
            "EXISTS (SELECT 1 FROM bridge.job_query q WHERE q.job_id = job.job_id AND q.query_name = ?)";

    private static final String ORDER = " ORDER BY created_at DESC, job_id";

    private final List<String> conditions = new ArrayList<>();
    private final List<Object> values = new ArrayList<>();

    static JobConditions of(JobFilter filter) {
        JobConditions wanted = new JobConditions();
        filter.visibleTo().ifPresent(owner -> wanted.add("owner_name = ?", owner));
        filter.owner().ifPresent(owner -> wanted.add("owner_name = ?", owner));
        filter.country().ifPresent(country -> wanted.add(OF_COUNTRY, country.key(), country.key()));
        filter.query().ifPresent(query -> wanted.add(OF_QUERY, query.value()));
        filter.from().ifPresent(from -> wanted.add("created_at >= ?", from));
        filter.to().ifPresent(to -> wanted.add("created_at < ?", to));
        filter.after()
                .ifPresent(last -> wanted.add(
                        "(created_at < ? OR created_at = ? AND job_id > ?)",
                        last.createdAt(),
                        last.createdAt(),
                        last.job().value()));
        if (!filter.statuses().isEmpty()) {
            wanted.add(
                    "state IN (" + JobReader.markers(filter.statuses().size()) + ")",
                    filter.statuses().stream().map(JobStatus::text).toArray());
        }
        wanted.values.add(filter.offset());
        wanted.values.add(filter.limit());
        return wanted;
    }

    private void add(String condition, Object... itsValues) {
        conditions.add(condition);
        values.addAll(List.of(itsValues));
    }

    /** Conditions, order and page. */
    String text() {
        return (conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions)) + ORDER
                + " OFFSET ? ROWS FETCH NEXT ? ROWS ONLY";
    }

    List<Object> values() {
        return values;
    }
}
