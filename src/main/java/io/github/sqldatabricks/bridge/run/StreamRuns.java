package io.github.sqldatabricks.bridge.run;

import io.github.sqldatabricks.bridge.extraction.ExtractionConfig;
import io.github.sqldatabricks.bridge.extraction.ExtractionRequest.StreamsRun;
import io.github.sqldatabricks.bridge.extraction.ExtractionService;
import io.github.sqldatabricks.bridge.extraction.ExtractionService.QueryOutcome;
import io.github.sqldatabricks.bridge.extraction.LandingZone;
import io.github.sqldatabricks.bridge.extraction.PlannedQuery;
import io.github.sqldatabricks.bridge.extraction.QueryParts;
import io.github.sqldatabricks.bridge.extraction.RowSource.RowQuery;
import io.github.sqldatabricks.bridge.job.ExtractionGuard;
import io.github.sqldatabricks.bridge.job.Job;
import io.github.sqldatabricks.bridge.job.JobTracker;
import io.github.sqldatabricks.bridge.job.QueryAttempts.StreamWork;
import io.github.sqldatabricks.bridge.job.RunningQuery;
import io.github.sqldatabricks.bridge.load.DeltaTables.TargetState;
import io.github.sqldatabricks.bridge.load.LoadOrder;
import io.github.sqldatabricks.bridge.load.LoadOrder.LoadId;
import io.github.sqldatabricks.bridge.load.LoadService;
import io.github.sqldatabricks.bridge.load.LoadSettings;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.Hashes;
import io.github.sqldatabricks.bridge.model.JobId;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.model.VolumePath;
import io.github.sqldatabricks.bridge.observe.Lineage;
import io.github.sqldatabricks.bridge.replication.plan.ReplicationPlan.ResolvedStream;
import io.github.sqldatabricks.bridge.run.PartStore.Plan;
import io.github.sqldatabricks.bridge.run.ReplicationStore.LastLoad;
import io.github.sqldatabricks.bridge.run.ReplicationStore.StreamId;
import io.github.sqldatabricks.bridge.run.ReplicationStore.Success;
import io.github.sqldatabricks.bridge.run.StreamReadings.Rows;
import io.github.sqldatabricks.bridge.run.StreamReadings.StreamReading;
import io.github.sqldatabricks.bridge.run.StreamState.Block;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Provider;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Runs streams of replications: what is new by the position is read into a folder of the attempt's own, loaded, and noted. The position moves in
 * Delta with the rows; the store has a copy, which is only trusted as long as all goes well. Thread-safe, blocking.
 */
@ApplicationScoped
public class StreamRuns implements StreamWork {

    private static final Logger LOG = Logger.getLogger(StreamRuns.class);

    private final RunPlans plans;
    private final StreamReadings readings;
    private final StreamParts parts;
    private final ReplicationStore store;
    private final ExtractionService extraction;
    private final ExtractionConfig config;
    private final Provider<LoadService> loads;
    private final ExtractionGuard guard;
    private final Lineage lineage;
    private final StreamMetrics metrics;
    private final LoadedFiles files;
    private final BlockedLoads blocks;

    public StreamRuns(
            RunPlans plans,
            StreamReadings readings,
            StreamParts parts,
            ReplicationStore store,
            ExtractionService extraction,
            ExtractionConfig config,
            Provider<LoadService> loads,
            Instance<LandingZone> zone,
            ExtractionGuard guard,
            Lineage lineage,
            StreamMetrics metrics,
            JobTracker tracker) {
        this.plans = plans;
        this.readings = readings;
        this.parts = parts;
        this.store = store;
        this.extraction = extraction;
        this.config = config;
        this.loads = loads;
        this.guard = guard;
        this.lineage = lineage;
        this.metrics = metrics;
        this.files = new LoadedFiles(zone, tracker);
        this.blocks = new BlockedLoads(store);
    }

