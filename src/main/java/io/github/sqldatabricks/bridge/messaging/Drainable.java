package io.github.sqldatabricks.bridge.messaging;

import java.time.Duration;

/** One kind of work, as {@link GracefulDrain} ends it. */
public interface Drainable {

    /** What the work is called in the log, in the plural. */
    String name();

    /** The messaging pool that does it. */
    String pool();

    /**
     * Takes nothing new, and gives back what waits.
     *
     * @throws io.github.sqldatabricks.bridge.model.BridgeException when it can't be given back; nothing new is taken anyway
     */
    void close();

    /** How much still runs. */
    int running();

    /** Waits until nothing runs. False when something still does after the time. */
    boolean awaitNone(Duration atMost) throws InterruptedException;

    /** Tells the store that this process is alive. */
    void beat();

    /** Stops what runs, and gives it back. */
    void stopAll();

    /** Nothing runs any more: tells others what is still to be told of it. Never throws. */
    default void tell(Duration atMost) {}
}
