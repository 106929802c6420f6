package io.github.sqldatabricks.bridge.sync;

/** What became of an event that was handed to the store. */
public sealed interface Acceptance {

    /**
     * It is new and now stored.
     *
     * @param event as it is stored
     */
    record Accepted(StoredEvent event) implements Acceptance {}

    /**
     * The same event was stored before; nothing was changed.
     *
     * @param event as it is now
     */
    record Known(StoredEvent event) implements Acceptance {}

    /**
     * Its id was used for something else; nothing was changed.
     *
     * @param event the one that has the id
     */
    record Reused(StoredEvent event) implements Acceptance {}
}
