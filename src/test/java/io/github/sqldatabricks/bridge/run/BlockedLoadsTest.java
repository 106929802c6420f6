package io.github.sqldatabricks.bridge.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.run.ReplicationStore.StreamId;
import io.github.sqldatabricks.bridge.run.StreamState.Block;
import io.github.sqldatabricks.bridge.work.StoreRetries;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Blocked loads and a store that fails. Catches a failure of the store that hides what has stopped a load. */
class BlockedLoadsTest {

    private static final StreamState SEEN = StreamState.unknown(new StreamId("sales", "dbo.orders"));
    private static final Block BLOCK = new Block("load", Optional.empty(), Optional.empty(), 10, 5);

    private final BridgeException.LoadBlocked stopped = new BridgeException.LoadBlocked("Too many.", 10, 5);
    private final Cancellation stop = new Cancellation();
    private final AtomicInteger calls = new AtomicInteger();

    @Test
    void whatHasStoppedALoadIsToldAlsoWhenItCanNotBeNoted() {
        BridgeException broken = new BridgeException.RemotePermanent(ErrorCode.JOB_STORE_FAILED, "Broken.");
        assertThat(note(Integer.MAX_VALUE, broken)).isTrue();
        assertThat(calls).hasValue(1);
        assertThat(stopped).hasSuppressedException(broken);
    }

    @Test
    void aBlockIsNotedOnceTheStoreIsThereAgain() {
        assertThat(note(2, new BridgeException.RemoteTransient(ErrorCode.JOB_STORE_UNAVAILABLE, "Away.", null)))
                .isTrue();
        assertThat(calls).hasValue(3);
        assertThat(stopped.getSuppressed()).isEmpty();
    }

    private boolean note(int failures, BridgeException failure) {
        ReplicationStore store = (ReplicationStore) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {ReplicationStore.class}, (proxy, called, arguments) -> {
                    assertThat(called.getName()).isEqualTo("blocked");
                    if (calls.incrementAndGet() <= failures) {
                        throw failure;
                    }
                    return true;
                });
        return new BlockedLoads(store, new StoreRetries(Duration.ofMillis(1))).note(SEEN, BLOCK, stopped, stop);
    }
}
