package io.github.sqldatabricks.bridge.run;

import io.github.sqldatabricks.bridge.extraction.ExtractionConfig;
import io.github.sqldatabricks.bridge.extraction.ExtractionService;
import io.github.sqldatabricks.bridge.extraction.ExtractionService.ReaderPermit;
import io.github.sqldatabricks.bridge.extraction.PlannedQuery;
import io.github.sqldatabricks.bridge.job.JobConfig;
import io.github.sqldatabricks.bridge.job.JobTracker;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.Hashes;
import io.github.sqldatabricks.bridge.model.Lease;
import io.github.sqldatabricks.bridge.observe.LogScope;
import io.github.sqldatabricks.bridge.run.HelpedQueries.HelpedQuery;
import io.github.sqldatabricks.bridge.run.PartStore.Offer;
import io.github.sqldatabricks.bridge.run.PartStore.PartClaim;
import io.github.sqldatabricks.bridge.run.StreamMetrics.PartCount;
import io.github.sqldatabricks.bridge.work.WorkHandler;
import io.github.sqldatabricks.bridge.work.WorkHandler.RunningWork.StopReason;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Parts of queries that other processes run, as a kind of work of a process that has time: queries go first, those that wait and those
 * that begin later, and each server keeps its bound of readers. What can't be read here is left to the process that runs the query, which decides what a failure means.
 */
@ApplicationScoped
public class PartHandler implements WorkHandler<PartClaim, RunningPart> {

    private static final Logger LOG = Logger.getLogger(PartHandler.class);

    private final PartStore store;
    private final StreamParts parts;
    private final HelpedQueries queries;
    private final JobTracker tracker;
    private final ExtractionService extraction;
    private final ExtractionConfig extractionConfig;
    private final StreamMetrics metrics;
    private final JobConfig config;
    /** Threads of one process would claim the same part, and all but one of them in vain. */
    private final ReentrantLock claiming = new ReentrantLock();

    public PartHandler(
            PartStore store,
            StreamParts parts,
            HelpedQueries queries,
            JobTracker tracker,
            ExtractionService extraction,
            ExtractionConfig extractionConfig,
            StreamMetrics metrics,
            JobConfig config) {
        this.store = store;
        this.parts = parts;
        this.queries = queries;
        this.tracker = tracker;
        this.extraction = extraction;
        this.extractionConfig = extractionConfig;
        this.metrics = metrics;
        this.config = config;
    }

    @Override
    public String name() {
        return "parts of queries";
    }

    @Override
    public Duration lease() {
        return config.lease();
    }

    @Override
    public Optional<RunningPart> claim() {
        claiming.lock();
        try {
            List<Offer> offers = store.offers(tracker.worker());
            return offers.isEmpty() || tracker.waiting() > 0
                    ? Optional.empty()
                    : offers.stream().flatMap(offer -> claim(offer).stream()).findFirst();
        } finally {
            claiming.unlock();
        }
    }

    private Optional<RunningPart> claim(Offer offer) {
        Optional<HelpedQuery> query = queries.find(offer);
        Optional<ReaderPermit> reader =
                query.flatMap(found -> extraction.spareReader(found.all().country()));
        if (reader.isEmpty()) {
            return Optional.empty();
        }
        Optional<RunningPart> part = Optional.empty();
        try {
            part = store.claim(offer.parts(), tracker.worker(), config.lease())
                    .map(claimed -> new RunningPart(claimed, query.get(), reader.get()));
            return part;
        } finally {
            if (part.isEmpty()) {
                reader.get().close();
            }
        }
    }

    @Override
    public Renewal<PartClaim> renew(List<RunningPart> running) {
        Map<PartClaim, PartStore.Amount> amounts =
                running.stream().collect(Collectors.toUnmodifiableMap(RunningPart::claim, RunningPart::amount));
        return store.renew(amounts, tracker.worker(), config.lease());
    }

    @Override
    public void work(RunningPart part) {
        PartClaim claim = part.claim();
        try (LogScope ids =
                        LogScope.of(new Lease(claim.parts().job(), claim.parts().query(), claim.fence()));
                ReaderPermit reader = part.reader();
                Cancellation.Registration needed = reader.needed().onCancel(() -> part.stop(StopReason.DISPLACED))) {
            LOG.infof("A part of another process's query is read: %s", claim);
            extraction.help(
                    claim.parts().job(),
                    planned(part),
                    parts.helped(part.part(), part.query().all()),
                    part,
                    part.cancellation());
            metrics.parts(PartCount.HELPED, 1);
        } catch (RuntimeException | Error e) {
            giveBack(part, e);
        }
    }

    private PlannedQuery planned(RunningPart part) {
        HelpedQuery query = part.query();
        return new PlannedQuery(
                query.all(),
                Hashes.of(query.all().sql()),
                Map.of(),
                Map.of(),
                PlannedQuery.SecretParameters.NONE,
                query.folder(),
                true,
                extractionConfig.chunkSize());
    }

    /** Another helper may fail as this one did, so that only the process that runs the query takes it. */
    private void giveBack(RunningPart part, Throwable failure) {
        if (part.stopped().isPresent()) {
            LOG.infof(
                    "A part is given back: %s: %s",
                    part.claim(), part.stopped().get().text());
        } else {
            queries.leave(part.claim().parts());
            told(part, failure);
        }
        try {
            store.release(part.claim(), tracker.worker());
        } catch (BridgeException e) {
            // Its lease runs out, and the process that runs the query takes it.
            LOG.warnf("A part can't be given back, and is left: %s: %s", part.claim(), e.getMessage());
        }
    }

    private static void told(RunningPart part, Throwable failure) {
        if (failure instanceof BridgeException known) {
            LOG.warnf("A part can't be read here, and is given back: %s: %s", part.claim(), known.getMessage());
        } else {
            LOG.errorf(failure, "A part can't be read here, and is given back: %s", part.claim());
        }
    }
}
