package io.github.sqldatabricks.bridge.run;

import io.github.sqldatabricks.bridge.extraction.RowSource.RowQuery;
import io.github.sqldatabricks.bridge.job.Job;
import io.github.sqldatabricks.bridge.job.JobTracker;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.VolumePath;
import io.github.sqldatabricks.bridge.replication.plan.ReplicationPlan.ResolvedStream;
import io.github.sqldatabricks.bridge.run.PartStore.Offer;
import io.github.sqldatabricks.bridge.run.PartStore.PartsId;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Queries that other processes run, as this one has them by its own files and the catalogue: it helps only with those that are the same
 * here. Thread-safe, blocking.
 */
@ApplicationScoped
public class HelpedQueries {

    private static final Logger LOG = Logger.getLogger(HelpedQueries.class);
    private static final int MOST = 64;

    private final JobTracker tracker;
    private final RunPlans plans;
    private final StreamParts streamParts;
    /** Those that it can't help with, too, so that it does not try again and again. */
    private final Map<PartsId, Optional<HelpedQuery>> known = new LinkedHashMap<>();

    public HelpedQueries(JobTracker tracker, RunPlans plans, StreamParts streamParts) {
        this.tracker = tracker;
        this.plans = plans;
        this.streamParts = streamParts;
    }

    /**
     * A query to help with.
     *
     * @param all the statement for all rows
     * @param folder of the parts' files
     */
    record HelpedQuery(RowQuery all, VolumePath folder) {}

    /** The query whose parts are offered; empty when this process would read something else, or can't tell. */
    synchronized Optional<HelpedQuery> find(Offer offer) {
        Optional<HelpedQuery> query = known.get(offer.parts());
        if (query == null) {
            query = look(offer);
            put(offer.parts(), query);
        }
        return query;
    }

    /** This process can't read one of its parts, and would not read the others either. */
    synchronized void leave(PartsId parts) {
        put(parts, Optional.empty());
    }

    private void put(PartsId parts, Optional<HelpedQuery> query) {
        if (known.size() == MOST) {
            known.remove(known.keySet().iterator().next());
        }
        known.put(parts, query);
    }

    private Optional<HelpedQuery> look(Offer offer) {
        PartsId parts = offer.parts();
        try {
            Job job = tracker.find(parts.job());
            ResolvedStream stream = plans.stream(job, parts.query());
            RowQuery all = stream.query().all();
            if (streamParts.isOf(offer.statement(), all)) {
                VolumePath folder = StreamRuns.folder(job, parts.query()).resolve(parts.attempt());
                return Optional.of(new HelpedQuery(all, folder));
            }
            LOG.warnf(
                    "This process would read other rows than the one that runs the query, and does not help; do both have the same"
                            + " files of replications and parameters, and the same SQL Server? job=%s query=%s",
                    parts.job(), parts.query());
        } catch (BridgeException e) {
            LOG.infof(
                    "This process can't help with a query of another one: job=%s query=%s: %s",
                    parts.job(), parts.query(), e.getMessage());
        }
        return Optional.empty();
    }
}
