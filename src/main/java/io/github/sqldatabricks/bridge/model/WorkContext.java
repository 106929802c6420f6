package io.github.sqldatabricks.bridge.model;

/**
 * Port: what belongs to the work at hand, such as ids for the log and its trace, and has to go along when another thread
 * does a part of it. Thread-safe.
 */
@FunctionalInterface
public interface WorkContext {

    /** Nothing goes along. */
    WorkContext NONE = part -> part;

    /**
     * The part, for any thread: it is done in the context that the calling thread has now, and the other thread's own
     * context is back afterwards.
     */
    Runnable carried(Runnable part);
}
