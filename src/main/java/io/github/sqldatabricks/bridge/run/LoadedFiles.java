package io.github.sqldatabricks.bridge.run;

import io.github.sqldatabricks.bridge.extraction.LandingZone;
import io.github.sqldatabricks.bridge.job.Job;
import io.github.sqldatabricks.bridge.job.JobTracker;
import io.github.sqldatabricks.bridge.job.QueryProgress;
import io.github.sqldatabricks.bridge.job.RunningQuery;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.JobId;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.model.VolumePath;
import jakarta.enterprise.inject.Instance;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * The files of a stream's attempts, {@code {job}/{fence}-{attempt}}, whose rows are loaded. The process that removes them may have stood still
 * since, and others may have taken the stream over. So it removes what nobody takes up again, however late that is: files of jobs that
 * have ended with the stream, and in its own job those of claims up to its own. What was begun under one of these is not gone on with
 * after the load, because a plan of parts counts only for the load that was the last one when it was made. Thread-safe.
 */
final class LoadedFiles {

    private static final Logger LOG = Logger.getLogger(LoadedFiles.class);
    private static final Pattern ATTEMPT = Pattern.compile("([0-9]{1,18})-[0-9]+");

    private final Instance<LandingZone> zone;
    private final JobTracker tracker;

    /** @param tracker knows which jobs go on */
    LoadedFiles(Instance<LandingZone> zone, JobTracker tracker) {
        this.zone = zone;
        this.tracker = tracker;
    }

    /** Removes those of the stream that the claim has loaded; what can't be removed is left to the stream's next load. */
    void remove(RunningQuery running) {
        VolumePath folder = running.job().query(running.query()).folder();
        try {
            zone.get().clear(folder, attempt -> isInUse(attempt, running), running.cancellation());
        } catch (BridgeException e) {
            LOG.warnf("Files that are loaded stay until the stream's next load: folder=%s: %s", folder, e.getMessage());
        }
    }

    private boolean isInUse(VolumePath folder, RunningQuery running) {
        VolumePath stream = running.job().query(running.query()).folder();
        String[] below = folder.value().substring(stream.value().length() + 1).split("/");
        boolean own = below[0].equals(running.job().id().value());
        if (own) {
            return below.length > 1 && fence(below[1]) > running.claim().fence();
        }
        return !hasEnded(below[0], running.query());
    }

    /** As {@link StreamRuns} names an attempt's folder; 0 of what is none. */
    private static long fence(String attempt) {
        Matcher name = ATTEMPT.matcher(attempt);
        return name.matches() ? Long.parseLong(name.group(1)) : 0;
    }

    /** A job that is not there any more has ended long before, and what has no job's name is none. */
    private boolean hasEnded(String job, QueryName stream) {
        try {
            Job known = tracker.find(new JobId(job));
            return known.ended()
                    || known.queries().stream()
                            .filter(query -> query.name().equals(stream))
                            .map(QueryProgress::outcome)
                            .allMatch(outcome -> outcome.isPresent());
        } catch (BridgeException.NotFound | BridgeException.InvalidRequest e) {
            return true;
        }
    }
}
