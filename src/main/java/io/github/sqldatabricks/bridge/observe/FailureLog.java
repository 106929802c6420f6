package io.github.sqldatabricks.bridge.observe;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * Logs failures that come again and again: the first of a kind with its cause and stack trace, those that follow as a number,
 * once a minute at most. A kind that was quiet for ten minutes counts as new. Thread-safe.
 */
public final class FailureLog {

    private static final Duration BETWEEN_COUNTS = Duration.ofMinutes(1);
    private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(10);
    /** Kinds are codes and error numbers; more than there should ever be. */
    private static final int MOST_KINDS = 200;

    private final Logger log;
    private final Map<String, Seen> kinds = new HashMap<>();

    /** When a kind was last seen and logged, and how many were not logged since. */
    private static final class Seen {
        private long last;
        private long logged;
        private long silent;
    }

    public FailureLog(Logger log) {
        this.log = log;
    }

    /**
     * A failure has happened.
     *
     * @param kind what makes it the same as others, such as a code and an error number
     * @param what happened, for people; no secrets
     */
    public void report(String kind, String what, Throwable cause) {
        report(kind, what, cause, System.nanoTime());
    }

    synchronized void report(String kind, String what, Throwable cause, long now) {
        Seen seen = kinds.get(kind);
        if (seen == null || now - seen.last > FORGOTTEN_AFTER.toNanos()) {
            log.warn(what, cause);
            remember(kind, now);
            return;
        }
        seen.last = now;
        seen.silent++;
        if (now - seen.logged >= BETWEEN_COUNTS.toNanos()) {
            log.warnf("%s (%d more times since this was last logged)", what, seen.silent);
            seen.logged = now;
            seen.silent = 0;
        }
    }

    private void remember(String kind, long now) {
        if (kinds.size() >= MOST_KINDS) {
            kinds.clear();
        }
        Seen first = new Seen();
        first.last = now;
        first.logged = now;
        kinds.put(kind, first);
    }
}
