package io.github.sqldatabricks.bridge.store;

import io.github.sqldatabricks.bridge.extraction.ExtractionRequest;
import io.github.sqldatabricks.bridge.job.IdempotencyKey;
import io.github.sqldatabricks.bridge.job.JobState.JobStatus;
import io.github.sqldatabricks.bridge.job.JobStore.JobFilter;
import io.github.sqldatabricks.bridge.job.JobStore.NewJob;
import io.github.sqldatabricks.bridge.job.JobStore.Position;
import io.github.sqldatabricks.bridge.job.QueryProgress;
import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.model.JobId;
import io.github.sqldatabricks.bridge.model.ParameterValue;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.model.VolumePath;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;

/** Jobs for tests of stores. Each goes to a folder of its own unless a test says otherwise. */
public final class Jobs {

    private Jobs() {}

    public static NewJob of(String... queries) {
        return to("/Volumes/main/bridge/" + UUID.randomUUID(), queries);
    }

    static NewJob to(String destination, String... queries) {
        return with("ana", Optional.empty(), request(queries), destination, queries);
    }

    static NewJob keyed(String owner, String key, ExtractionRequest request) {
        return with(owner, Optional.of(new IdempotencyKey(key)), request, "/Volumes/main/bridge/" + key, "q");
    }

    static NewJob with(
            String owner,
            Optional<IdempotencyKey> key,
            ExtractionRequest request,
            String destination,
            String... queries) {
        VolumePath folder = new VolumePath(destination);
        List<QueryProgress> pending = Arrays.stream(queries)
                .map(name -> QueryProgress.pending(
                        new QueryName(name), folder.resolve("bolivia").resolve(name)))
                .toList();
        return new NewJob(JobId.random(), owner, key, request, Set.of(), folder, pending, Optional.empty());
    }

    static JobFilter filter(Optional<String> owner, Set<JobStatus> statuses, int limit, int offset) {
        return new JobFilter(
                owner,
                statuses,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                limit,
                offset);
    }

    static JobFilter since(Instant from, Set<JobStatus> statuses) {
        return new JobFilter(
                Optional.empty(),
                statuses,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(from),
                Optional.empty(),
                Optional.empty(),
                9,
                0);
    }

    static JobFilter after(Optional<Position> place, int limit) {
        return new JobFilter(
                Optional.empty(),
                Set.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                place,
                limit,
                0);
    }

    static ExtractionRequest request(String... queries) {
        return new ExtractionRequest(
                Optional.of("monthly"),
                Optional.empty(),
                new Country("bolivia"),
                Optional.empty(),
                Arrays.stream(queries).map(QueryName::new).toList(),
                true,
                OptionalInt.of(500),
                parameters(),
                OptionalLong.of(Long.MAX_VALUE));
    }

    private static Map<String, ParameterValue> parameters() {
        return Map.of(
                "nothing", new ParameterValue.Null(),
                "flag", new ParameterValue.Flag(true),
                "whole", new ParameterValue.Whole(Long.MIN_VALUE),
                "exact", new ParameterValue.Exact(new BigDecimal("1.500")),
                "text", new ParameterValue.Text("O'Brien; Ñandú \uD83D\uDE80 \"x\""),
                "many", new ParameterValue.Many(List.of(new ParameterValue.Whole(1), new ParameterValue.Text("a"))));
    }
}
