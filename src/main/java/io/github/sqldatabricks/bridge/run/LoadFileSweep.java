package io.github.sqldatabricks.bridge.run;

import io.github.sqldatabricks.bridge.duty.Duties;
import io.github.sqldatabricks.bridge.extraction.LandingZone;
import io.github.sqldatabricks.bridge.job.Job;
import io.github.sqldatabricks.bridge.job.JobConfig;
import io.github.sqldatabricks.bridge.job.JobState.JobStatus;
import io.github.sqldatabricks.bridge.job.JobStore.JobFilter;
import io.github.sqldatabricks.bridge.job.JobTracker;
import io.github.sqldatabricks.bridge.job.QueryProgress;
import io.github.sqldatabricks.bridge.job.QueryProgress.QueryState.QueryStatus;
import io.github.sqldatabricks.bridge.load.LoadConfig;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.DurationRange;
import io.github.sqldatabricks.bridge.model.JobId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Removes the files of loads that have failed, were refused or cancelled, after a time in which somebody may look at them. A load that goes
 * well removes those of all attempts at its stream, so that only streams are left here that do not run again. What belongs to a run that has
 * not ended is never touched. Each process sweeps; what is gone already costs one request.
 */
@ApplicationScoped
public class LoadFileSweep {

    private static final Logger LOG = Logger.getLogger(LoadFileSweep.class);
    private static final DurationRange KEEP = new DurationRange(Duration.ofHours(1), Duration.ofDays(36500));
    private static final Duration FIRST = Duration.ofMinutes(3);
    private static final Duration BETWEEN = Duration.ofHours(1);
    private static final int PAGE = 100;

    private final JobTracker jobs;
    private final Instance<LandingZone> zone;
    private final ReplicationStore store;
    private final Duration keep;
    private Set<JobId> swept = Set.of();

    /** @throws IllegalArgumentException when {@code bridge.load.keep-files} is out of its range */
    public LoadFileSweep(
            JobTracker jobs,
            Instance<LandingZone> zone,
            ReplicationStore store,
            LoadConfig config,
            JobConfig jobConfig) {
        KEEP.require("bridge.load.keep-files", config.keepFiles());
        this.jobs = jobs;
        this.zone = zone;
        this.store = store;
        this.keep = known(config.keepFiles(), jobConfig.retention());
    }

    /** Files are found by their jobs: the last sweep that knows a job takes its files, however long they were to stay. */
    static Duration known(Duration keep, Duration retention) {
        Duration longest = retention.compareTo(BETWEEN) > 0 ? retention.minus(BETWEEN) : Duration.ZERO;
        if (keep.compareTo(longest) <= 0) {
            return keep;
        }
        LOG.infof(
                "Files of failed loads are kept for %s and not for %s (bridge.load.keep-files), since their jobs are kept for %s"
                        + " (bridge.jobs.retention)",
                longest, keep, retention);
        return longest;
    }

    void assign(@Observes Duties duties) {
        duties.every("load_files", FIRST, BETWEEN, () -> sweep(store.now()));
    }

    /** Sweeps what has ended long enough before. */
    synchronized void sweep(Instant now) {
        Set<JobId> done = new HashSet<>();
        List<Job> page;
        for (int offset = 0; !(page = page(offset)).isEmpty(); offset += PAGE) {
            for (Job job : page) {
                boolean old = job.state()
                        .endedAt()
                        .filter(end -> end.plus(keep).isBefore(now))
                        .isPresent();
                if (old && job.request().replication().isPresent() && (swept.contains(job.id()) || isSwept(job))) {
                    done.add(job.id());
                }
            }
        }
        swept = Set.copyOf(done);
    }

    private List<Job> page(int offset) {
        return jobs.list(new JobFilter(
                Optional.empty(),
                Set.of(JobStatus.FAILED, JobStatus.CANCELLED),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                PAGE,
                offset));
    }

    /** What can't be removed now is tried again. */
    private boolean isSwept(Job job) {
        try {
            for (QueryProgress query : job.queries()) {
                if (query.state().status() != QueryStatus.COMPLETED) {
                    zone.get().clear(StreamRuns.folder(job, query.name()), all -> false, new Cancellation());
                }
            }
            LOG.infof("Files of a run that did not go well are removed: job=%s", job.id());
            return true;
        } catch (BridgeException e) {
            LOG.warnf("Files of a run that did not go well stay: job=%s: %s", job.id(), e.getMessage());
            return false;
        }
    }
}
