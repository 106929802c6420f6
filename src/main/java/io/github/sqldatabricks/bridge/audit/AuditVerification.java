package io.github.sqldatabricks.bridge.audit;

import io.github.sqldatabricks.bridge.model.BridgeException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Verifies the chain of this installation. Thread-safe. */
@ApplicationScoped
public class AuditVerification {

    private final AuditStore store;
    private final AuditConfig config;

    public AuditVerification(AuditStore store, AuditConfig config) {
        this.store = store;
        this.config = config;
    }

    /**
     * See {@link AuditVerifier}.
     *
     * @throws BridgeException when the store can't be used, or the checkpoint is too old
     */
    public AuditVerdict verify(Optional<AuditPosition> expected) {
        return new AuditVerifier(store, AuditChain.of(config.key()), expected).verify();
    }
}
