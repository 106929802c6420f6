package io.github.sqldatabricks.bridge.job;

import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.model.VolumePath;
import java.time.Instant;
import java.util.Optional;

/**
 * One query of a job.
 *
 * @param name which template
 * @param folder where its output goes
 * @param state where it is in its life
 * @param progress how far it is
 * @param takeovers how many workers were lost while they ran it
 */
public record QueryProgress(QueryName name, VolumePath folder, QueryState state, Progress progress, int takeovers) {

    /** A query that waits. */
    public static QueryProgress pending(QueryName name, VolumePath folder) {
        return new QueryProgress(name, folder, new QueryState.Pending(), Progress.NONE, 0);
    }

    /** Whether it has ended. */
    public boolean ended() {
        return state instanceof QueryState.Ended;
    }

    /** How it ended; empty when it has not. */
    public Optional<QueryState.Outcome> outcome() {
        return state instanceof QueryState.Ended ended ? Optional.of(ended.outcome()) : Optional.empty();
    }

    /** It waits again: {@code died} when the worker that had it gave no sign of life. */
    QueryProgress reclaimed(boolean died) {
        requireNotEnded();
        return new QueryProgress(name, folder, new QueryState.Pending(), progress, takeovers + (died ? 1 : 0));
    }

    QueryProgress started(Instant at) {
        requireNotEnded();
        return new QueryProgress(name, folder, new QueryState.Running(at), progress, takeovers);
    }

    QueryProgress ended(QueryState.Outcome outcome, Progress last, Instant at) {
        requireNotEnded();
        return new QueryProgress(name, folder, new QueryState.Ended(state.startedAt(), at, outcome), last, takeovers);
    }

    private void requireNotEnded() {
        if (ended()) {
            throw new IllegalStateException("the query " + name + " has ended");
        }
    }
}
