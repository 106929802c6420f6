package io.github.sqldatabricks.bridge.audit;

import java.util.Optional;

/** Port: knows the request that the calling thread works for. Thread-safe, cheap, never throws. */
public interface RequestOrigin {

    /** Where the present request comes from; empty when there is none. */
    Optional<AuditOrigin> current();
}
