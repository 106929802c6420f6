package io.github.sqldatabricks.bridge.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sqldatabricks.bridge.api.live.Picture;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The jobs of a caller that run or wait, and those that were created just now, at one moment.
 *
 * @param jobs by id
 * @param ended looks for one that is not among them any more; empty when it is not there any more
 * @param json as answers are written
 */
record JobsPicture(Map<String, JobView> jobs, Function<String, Optional<JobView>> ended, ObjectMapper json)
        implements Picture {

    private static final Set<String> ENDED = Set.of("completed", "failed", "cancelled");

    static JobsPicture of(List<JobView> all, Function<String, Optional<JobView>> ended, ObjectMapper json) {
        Map<String, JobView> jobs = new LinkedHashMap<>();
        all.forEach(job -> jobs.put(job.jobId(), job));
        return new JobsPicture(jobs, ended, json);
    }

    @Override
    public String since(Optional<Picture> known) {
        Map<String, JobView> before =
                known.map(picture -> ((JobsPicture) picture).jobs).orElse(Map.of());
        List<JobView> changed = new ArrayList<>();
        jobs.forEach((id, job) -> {
            if (!job.equals(before.get(id))) {
                changed.add(job);
            }
        });
        before.values().stream()
                .filter(job -> !jobs.containsKey(job.jobId()) && !ENDED.contains(job.status()))
                .forEach(job -> ended.apply(job.jobId()).ifPresent(changed::add));
        return changed.isEmpty() && known.isPresent() ? "" : write(changed);
    }

    private String write(List<JobView> changed) {
        try {
            return json.writeValueAsString(Map.of("jobs", changed));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("our own records can be written", e);
        }
    }
}
