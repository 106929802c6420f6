package io.github.sqldatabricks.bridge.sync;

/** Whether and how much an event may change, and what it may show of its target. Thread-safe. */
@FunctionalInterface
public interface EventRights {

    /**
     * How much the event may change.
     *
     * @throws io.github.sqldatabricks.bridge.model.BridgeException.NotAllowed when it may not change its target at all or not
     *     read its source, or nobody is responsible for it
     */
    ChangeLimits limits(SyncEvent event);

    /**
     * Whether rows of the target, and names of its columns that the event does not have, may be shown to who is responsible.
     *
     * @throws io.github.sqldatabricks.bridge.model.BridgeException.NotAllowed when nobody is
     */
    default boolean mayRead(SyncEvent event) {
        return true;
    }
}
