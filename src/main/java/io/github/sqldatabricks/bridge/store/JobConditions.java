package io.github.sqldatabricks.bridge.store;

import io.github.sqldatabricks.bridge.job.JobState.JobStatus;
import io.github.sqldatabricks.bridge.job.JobStore.JobFilter;
import io.github.sqldatabricks.bridge.job.QueryProgress.QueryState.QueryStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What stands behind FROM in a statement that lists jobs, with the values of its markers. */
final class JobConditions {

    /** Jobs of older versions have no country in their row, but in their folders. */
    private static final String OF_COUNTRY = "(country = ? OR country IS NULL AND EXISTS (SELECT 1 FROM"
            + " bridge.job_query q WHERE q.job_id = job.job_id AND LOWER(q.folder) LIKE"
            + " LOWER(CONCAT(job.destination, '/', ?, '/%'))))";

    private static final String OF_QUERY =
            "EXISTS (SELECT 1 FROM bridge.job_query q WHERE q.job_id = job.job_id AND q.query_name = ?)";

    /**
     * What few jobs have, by the index of queries' states. Not by IN: H2 asks that anew for each row while others write, and takes seconds for a
     * thousand jobs.
     */
    private static final String OF_QUERIES_IN =
            " INNER JOIN (SELECT DISTINCT q.job_id AS found_id FROM bridge.job_query q"
                    + " WHERE q.state IN (%s)) found ON found.found_id = job.job_id";

    private static final String ORDER = " ORDER BY created_at DESC, job_id";

    private final List<String> conditions = new ArrayList<>();
    private final List<Object> values = new ArrayList<>();

    private String join = "";

    /** @param rare as {@link io.github.sqldatabricks.bridge.job.JobStore#lists} has it */
    static JobConditions of(JobFilter filter, Set<JobStatus> rare) {
        JobConditions wanted = new JobConditions();
        if (!filter.statuses().isEmpty() && rare.containsAll(filter.statuses())) {
            wanted.findByQueries(filter.statuses());
        }
        filter.visibleTo().ifPresent(owner -> wanted.add("owner_name = ?", owner));
        filter.owner().ifPresent(owner -> wanted.add("owner_name = ?", owner));
        filter.country().ifPresent(country -> wanted.add(OF_COUNTRY, country.key(), country.key()));
        filter.query().ifPresent(query -> wanted.add(OF_QUERY, query.value()));
        filter.from().ifPresent(from -> wanted.add(wanted.createdAt() + " >= ?", from));
        filter.to().ifPresent(to -> wanted.add(wanted.createdAt() + " < ?", to));
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

    /** Written so that no index can be used when jobs are found by their queries: H2 would read all of that time, and look for their queries then. */
    private String createdAt() {
        return join.isEmpty() ? "created_at" : "COALESCE(created_at, created_at)";
    }

    private void findByQueries(Set<JobStatus> statuses) {
        Set<String> states = statuses.stream()
                .flatMap(status -> queryStates(status).stream())
                .map(QueryStatus::text)
                .collect(Collectors.toSet());
        join = OF_QUERIES_IN.formatted(JobReader.markers(states.size()));
        values.addAll(states);
    }

    /** In which state a job in this one has a query for sure. */
    private static List<QueryStatus> queryStates(JobStatus status) {
        return switch (status) {
            case PENDING, RUNNING -> List.of(QueryStatus.PENDING, QueryStatus.RUNNING);
            case COMPLETED -> List.of(QueryStatus.COMPLETED, QueryStatus.SKIPPED);
            case FAILED -> List.of(QueryStatus.FAILED);
            case CANCELLED -> List.of(QueryStatus.CANCELLED);
        };
    }

    private void add(String condition, Object... itsValues) {
        conditions.add(condition);
        values.addAll(List.of(itsValues));
    }

    /** What is joined, conditions, order and page. */
    String text() {
        return join + (conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions)) + ORDER
                + " OFFSET ? ROWS FETCH NEXT ? ROWS ONLY";
    }

    List<Object> values() {
        return values;
    }
}
