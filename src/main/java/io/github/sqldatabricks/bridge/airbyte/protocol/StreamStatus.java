package io.github.sqldatabricks.bridge.airbyte.protocol;

/** How far a stream is; the protocol spells them in the same way. */
public enum StreamStatus {
    /** It was begun. */
    STARTED,
    /** Its first record is there. */
    RUNNING,
    /** All of it was read. */
    COMPLETE,
    /** It failed; what its last STATE covers is safe. */
    INCOMPLETE
}
