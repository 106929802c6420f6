package io.github.sqldatabricks.bridge.job;

import io.github.sqldatabricks.bridge.extraction.ExtractionRequest;
import io.github.sqldatabricks.bridge.job.QueryProgress.Progress;
import io.github.sqldatabricks.bridge.job.QueryProgress.QueryState;
import io.github.sqldatabricks.bridge.job.QueryProgress.QueryState.QueryStatus;
import io.github.sqldatabricks.bridge.load.LoadSpec;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.JobId;
import io.github.sqldatabricks.bridge.model.ParameterValue;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.model.VolumePath;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * One extraction job and the rules of its life. Immutable: a transition returns the changed job. One failed query fails
 * the job at its end, but never its sister queries.
 *
 * @param id its identity
 * @param owner the name of the principal that asked for it
 * @param request what was asked for, without its parameters: they may be secret, see {@link JobStore#parameters}
 * @param destination the volume folder, with the default filled in
 * @param createdAt by the store's clock, as all times here
 * @param cancelRequested whether it was cancelled; running queries end a little later
 * @param state where it is in its life
 * @param queries at least one, in the order they were asked for
 * @param retry what it tries again; empty for most
 */
public record Job(
        JobId id,
        String owner,
        ExtractionRequest request,
        VolumePath destination,
        Instant createdAt,
        boolean cancelRequested,
        JobState state,
        List<QueryProgress> queries,
        Optional<Retry> retry) {

    public Job {
        queries = List.copyOf(queries);
    }

    /** How many queries have ended so. */
    public long count(QueryStatus status) {
        return queries.stream()
                .filter(query -> query.state().status() == status)
                .count();
    }

    /**
     * The query of that name.
     *
     * @throws IllegalArgumentException when the job has none
     */
    public QueryProgress query(QueryName name) {
        return queries.stream()
                .filter(query -> query.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("job " + id + " has no query " + name));
    }

    /** The part of the request that one query needs, with the request's parameters, for planning that query alone. */
    public ExtractionRequest requestFor(QueryName name, Map<String, ParameterValue> parameters) {
        return requestFor(
                List.of(name), request.overwrite(), parameters, request.load().only(name));
    }

    private ExtractionRequest requestFor(
            List<QueryName> names, boolean overwrite, Map<String, ParameterValue> parameters, LoadSpec load) {
        return new ExtractionRequest(
                request.queriesPath(),
                request.configPath(),
                request.country(),
                Optional.of(destination),
                names,
                overwrite,
                request.chunkSize(),
                parameters,
                request.limit(),
                load);
    }

    /** The time from which its computed parameters count: that of the first try. */
    public Instant parametersAsOf() {
        return retry.map(Retry::parametersAsOf).orElse(createdAt);
    }

    /**
     * What is asked for to try queries again that have failed or were cancelled.
     *
     * @param named some of them; empty for all
     * @param overwrite whether output that is there is replaced; empty for what this job said
     * @param parameters of this job
     * @throws BridgeException.Conflict when the job has not ended, or there is nothing to try again
     */
    ExtractionRequest again(
            List<QueryName> named, Optional<Boolean> overwrite, Map<String, ParameterValue> parameters) {
        if (!ended()) {
            throw new BridgeException.Conflict(
                    ErrorCode.JOB_NOT_ENDED,
                    "Cannot retry job with status: " + state.status().text() + ". The job " + id
                            + " has not ended: wait for its end, or cancel it.");
        }
        if (request.replication().isPresent()) {
            throw new BridgeException.Conflict(
                    ErrorCode.NOTHING_TO_RETRY,
                    "The job " + id + " is a run of the replication "
                            + request.replication().get()
                            + ", whose next run reads what this one has not: run the replication.");
        }
        List<QueryName> open = queries.stream()
                .filter(Job::canBeTriedAgain)
                .map(QueryProgress::name)
                .toList();
        if (open.isEmpty() || !open.containsAll(named)) {
            throw new BridgeException.Conflict(
                    ErrorCode.NOTHING_TO_RETRY,
                    "Expected queries of the job " + id + " that have failed or were cancelled; these are "
                            + (open.isEmpty() ? "none." : open + "."));
        }
        return requestFor(
                named.isEmpty() ? open : named, overwrite.orElse(request.overwrite()), parameters, request.load());
    }

    private static boolean canBeTriedAgain(QueryProgress query) {
        return query.state().status() == QueryStatus.FAILED || query.state().status() == QueryStatus.CANCELLED;
    }

    /** Whether it has ended. */
    public boolean ended() {
        return state instanceof JobState.Ended;
    }

    /** The query's worker gives it back: it waits again, or ends when the job was cancelled meanwhile. */
    public Job queryReleased(QueryName name, Instant at) {
        return cancelRequested
                ? queryEnded(name, new QueryState.Cancelled(), query(name).progress(), at)
                : with(false, state, replaced(name, query -> query.reclaimed(false)));
    }

    /**
     * A worker has the query from now on, and begins it. See {@link #queryStarted}.
     *
     * @param died whether the worker that had it before gave no sign of life
     */
    public Job queryClaimed(QueryName name, boolean died, int maxTakeovers, Instant at) {
        Job waiting = with(cancelRequested, state, replaced(name, query -> query.reclaimed(died)));
        return waiting.queryStarted(name, maxTakeovers, at);
    }

    /**
     * A worker begins the query; or the query ends, when the job was cancelled meanwhile or {@code maxTakeovers} workers
     * were lost while they ran it.
     */
    private Job queryStarted(QueryName name, int maxTakeovers, Instant at) {
        QueryProgress query = query(name);
        if (cancelRequested) {
            return queryEnded(name, new QueryState.Cancelled(), query.progress(), at);
        }
        if (query.takeovers() >= maxTakeovers) {
            return queryEnded(name, workerDied(query.takeovers()), query.progress(), at);
        }
        JobState next = state instanceof JobState.Pending pending ? pending.start(at) : state;
        return with(cancelRequested, next, replaced(name, waiting -> waiting.started(at)));
    }

    private static QueryState.Failed workerDied(int takeovers) {
        return new QueryState.Failed(
                ErrorCode.WORKER_DIED,
                takeovers + " processes died, or lost the job store, while they ran this query"
                        + " (bridge.jobs.max-takeovers). Find out why (out of memory, a crash), also of the queries that"
                        + " ran beside it, before you ask for it again; the next run replaces what these have left.",
                false);
    }

    /** The query has ended; the job ends with its last query. */
    Job queryEnded(QueryName name, QueryState.Outcome outcome, Progress last, Instant at) {
        return with(cancelRequested, state, replaced(name, query -> query.ended(outcome, last, at)))
                .settled(at);
    }

    /**
     * A user cancels: queries that wait end now, those that run are told to stop by their workers.
     *
     * @throws BridgeException.Conflict when the job has ended
     */
    Job cancelled(Instant at) {
        if (ended()) {
            throw new BridgeException.Conflict(
                    ErrorCode.JOB_ENDED,
                    "Cannot cancel job with status: " + state.status().text() + ". The job " + id
                            + " has already ended.");
        }
        List<QueryProgress> remaining = queries.stream()
                .map(query -> query.state() instanceof QueryState.Pending
                        ? query.ended(new QueryState.Cancelled(), query.progress(), at)
                        : query)
                .toList();
        return with(true, state, remaining).settled(at);
    }

    private Job settled(Instant at) {
        return queries.stream().allMatch(QueryProgress::ended) ? with(cancelRequested, end(at), queries) : this;
    }

    private JobState end(Instant at) {
        boolean anyCancelled = count(QueryStatus.CANCELLED) > 0;
        if (state instanceof JobState.Pending pending) {
            return pending.cancel(at);
        }
        if (!(state instanceof JobState.Running running)) {
            throw new IllegalStateException("job " + id + " has ended twice");
        }
        if (anyCancelled) {
            return running.cancel(at);
        }
        return count(QueryStatus.FAILED) > 0 ? running.fail(at, summary()) : running.complete(at);
    }

    private String summary() {
        String failed = queries.stream()
                .filter(query -> query.state().status() == QueryStatus.FAILED)
                .map(query -> query.name().value())
                .collect(Collectors.joining(", "));
        return count(QueryStatus.FAILED) + " of " + queries.size() + " queries failed: " + failed;
    }

    private List<QueryProgress> replaced(QueryName name, UnaryOperator<QueryProgress> change) {
        query(name);
        return queries.stream()
                .map(query -> query.name().equals(name) ? change.apply(query) : query)
                .toList();
    }

    private Job with(boolean nextCancelRequested, JobState nextState, List<QueryProgress> nextQueries) {
        return new Job(id, owner, request, destination, createdAt, nextCancelRequested, nextState, nextQueries, retry);
    }

    /**
     * That a job tries queries of another one again.
     *
     * @param of that job, which may be gone meanwhile
     * @param parametersAsOf from when its computed parameters count
     */
    public record Retry(JobId of, Instant parametersAsOf) {}
}
