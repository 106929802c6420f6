package io.github.sqldatabricks.bridge.run;

import io.github.sqldatabricks.bridge.job.Job;
import io.github.sqldatabricks.bridge.job.JobTracker;
import io.github.sqldatabricks.bridge.job.QueryProgress;
import io.github.sqldatabricks.bridge.job.RunningQuery;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.JobId;
import io.github.sqldatabricks.bridge.model.VolumePath;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The folders of a stream, {@code {job}/{fence}-{attempt}}, that a process has to leave although its rows are loaded: it may have stood
 * still since, and others may have taken the stream over. What it removes is what nobody takes up again, however late that is: files of
 * jobs that have ended with the stream, and in its own job those of claims up to its own. What was begun under one of these is not gone on
 * with after the load, because a plan of parts counts only for the load that was the last one when it was made.
 *
 * @param tracker knows which jobs go on
 */
record FoldersInUse(JobTracker tracker, RunningQuery running) implements Predicate<VolumePath> {

    private static final Pattern ATTEMPT = Pattern.compile("([0-9]{1,18})-[0-9]+");

    @Override
    public boolean test(VolumePath folder) {
        VolumePath stream = running.job().query(running.query()).folder();
        String[] below = folder.value().substring(stream.value().length() + 1).split("/");
        boolean own = below[0].equals(running.job().id().value());
        if (own) {
            return below.length > 1 && fence(below[1]) > running.claim().fence();
        }
        return !hasEnded(below[0]);
    }

    /** As {@link StreamRuns} names an attempt's folder; 0 of what is none. */
    private static long fence(String attempt) {
        Matcher name = ATTEMPT.matcher(attempt);
        return name.matches() ? Long.parseLong(name.group(1)) : 0;
    }

    /** A job that is not there any more has ended long before, and what has no job's name is none. */
    private boolean hasEnded(String job) {
        try {
            Job known = tracker.find(new JobId(job));
            return known.ended()
                    || known.queries().stream()
                            .filter(query -> query.name().equals(running.query()))
                            .map(QueryProgress::outcome)
                            .allMatch(outcome -> outcome.isPresent());
        } catch (BridgeException.NotFound | BridgeException.InvalidRequest e) {
            return true;
        }
    }
}
