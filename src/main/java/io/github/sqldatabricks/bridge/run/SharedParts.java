package io.github.sqldatabricks.bridge.run;

import io.github.sqldatabricks.bridge.extraction.QueryParts;
import io.github.sqldatabricks.bridge.extraction.QueryParts.PartResult;
import io.github.sqldatabricks.bridge.extraction.QueryParts.PartResult.LandedFile;
import io.github.sqldatabricks.bridge.extraction.RowSource.RowQuery;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.Lease;
import io.github.sqldatabricks.bridge.model.RowSchema;
import io.github.sqldatabricks.bridge.replication.partition.Narrowed;
import io.github.sqldatabricks.bridge.run.PartStore.Amount;
import io.github.sqldatabricks.bridge.run.PartStore.Claimed;
import io.github.sqldatabricks.bridge.run.PartStore.PartClaim;
import io.github.sqldatabricks.bridge.run.PartStore.PartsId;
import io.github.sqldatabricks.bridge.run.PartStore.State;
import io.github.sqldatabricks.bridge.run.StreamMetrics.PartCount;
import io.github.sqldatabricks.bridge.work.StoreRetries;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** The parts of a query in the store, for the readers of the process that runs it. Others help; what they leave is taken from them. */
final class SharedParts implements QueryParts {

    private static final Logger LOG = Logger.getLogger(SharedParts.class);
    /** Between looks for what others leave or end. */
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

    private final PartStore store;
    private final StoreRetries retries;
    private final StreamMetrics metrics;
    private final Lease lease;
    private final String worker;
    private final PartsId parts;
    private final RowQuery all;
    private final int count;
    /** What this attempt reads itself. */
    private final Set<Integer> own = new HashSet<>();
    /** Those that a part has; all that count have the same. */
    private volatile Optional<RowSchema> columns = Optional.empty();
    /** Whether a part may have been taken of which the store's answer was lost. */
    private boolean unsure;

    /** @param all the statement that the parts divide */
    SharedParts(
            PartStore store,
            StoreRetries retries,
            StreamMetrics metrics,
            Lease lease,
            String worker,
            String attempt,
            RowQuery all) {
        this.store = store;
        this.retries = retries;
        this.metrics = metrics;
        this.lease = lease;
        this.worker = worker;
        this.parts = new PartsId(lease.job(), lease.query(), attempt);
        this.all = all;
        List<State> states = states(new Cancellation());
        this.count = states.size();
        if (count == 0) {
            throw StreamParts.lost(
                    "The parts of " + lease + " are gone, because another process has begun the query anew.");
        }
        int done = (int) states.stream().filter(State::done).count();
        metrics.parts(PartCount.KEPT, done);
        if (done > 0) {
            LOG.infof("Of %d parts, %d are read already: %s", count, done, lease);
        }
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public boolean areShared() {
        return true;
    }

    /** Readers wait in turn: the first of them looks for all. */
    @Override
    public synchronized Optional<Part> next(Elsewhere elsewhere, Cancellation stop) {
        while (true) {
            Optional<Claimed> claimed = retries.get(this::claim, stop);
            claimed.ifPresent(this::taken);
            boolean others = look(elsewhere, stop);
            if (claimed.isPresent() || !others) {
                return claimed.map(part -> part(part, all));
            }
            stop.pause(BETWEEN_LOOKS);
        }
    }

    /** May be called again when the answer was lost. */
    private Optional<Claimed> claim() {
        if (unsure) {
            // Held by this attempt, and read by nobody: only then the store takes it back.
            others(store.states(parts))
                    .filter(state -> !state.done() && state.fence() > 0)
                    .map(state -> new PartClaim(parts, state.ordinal(), state.fence()))
                    .forEach(part -> store.release(part, worker));
        }
        unsure = true;
        Optional<Claimed> claimed = store.claim(lease, worker, parts.attempt());
        unsure = false;
        return claimed;
    }

    private List<State> states(Cancellation stop) {
        return retries.get(() -> store.states(parts), stop);
    }

    /** What this attempt does not read itself. */
    private Stream<State> others(List<State> states) {
        return states.stream().filter(state -> !own.contains(state.ordinal()));
    }

    private void taken(Claimed part) {
        own.add(part.claim().ordinal());
        if (part.reclaimed()) {
            metrics.parts(PartCount.RECLAIMED, 1);
            LOG.infof("A part is reclaimed from another process: %s", part.claim());
        }
    }

    /** A part that another process read, and this one reads now, counts here. */
    private boolean look(Elsewhere elsewhere, Cancellation stop) {
        List<State> others = others(states(stop)).toList();
        elsewhere.read(
                others.stream().map(State::amount).mapToLong(Amount::rows).sum(),
                others.stream().map(State::amount).mapToLong(Amount::bytes).sum());
        return others.stream().anyMatch(state -> !state.done());
    }

    static Part part(Claimed claimed, RowQuery all) {
        PartClaim claim = claimed.claim();
        RowQuery query = Narrowed.read(claimed.range()).of(all);
        return new Part(claim.ordinal(), OptionalLong.of(claim.fence()), query);
    }

    @Override
    public Optional<RowSchema> columnsRead() {
        if (columns.isEmpty()) {
            columns = retries.get(() -> store.columns(parts));
        }
        return columns;
    }

    @Override
    public void finish(Part part, PartResult result) {
        PartClaim claim = new PartClaim(parts, part.ordinal(), part.fence().getAsLong());
        StreamParts.finish(store, retries, claim, worker, result);
        metrics.parts(PartCount.READ, 1);
    }

    @Override
    public boolean haveFiles(List<String> names) {
        return retries.get(() -> store.results(parts)).stream()
                .flatMap(part -> part.files().stream())
                .map(LandedFile::name)
                .toList()
                .equals(names);
    }

    @Override
    public List<PartResult> results() {
        List<PartResult> results = retries.get(() -> store.results(parts));
        if (results.size() != count) {
            throw StreamParts.lost("Expected all " + count + " parts of " + lease + " to be read, but " + results.size()
                    + " are, because the query began anew.");
        }
        return results;
    }
}
