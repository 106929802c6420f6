package io.github.sqldatabricks.bridge.run;

import io.github.sqldatabricks.bridge.extraction.InputsDigest;
import io.github.sqldatabricks.bridge.extraction.QueryParts;
import io.github.sqldatabricks.bridge.extraction.QueryParts.PartResult;
import io.github.sqldatabricks.bridge.extraction.RowSource;
import io.github.sqldatabricks.bridge.extraction.RowSource.RowQuery;
import io.github.sqldatabricks.bridge.job.JobTracker;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.Lease;
import io.github.sqldatabricks.bridge.replication.partition.Narrowed;
import io.github.sqldatabricks.bridge.run.PartStore.Claimed;
import io.github.sqldatabricks.bridge.run.PartStore.PartClaim;
import io.github.sqldatabricks.bridge.run.PartStore.PartsId;
import io.github.sqldatabricks.bridge.run.PartStore.Plan;
import io.github.sqldatabricks.bridge.work.StoreRetries;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Keeps what is read of a stream's parts beyond the attempt and the process that read them, as long as another attempt would read the same.
 * Thread-safe, blocking.
 */
@ApplicationScoped
public class StreamParts {

    private final PartStore store;
    private final JobTracker tracker;
    private final Provider<RowSource> source;
    private final StreamMetrics metrics;
    private final StoreRetries retries;

    @Inject
    public StreamParts(PartStore store, JobTracker tracker, Provider<RowSource> source, StreamMetrics metrics) {
        this(store, tracker, source, metrics, new StoreRetries());
    }

    StreamParts(
            PartStore store,
            JobTracker tracker,
            Provider<RowSource> source,
            StreamMetrics metrics,
            StoreRetries retries) {
        this.store = store;
        this.tracker = tracker;
        this.source = source;
        this.metrics = metrics;
        this.retries = retries;
    }

    /**
     * What an attempt before has planned, if it still counts; other parts are forgotten.
     *
     * @param all the statement for all rows, without any window
     * @param basis digest of what the window is decided by
     */
    Optional<Plan> kept(Lease lease, RowQuery all, String basis) {
        Optional<Plan> plan = store.plan(lease.job(), lease.query());
        Optional<Plan> kept = plan.filter(there -> there.basis().equals(basis) && isOf(there.statement(), all))
                .filter(there -> store.resume(lease, tracker.worker(), there.attempt()));
        if (plan.isPresent() && kept.isEmpty()) {
            store.drop(lease, tracker.worker());
        }
        return kept;
    }

    /**
     * Lets other processes, and attempts, have a share in the parts.
     *
     * @param all the statement for all rows, without any window
     * @param parts at least two
     * @return empty when the lease is lost
     */
    Optional<Plan> begin(Lease lease, RowQuery all, List<RowQuery> parts, Plan plan) {
        List<String> ranges =
                parts.stream().map(part -> Narrowed.of(all, part).json()).toList();
        return store.begin(lease, tracker.worker(), plan, ranges) ? Optional.of(plan) : Optional.empty();
    }

    /** The parts that are stored. */
    QueryParts of(Lease lease, RowQuery all, Plan plan) {
        return new SharedParts(store, retries, metrics, lease, tracker.worker(), plan.attempt(), all);
    }

    /** A part that another process's query has, which this process reads. */
    QueryParts helped(Claimed part, RowQuery all) {
        PartClaim claim = part.claim();
        return new HelpedPart(
                part,
                all,
                () -> retries.get(() -> store.columns(claim.parts())),
                result -> finish(store, retries, claim, tracker.worker(), result));
    }

    /**
     * An attempt has failed: parts that do not fit together are forgotten, and those whose files are not there any more are to be read
     * again.
     */
    void failed(Lease lease, Plan plan, BridgeException failure) {
        if (failure.error() == ErrorCode.COLUMNS_CHANGED) {
            store.drop(lease, tracker.worker());
        } else if (failure instanceof BridgeException.UploadIncomplete incomplete) {
            gone(lease, plan, incomplete.files());
        }
    }

    /** When no file is left, other processes can help again with parts that are planned anew. */
    private void gone(Lease lease, Plan plan, Set<String> files) {
        List<PartResult> read = store.results(new PartsId(lease.job(), lease.query(), plan.attempt()));
        boolean some = read.stream().anyMatch(part -> part.hasAny(files));
        boolean all = read.stream().allMatch(part -> part.files().isEmpty() || part.hasAny(files));
        if (some && all) {
            store.drop(lease, tracker.worker());
        } else if (some) {
            store.setBack(lease, tracker.worker(), plan.attempt(), files);
        }
    }

    /** Of what is read, and from which database. Slow and salted when there are parameters, because some may be secret. */
    String digest(RowQuery all) {
        return InputsDigest.of(values(all), !all.parameters().isEmpty()).text();
    }

    /** Whether the digest is that of the statement. */
    boolean isOf(String digest, RowQuery all) {
        return new InputsDigest(digest).matches(values(all));
    }

    private List<String> values(RowQuery all) {
        List<String> values = new ArrayList<>(List.of(
                all.country().key(),
                all.sql(),
                new TreeMap<>(all.temporalPolicies()).toString(),
                new TreeMap<>(source.get().origin(all.country())).toString()));
        all.parameters().forEach(value -> values.add(InputsDigest.canonical(value)));
        return values;
    }

    /** @throws BridgeException.RemoteTransient ({@code part-lost}) when another reader has it */
    static void finish(PartStore store, StoreRetries retries, PartClaim claim, String worker, PartResult result) {
        if (!retries.get(() -> store.finish(claim, worker, result))) {
            throw lost("The part was given to another reader, so that its files do not count: " + claim + ".");
        }
    }

    static BridgeException lost(String message) {
        return new BridgeException.RemoteTransient(ErrorCode.PART_LOST, message, null);
    }
}
