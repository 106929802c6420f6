/**
 * The one engine for all kinds of work: what waits in the store is claimed when a thread is free, kept alive by heartbeats,
 * reclaimed from dead processes, and given back when this one stops. A kind of work is a {@link
 * io.github.sqldatabricks.bridge.work.WorkHandler} and a channel.
 */
package io.github.sqldatabricks.bridge.work;