    /**
     * What is known before an attempt reads.
     *
     * @param loaded how far its target is; empty before the first load
     * @param since when it was looked at
     */
    private record Begin(
            ResolvedStream stream,
            StreamId id,
            LoadId load,
            StreamState state,
            Optional<Loaded> loaded,
            Instant since) {

        /**
         * What a read of all rows is decided by, beside its statement: with the same, another attempt may go on with it. The position is
         * not a part of it; after a reset the store and Delta have different ones.
         */
        private String basis() {
            return Hashes.of(
                    Long.toString(state.generation()),
                    Boolean.toString(state.reset()),
                    stream.change().toString(),
                    stream.load().mode().text(),
                    loaded.map(last -> last.load().text()).orElse(""));
        }
    }

    /** How far a target is: the load that ended last, and its position. */
    record Loaded(LoadId load, Optional<String> position, long rows) {}

    @Override
    public QueryOutcome attempt(RunningQuery running) {
        QueryOutcome outcome = tried(running);
        metrics.ended(outcome);
        return outcome;
    }

    private QueryOutcome tried(RunningQuery running) {
        ResolvedStream stream = plans.stream(running.job(), running.query());
        // Before a reset, and before the source is asked for anything of its rows; a narrowed statement reads no other
        // tables.
        running.once(() -> guard.begin(running.job(), planned(running, stream)));
        Begin begin = begin(running, stream);
        if (hasLoaded(running, begin)) {
            return endedBefore(running, begin);
        }
        Optional<Plan> kept = parts.kept(running.claim(), stream.query().all(), begin.basis());
        StreamReading reading = kept.map(
                        plan -> StreamReadings.kept(stream, begin.state(), isBackfill(running.job()), plan))
                .orElseGet(() -> reading(running, begin));
        if (reading.rows().isEmpty() && begin.state().reset()) {
            return new QueryOutcome.Skipped("Nothing can be read yet, so that the reset waits for the next run.");
        }
        if (reading.rows().isEmpty()) {
            Success success = new Success(
                    reading.position(),
                    unnoted(running, begin),
                    reading.extent().asOf(begin.since()),
                    reading.completeness());
            requireNoted(begin, store.succeeded(begin.state(), success));
            return new QueryOutcome.Skipped("Nothing is new at the source.");
        }
        Optional<Plan> shared = kept.or(() -> share(running, begin, reading));
        PlannedQuery planned = planned(
                running,
                stream,
                reading.rows().orElseThrow(),
                reading.settings(),
                shared.map(Plan::attempt).orElseGet(() -> attemptOf(running)));
        return lineage.follow(
                new Lineage.QueryAttempt(running.claim(), running.progress().attempts(), planned, running::schema),
                () -> extractAndLoad(running, begin, reading, planned, shared));
    }

    /** Rows in parts are read by whoever has time, and by the next attempt where this one ends. */
    private Optional<Plan> share(RunningQuery running, Begin begin, StreamReading reading) {
        RowQuery all = begin.stream().query().all();
        List<RowQuery> divided = reading.rows().orElseThrow().parts();
        if (divided.size() == 1) {
            return Optional.empty();
        }
        Plan plan = new Plan(
                attemptOf(running),
                parts.digest(all),
                begin.basis(),
                reading.position(),
                reading.completeness(),
                reading.extent().asOf(begin.since()));
        return parts.begin(running.claim(), all, divided, plan);
    }

    private static boolean isBackfill(Job job) {
        return job.request().run().flatMap(StreamsRun::backfill).isPresent();
    }

    private StreamReading reading(RunningQuery running, Begin begin) {
        Optional<String> position = begin.loaded().flatMap(Loaded::position);
        if (!isBackfill(running.job())) {
            return readings.next(begin.stream(), begin.state(), position, running.cancellation());
        }
        Backfills.requireLoaded(begin.state());
        return readings.again(begin.stream(), begin.state(), position, running.cancellation());
    }

