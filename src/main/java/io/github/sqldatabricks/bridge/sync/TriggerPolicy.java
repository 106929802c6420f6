package io.github.sqldatabricks.bridge.sync;

/**
 * What happens when the target has triggers that the event would fire. They always run; SQL Server does not say how many rows
 * they change.
 */
public enum TriggerPolicy {
    /** Nothing is said about them. */
    ALLOW,
    /** The outcome names them, because their rows count against no limit. */
    WARN,
    /** The event is refused. */
    REFUSE
}
