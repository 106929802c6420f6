package io.github.sqldatabricks.bridge.job;

import io.github.sqldatabricks.bridge.extraction.ExtractionService.QueryOutcome;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.QueryName;

/** Port: queries that are streams of a replication. What they read is decided by what was loaded before. Thread-safe, blocking. */
public interface StreamWork {

    /**
     * One attempt: finds out what is new, reads it and loads it.
     *
     * @throws BridgeException.RemoteTransient when another attempt can help
     * @throws BridgeException when it failed for good, or was stopped
     */
    QueryOutcome attempt(RunningQuery running);

    /**
     * A run of the stream has failed for good, however it did. Never throws.
     *
     * @param code of the error
     */
    void failed(Job job, QueryName stream, String code);
}
