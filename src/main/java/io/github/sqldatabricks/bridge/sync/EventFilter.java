package io.github.sqldatabricks.bridge.sync;

import java.util.Optional;

/**
 * Which events a listing shows, newest first.
 *
 * @param user only events that this user asked for; empty for all
 * @param limit 1 to 1000
 * @param offset at least 0
 */
public record EventFilter(
        Optional<EventStatus> status,
        Optional<OperationKind> operation,
        Optional<String> user,
        int limit,
        int offset) {}
