package io.github.sqldatabricks.bridge.sync;

import io.github.sqldatabricks.bridge.model.EventId;

/**
 * One attempt to apply an event.
 *
 * @param contentHash SHA-256 of the event's content in hexadecimal, so that a reused id is noticed
 * @param fence grows with every attempt at the event, at least 1
 */
public record LedgerTicket(EventId event, String contentHash, long fence) {}
