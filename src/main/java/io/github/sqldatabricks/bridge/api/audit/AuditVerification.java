package io.github.sqldatabricks.bridge.api.audit;

import io.github.sqldatabricks.bridge.api.audit.AuditStateView.VerificationView;
import io.github.sqldatabricks.bridge.audit.AuditChain;
import io.github.sqldatabricks.bridge.audit.AuditConfig;
import io.github.sqldatabricks.bridge.audit.AuditStore;
import io.github.sqldatabricks.bridge.audit.AuditVerifier;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** Verifies the audit trail of the running service: one at a time, for a minute at most, a page in memory. Thread-safe, blocking. */
@ApplicationScoped
public class AuditVerification {

    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(10);
    private static final double NANOS_PER_SECOND = 1e9;

    private final AuditStore store;
    private final AuditConfig config;
    private final AtomicBoolean running = new AtomicBoolean();
    private volatile VerificationView last;

    public AuditVerification(AuditStore store, AuditConfig config) {
        this.store = store;
        this.config = config;
    }

    /**
     * Looks at all records.
     *
     * @throws BridgeException.Busy while another one goes on
     * @throws BridgeException when the store can't be used
     */
    VerificationView verify() {
        if (!running.compareAndSet(false, true)) {
            throw new BridgeException.Busy(
                    ErrorCode.AUDIT_VERIFICATION_RUNNING,
                    "The audit trail is being verified. Its outcome will be in GET /audit/state.",
                    RETRY_AFTER);
        }
        try {
            Instant begin = Instant.now();
            long from = System.nanoTime();
            AuditVerifier.Result result =
                    new AuditVerifier(store, AuditChain.of(config.key()), Optional.empty()).verify(LONGEST);
            last = view(result, begin, (System.nanoTime() - from) / NANOS_PER_SECOND);
            return last;
        } finally {
            running.set(false);
        }
    }

    private static VerificationView view(AuditVerifier.Result result, Instant begin, double seconds) {
        if (result instanceof AuditVerifier.Result.Intact intact) {
            return new VerificationView(
                    "intact",
                    intact.records(),
                    intact.last().sequence(),
                    intact.last().hash(),
                    null,
                    begin,
                    seconds);
        }
        if (result instanceof AuditVerifier.Result.Unfinished part) {
            return new VerificationView(
                    "unfinished",
                    part.records(),
                    part.last().sequence(),
                    part.last().hash(),
                    null,
                    begin,
                    seconds);
        }
        if (result instanceof AuditVerifier.Result.Broken broken) {
            return new VerificationView("broken", 0, broken.sequence(), null, broken.reason(), begin, seconds);
        }
        return new VerificationView("empty", 0, 0, null, null, begin, seconds);
    }

    /** Whether one goes on. */
    boolean isRunning() {
        return running.get();
    }

    /** What was found last; empty when this process has not looked yet. */
    Optional<VerificationView> last() {
        return Optional.ofNullable(last);
    }
}
