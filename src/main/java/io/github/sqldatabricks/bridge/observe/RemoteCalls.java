package io.github.sqldatabricks.bridge.observe;

import java.time.Duration;

/** Port: hears of every request to Databricks' REST APIs. Thread-safe, cheap. */
@FunctionalInterface
public interface RemoteCalls {

    /** What is said when nothing was answered. */
    int NO_ANSWER = 0;

    /** Hears nothing. */
    RemoteCalls NONE = (status, took) -> {};

    /**
     * A request has ended.
     *
     * @param status the HTTP status, or {@link #NO_ANSWER}
     * @param took from sending to the last byte of the answer
     */
    void ended(int status, Duration took);
}