    private Begin begin(RunningQuery running, ResolvedStream stream) {
        Job job = running.job();
        StreamsRun run = job.request().run().orElseThrow();
        StreamId id = new StreamId(run.replication(), running.query().value());
        if (run.reset()) {
            store.reset(id, job.id());
        }
        StreamState state = store.stream(id);
        boolean trusted = running.progress().attempts() == 1
                && job.query(running.query()).takeovers() == 0
                && state.failure().isEmpty()
                && state.approvedBy().isEmpty()
                && state.load().isPresent();
        Optional<Loaded> loaded = trusted
                ? state.load().map(last -> new Loaded(new LoadId(last.id()), state.position(), last.rows()))
                : loads.get().state(id.key()).flatMap(StreamRuns::loaded);
        StreamState seen = state.after(loaded.map(last -> last.load().text()));
        return new Begin(stream, id, loadId(job, running.query(), seen), seen, loaded, store.now());
    }

    /** A run that finds a reset after it has loaded loads again, and later. */
    private static LoadId loadId(Job job, QueryName query, StreamState state) {
        return state.reset()
                ? resetId(job, query, state)
                : job.query(query).load().orElseThrow().id(job, query);
    }

    private static LoadId resetId(Job job, QueryName query, StreamState state) {
        String stream = job.query(query).load().orElseThrow().stream(job, query);
        return LoadId.ofGeneration(stream, job.createdAt(), state.generation());
    }

    /** Whether an earlier attempt has loaded; one that a reset was for may have noted it, too. */
    private static boolean hasLoaded(RunningQuery running, Begin begin) {
        LoadId reset = resetId(running.job(), running.query(), begin.state());
        return begin.loaded()
                .map(Loaded::load)
                .filter(last -> last.equals(begin.load()) || last.equals(reset))
                .isPresent();
    }

    private static Optional<Loaded> loaded(TargetState state) {
        return state.loadId().map(id -> new Loaded(id, state.position(), state.rows()));
    }

    /** The last load, when only the target's state knows of it: its run died before it noted it. */
    private Optional<LastLoad> unnoted(RunningQuery running, Begin begin) {
        return begin.loaded()
                .filter(last -> !begin.state()
                        .load()
                        .map(LastLoad::id)
                        .equals(Optional.of(last.load().text())))
                .map(last -> last(running, last.load(), last.rows()));
    }

    /** An earlier attempt has loaded, and its answer was lost. */
    private QueryOutcome endedBefore(RunningQuery running, Begin begin) {
        Loaded loaded = begin.loaded().orElseThrow();
        note(running, begin, loaded.load(), new Noted(loaded.position(), loaded.rows(), Optional.empty(), "unknown"));
        files.remove(running);
        return new QueryOutcome.Skipped("An earlier attempt has loaded " + loaded.rows() + " rows.");
    }

    private PlannedQuery planned(RunningQuery running, ResolvedStream stream) {
        Rows rows = Rows.of(stream.query().all());
        return planned(running, stream, rows, stream.load(), attemptOf(running));
    }

    private static String attemptOf(RunningQuery running) {
        return running.claim().fence() + "-" + running.progress().attempts();
    }

    /** @param attempt that has its files */
    private PlannedQuery planned(
            RunningQuery running, ResolvedStream stream, Rows rows, LoadSettings settings, String attempt) {
        return new PlannedQuery(
                rows.query(),
                rows.parts(),
                Hashes.of(stream.query().all().sql()),
                Map.of(),
                Map.of(),
                PlannedQuery.SecretParameters.NONE,
                folder(running.job(), running.query()).resolve(attempt),
                true,
                config.chunkSize(),
                Optional.of(settings),
                Optional.empty());
    }

    /** Files of all attempts that a run makes at a stream. */
    static VolumePath folder(Job job, QueryName stream) {
        return job.query(stream).folder().resolve(job.id().value());
    }

