package io.github.sqldatabricks.bridge.api.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.audit.AuditChain;
import io.github.sqldatabricks.bridge.audit.AuditChain.AuditPosition;
import io.github.sqldatabricks.bridge.audit.AuditStore;
import io.github.sqldatabricks.bridge.audit.AuditVerifier;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.testing.FixedAuditConfig;
import io.github.sqldatabricks.bridge.testing.MemoryAuditStore;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Catches two verifications at once, one that never ends, and one that keeps others out after it has failed. */
class AuditVerificationTest {

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch answer = new CountDownLatch(1);

    /** Answers where its chain begins when it is let. */
    private AuditStore slow() {
        MemoryAuditStore store = MemoryAuditStore.empty();
        return (AuditStore) Proxy.newProxyInstance(
                AuditStore.class.getClassLoader(), new Class<?>[] {AuditStore.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("anchor")) {
                        asked.countDown();
                        assertThat(answer.await(1, TimeUnit.MINUTES)).isTrue();
                    }
                    return method.invoke(store, arguments);
                });
    }

    @Test
    void oneAtATime() throws Exception {
        AuditVerification verification = new AuditVerification(slow(), FixedAuditConfig.strict());
        CompletableFuture<String> first =
                CompletableFuture.supplyAsync(() -> verification.verify().verdict());
        assertThat(asked.await(1, TimeUnit.MINUTES)).isTrue();
        assertThat(verification.isRunning()).isTrue();
        assertThatThrownBy(verification::verify)
                .isInstanceOfSatisfying(
                        BridgeException.Busy.class,
                        busy -> assertThat(busy.code()).isEqualTo("audit-verification-running"));
        answer.countDown();
        assertThat(first.get(1, TimeUnit.MINUTES)).isEqualTo("empty");
        assertThat(verification.isRunning()).isFalse();
        assertThat(verification.verify().verdict()).isEqualTo("empty");
        assertThat(verification.last()).isPresent();
    }

    @Test
    void whatTakesTooLongIsUnfinished() {
        AuditStore store = (AuditStore) Proxy.newProxyInstance(
                AuditStore.class.getClassLoader(),
                new Class<?>[] {AuditStore.class},
                (proxy, method, arguments) ->
                        method.getName().equals("head") ? new AuditPosition(7, "0".repeat(64)) : AuditPosition.START);
        AuditVerifier.Result result = new AuditVerifier(store, AuditChain.of(Optional.empty()), Optional.empty())
                .verify(Duration.ofNanos(-1));
        assertThat(result).isEqualTo(new AuditVerifier.Result.Unfinished(0, AuditPosition.START));
    }
}
