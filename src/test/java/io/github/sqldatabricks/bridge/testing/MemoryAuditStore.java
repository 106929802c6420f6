package io.github.sqldatabricks.bridge.testing;

import io.github.sqldatabricks.bridge.audit.AuditChain;
import io.github.sqldatabricks.bridge.audit.AuditChain.AuditPosition;
import io.github.sqldatabricks.bridge.audit.AuditChain.AuditRecord;
import io.github.sqldatabricks.bridge.audit.AuditEntry;
import io.github.sqldatabricks.bridge.audit.AuditStore;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A chain in memory that a test can tamper with, and that fails when it is told to. Thread-safe. */
public final class MemoryAuditStore implements AuditStore {

    private final AuditChain chain;
    private final boolean forgets;
    private final List<AuditRecord> records = new ArrayList<>();
    private AuditPosition head = AuditPosition.START;
    private boolean down;
    private int answersToLose;

    private MemoryAuditStore(AuditChain chain, boolean forgets) {
        this.chain = chain;
        this.forgets = forgets;
    }

    /** A chain without a key. */
    public static MemoryAuditStore empty() {
        return new MemoryAuditStore(AuditChain.of(Optional.empty()), false);
    }

    /** Takes everything and keeps nothing. */
    public static MemoryAuditStore forgetful() {
        return new MemoryAuditStore(AuditChain.of(Optional.empty()), true);
    }

    /** Lets every call fail, or none. */
    public synchronized void down(boolean now) {
        down = now;
    }

    /** Stores what comes next so many times, and says that it failed. */
    public synchronized void loseAnswers(int times) {
        answersToLose = times;
    }

    /** What a test may change behind everybody's back. */
    public synchronized List<AuditRecord> records() {
        return records;
    }

    /** What is stored now. */
    public synchronized List<AuditRecord> copy() {
        return List.copyOf(records);
    }

    public synchronized void head(AuditPosition other) {
        head = other;
    }

    @Override
    public synchronized AuditPosition append(List<AuditEntry> entries) {
        requireUp();
        for (AuditEntry entry : entries) {
            AuditRecord next = chain.next(head, entry);
            head = next.position();
            if (!forgets) {
                records.add(next);
            }
        }
        if (answersToLose > 0) {
            answersToLose--;
            throw unavailable();
        }
        return head;
    }

    @Override
    public synchronized boolean contains(String id) {
        requireUp();
        return records.stream().anyMatch(stored -> stored.entry().id().equals(id));
    }

    @Override
    public synchronized AuditPosition head() {
        return head;
    }

    @Override
    public AuditPosition anchor() {
        return AuditPosition.START;
    }

    @Override
    public List<AuditRecord> newest(AuditStore.Filter filter, long before, int limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public synchronized List<AuditRecord> after(long sequence, int limit) {
        return records.stream()
                .filter(stored -> stored.sequence() > sequence)
                .limit(limit)
                .toList();
    }

    @Override
    public Optional<AuditRecord> prune(Duration age, int most, Function<AuditPosition, AuditEntry> report) {
        return Optional.empty();
    }

    private void requireUp() {
        if (down) {
            throw unavailable();
        }
    }

    private static BridgeException unavailable() {
        return new BridgeException.RemoteTransient(ErrorCode.AUDIT_STORE_UNAVAILABLE, "Down for a test.", null);
    }
}