    private QueryOutcome.Extracted extract(
            RunningQuery running, ResolvedStream stream, PlannedQuery planned, Optional<Plan> shared) {
        JobId job = running.claim().job();
        if (shared.isEmpty()) {
            return (QueryOutcome.Extracted) extraction.run(job, planned, running, running.cancellation());
        }
        QueryParts some = parts.of(running.claim(), stream.query().all(), shared.get());
        try {
            return (QueryOutcome.Extracted) extraction.run(job, planned, some, running, running.cancellation());
        } catch (BridgeException e) {
            parts.failed(running.claim(), shared.get(), e);
            throw e;
        }
    }

    private QueryOutcome extractAndLoad(
            RunningQuery running, Begin begin, StreamReading reading, PlannedQuery planned, Optional<Plan> shared) {
        QueryOutcome.Extracted extracted = extract(running, begin.stream(), planned, shared);
        Optional<LoadOrder.Follows> follows =
                reading.position().isEmpty() || begin.state().reset()
                        ? Optional.empty()
                        : Optional.of(new LoadOrder.Follows(begin.loaded().map(Loaded::load)));
        LoadOrder order = new LoadOrder(
                begin.load(),
                begin.id().key(),
                reading.settings(),
                extracted.files(),
                extracted.schema(),
                extracted.rows(),
                reading.position(),
                follows);
        TargetState now = load(running, begin, order);
        note(running, begin, begin.load(), noted(now, begin, reading, extracted.rows()));
        files.remove(running);
        return extracted.withoutFiles();
    }

    private TargetState load(RunningQuery running, Begin begin, LoadOrder order) {
        try {
            return loads.get().load(order, running.cancellation());
        } catch (BridgeException.LoadBlocked e) {
            Optional<String> range = StreamReadings.range(begin.stream(), isBackfill(running.job()));
            Optional<String> last = begin.loaded().map(loaded -> loaded.load().text());
            Block block = new Block(order.id().text(), range, last, e.rowsBefore(), e.rowsAfter());
            requireNoted(begin, blocks.note(begin.state(), block, e, running.cancellation()));
            throw e;
        }
    }

    /** An earlier attempt of this load may have been faster, with an earlier window: what it has brought counts, and nothing else. */
    private static Noted noted(TargetState now, Begin begin, StreamReading reading, long rows) {
        return now.position().equals(reading.position())
                ? new Noted(reading.position(), rows, reading.extent().asOf(begin.since()), reading.completeness())
                : new Noted(now.position(), now.rows(), Optional.empty(), "unknown");
    }

    /** What a load has brought; see {@link Success}. */
    private record Noted(Optional<String> position, long rows, Optional<Instant> asOf, String completeness) {}

    private void note(RunningQuery running, Begin begin, LoadId load, Noted noted) {
        LastLoad last = last(running, load, noted.rows());
        if (isBackfill(running.job())) {
            requireNoted(begin, store.loadedAgain(begin.state(), last));
            return;
        }
        Success success = new Success(noted.position(), Optional.of(last), noted.asOf(), noted.completeness());
        requireNoted(begin, store.succeeded(begin.state(), success));
    }

    private LastLoad last(RunningQuery running, LoadId load, long rows) {
        return new LastLoad(load.text(), running.job().id().value(), rows, store.now());
    }

    private static void requireNoted(Begin begin, boolean noted) {
        if (!noted) {
            throw new BridgeException.RemoteTransient(
                    ErrorCode.STREAM_RESET,
                    "The stream " + begin.id()
                            + " was reset, or loaded by another process, while it ran; it begins anew.",
                    null);
        }
    }

    @Override
    public void failed(Job job, QueryName stream, String code) {
        metrics.failed();
        StreamsRun run = job.request().run().orElseThrow();
        StreamId id = new StreamId(run.replication(), stream.value());
        try {
            // That of a backfill says nothing of whether the stream is current.
            if (!isBackfill(job)) {
                store.failed(id, code);
            }
        } catch (BridgeException e) {
            LOG.warnf("A stream's failure is not noted: stream=%s job=%s: %s", id, job.id(), e.getMessage());
        }
    }
}
