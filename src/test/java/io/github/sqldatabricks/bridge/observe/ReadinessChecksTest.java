package io.github.sqldatabricks.bridge.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.testing.Gate;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.health.api.HealthRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Catches a readiness probe that holds up the thread that asks, which is an event loop, until a dependency answers. */
@Timeout(30)
class ReadinessChecksTest {

    private final Map<String, AsyncHealthCheck> registered = new HashMap<>();

    /** Takes checks that do not block; the registry calls the others on the event loop. */
    private final class Registry implements HealthRegistry {
        @Override
        public HealthRegistry register(String id, HealthCheck check) {
            throw new AssertionError("a check that blocks");
        }

        @Override
        public HealthRegistry register(String id, AsyncHealthCheck check) {
            registered.put(id, check);
            return this;
        }

        @Override
        public HealthRegistry remove(String id) {
            throw new UnsupportedOperationException(id);
        }
    }

    @Test
    void whoeverAsksDoesNotWaitForADependencyThatIsSilent() throws Exception {
        Gate gate = new Gate();
        Dependencies dependencies = new Dependencies(List.of(slow(gate)), patient());
        new ReadinessChecks(dependencies, new Registry()).register(new StartupEvent());
        CompletableFuture<HealthCheckResponse> answer =
                registered.get("slow").call().subscribeAsCompletionStage();
        gate.awaitReached();
        assertThat(answer).isNotDone();
        gate.letPass();
        assertThat(answer.get(20, TimeUnit.SECONDS).getStatus()).isEqualTo(HealthCheckResponse.Status.UP);
        dependencies.close();
    }

    private static Connectivity slow(Gate gate) {
        return new Connectivity() {
            @Override
            public String name() {
                return "slow";
            }

            @Override
            public Status check() {
                gate.pass();
                return new Status(true, "ok", Duration.ZERO);
            }
        };
    }

    private static HealthConfig patient() {
        return new HealthConfig() {
            @Override
            public Duration timeout() {
                return Duration.ofHours(1);
            }

            @Override
            public Duration cache() {
                return Duration.ZERO;
            }
        };
    }
}
