package io.github.sqldatabricks.bridge.job;

import io.github.sqldatabricks.bridge.extraction.QueryOutcome;
import io.github.sqldatabricks.bridge.model.BridgeException;

/** Port: queries that are streams of a replication. What they read is decided by what was loaded before. Thread-safe, blocking. */
public interface StreamWork {

    /**
     * One attempt: finds out what is new, reads it and loads it.
     *
     * @throws BridgeException.RemoteTransient when another attempt can help
     * @throws BridgeException when it failed for good, or was stopped
     */
    QueryOutcome attempt(RunningQuery running);

    /** The stream has failed for good. Never throws. */
    void failed(RunningQuery running, BridgeException failure);
}
