package io.github.sqldatabricks.bridge.testing;

import io.github.sqldatabricks.bridge.audit.AuditChain.AuditPosition;
import io.github.sqldatabricks.bridge.audit.AuditChain.AuditRecord;
import io.github.sqldatabricks.bridge.audit.AuditEntry;
import io.github.sqldatabricks.bridge.audit.AuditStore;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A {@link MemoryAuditStore} in place of the service's own store. */
@Alternative
@ApplicationScoped
public class BreakableAuditStore implements AuditStore {

    private final MemoryAuditStore memory = MemoryAuditStore.empty();

    /** What the service has stored, and the switch. */
    public MemoryAuditStore memory() {
        return memory;
    }

    @Override
    public AuditPosition append(List<AuditEntry> entries) {
        return memory.append(entries);
    }

    @Override
    public boolean contains(String id) {
        return memory.contains(id);
    }

    @Override
    public AuditPosition head() {
        return memory.head();
    }

    @Override
    public AuditPosition anchor() {
        return memory.anchor();
    }

    @Override
    public List<AuditRecord> newest(AuditStore.Filter filter, long before, int limit) {
        return memory.newest(filter, before, limit);
    }

    @Override
    public List<AuditRecord> after(long sequence, int limit) {
        return memory.after(sequence, limit);
    }

    @Override
    public Optional<AuditRecord> prune(Duration age, int most, Function<AuditPosition, AuditEntry> report) {
        return memory.prune(age, most, report);
    }
}
