package io.github.sqldatabricks.bridge.audit;

import java.time.Instant;
import java.util.Optional;

/**
 * Which records are wanted; what is empty matters not.
 *
 * @param from the earliest time
 * @param to the first time that is too late
 * @param type see {@link AuditType#text}
 * @param user the name in the permissions file
 * @param resource the whole text
 * @param status see {@link AuditStatus#text}
 */
public record AuditFilter(
        Optional<Instant> from,
        Optional<Instant> to,
        Optional<String> type,
        Optional<String> user,
        Optional<String> resource,
        Optional<String> status) {}
