package io.github.sqldatabricks.bridge.testing;

import io.github.sqldatabricks.bridge.audit.AuditTrail;
import java.util.Optional;

/** Audit trails for tests of something else. */
public final class AuditTrails {

    private AuditTrails() {}

    /** A trail that keeps everything in memory. */
    public static AuditTrail inMemory() {
        return into(MemoryAuditStore.empty());
    }

    /** A trail into this store. */
    public static AuditTrail into(MemoryAuditStore store) {
        return new AuditTrail(FixedAuditConfig.strict(), () -> store, Optional::empty);
    }
}
