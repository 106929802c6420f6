package io.github.sqldatabricks.bridge.ops;

/**
 * How a pool of connections is used at a moment.
 *
 * @param active connections that somebody has, at least 0, as the others
 * @param idle open connections that nobody has
 * @param waiting threads that wait for a connection
 * @param max the most connections that there can be
 */
public record PoolUsage(long active, long idle, long waiting, long max) {}
