package io.github.sqldatabricks.bridge.sync;

/**
 * A waiting event of which nobody has asked the server yet which table it changes.
 *
 * @param hash of the key that it has meanwhile; one that no table has when it is new
 */
public record OpenTarget(SyncEvent event, String hash) {}
