package io.github.sqldatabricks.bridge.audit;

import io.github.sqldatabricks.bridge.audit.AuditChain.AuditPosition;
import io.github.sqldatabricks.bridge.audit.AuditChain.AuditRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Port: keeps the records of all processes in one chain. Thread-safe, blocking.
 *
 * <p>Everything throws {@link io.github.sqldatabricks.bridge.model.BridgeException} when the store can't be used.
 */
public interface AuditStore {

    /**
     * Adds the entries in this order, all of them or none.
     *
     * @param entries at least one
     * @return where the last one is
     */
    AuditPosition append(List<AuditEntry> entries);

    /** Whether the entry of that id is stored: an error of {@link #append} may have come after its commit. */
    boolean contains(String id);

    /** The last record. */
    AuditPosition head();

    /** The last record that retention has removed; {@link AuditPosition#START} when it has removed none. */
    AuditPosition anchor();

    /** Up to {@code limit} records before the sequence that match, newest first. */
    List<AuditRecord> newest(Filter filter, long before, int limit);

    /** Up to {@code limit} records after the sequence, oldest first. */
    List<AuditRecord> after(long sequence, int limit);

    /**
     * Removes up to {@code most} of the oldest records that are older than {@code age}, and adds a record of that.
     *
     * @param report makes the entry about what was the last to be removed
     * @return the added record; empty when none was old enough
     */
    Optional<AuditRecord> prune(Duration age, int most, Function<AuditPosition, AuditEntry> report);

    /**
     * Which records are wanted; what is empty matters not.
     *
     * @param from the earliest time
     * @param to the first time that is too late
     * @param type see {@link AuditType#text}
     * @param user the name in the permissions file
     * @param resource the whole text
     * @param status see {@link AuditType.Status#text}
     */
    public record Filter(
            Optional<Instant> from,
            Optional<Instant> to,
            Optional<String> type,
            Optional<String> user,
            Optional<String> resource,
            Optional<String> status) {}
}
