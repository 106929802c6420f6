package io.github.sqldatabricks.bridge.testing;

import io.github.sqldatabricks.bridge.audit.AuditTrail;
import java.util.Optional;

/** Audit trails for tests of something else. */
public final class AuditTrails {

    private static final AuditTrail NOWHERE = into(MemoryAuditStore.forgetful());

    private AuditTrails() {}

    /** A trail that keeps nothing; one for all, never to be closed. */
    public static AuditTrail nowhere() {
        return NOWHERE;
    }

    /** A trail into this store. */
    public static AuditTrail into(MemoryAuditStore store) {
        return new AuditTrail(FixedAuditConfig.strict(), () -> store, Optional::empty);
    }
}
