package io.github.sqldatabricks.bridge.sync;

/** Whether and how much an event may change. Thread-safe. */
@FunctionalInterface
public interface EventRights {

    /**
     * How much the event may change.
     *
     * @throws io.github.sqldatabricks.bridge.model.BridgeException.NotAllowed when it may not change its target at all, or
     *     nobody is responsible for it
     */
    ChangeLimits limits(SyncEvent event);
}
