package io.github.sqldatabricks.bridge.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.ops.DrainMetrics;
import io.github.sqldatabricks.bridge.ops.Meters;
import io.github.sqldatabricks.bridge.testing.FixedJobConfig;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.Test;

/**
 * The end of a process with two kinds of work. Catches one kind that takes new work, or loses its leases, while the other
 * is waited for, waits that add up, and health or metrics that do not tell of the end.
 */
class GracefulDrainTest {

    private final List<String> calls = new ArrayList<>();

    /** Work that runs until it is stopped. */
    private final class Endless implements Drainable {

        private final String name;
        private boolean stopped;

        Endless(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public String pool() {
            return name;
        }

        @Override
        public void close() {
            calls.add("close " + name);
            throw new BridgeException.RemoteTransient(ErrorCode.JOB_STORE_UNAVAILABLE, "down", null);
        }

        @Override
        public int running() {
            return stopped ? 0 : 1;
        }

        @Override
        public boolean awaitNone(Duration atMost) {
            return stopped;
        }

        @Override
        public void beat() {
            calls.add("beat " + name);
        }

        @Override
        public void stopAll() {
            calls.add("stop " + name);
            stopped = true;
        }
    }

    @Test
    void allKindsCloseFirstThenBothStayAliveUntilOneDeadlineStopsThem() {
        FixedJobConfig config = new FixedJobConfig(
                Duration.ofDays(1),
                Duration.ofHours(1),
                Duration.ofMillis(5),
                Duration.ofSeconds(1),
                Duration.ofMillis(200));
        GracefulDrain drain = new GracefulDrain(
                List.of(new Endless("a"), new Endless("b")), List.of(() -> calls.add("drained")), config);
        MeterRegistry metrics = new SimpleMeterRegistry();
        AcceptsWork health = new AcceptsWork(drain, new DrainMetrics(metrics));
        health.onStart(new StartupEvent());
        assertThat(health.call().getStatus()).isEqualTo(HealthCheckResponse.Status.UP);
        assertThat(metrics.get(Meters.DRAINING).gauge().value()).isZero();
        drain.onStop(new ShutdownDelayInitiatedEvent());
        assertThat(health.call().getStatus()).isEqualTo(HealthCheckResponse.Status.DOWN);
        assertThat(metrics.get(Meters.DRAINING).gauge().value()).isOne();
        assertThat(calls).startsWith("close a", "close b", "beat a", "beat b").endsWith("stop a", "stop b", "drained");
        assertThat(calls).filteredOn(call -> call.startsWith("stop")).hasSize(2);
    }

    @Test
    void whatBeganSinceHasOnlyWhatIsLeftOfTheTime() {
        FixedJobConfig config = new FixedJobConfig(
                Duration.ofDays(1),
                Duration.ofHours(1),
                Duration.ofMillis(5),
                Duration.ofSeconds(1),
                Duration.ofMillis(50));
        Endless work = new Endless("a");
        GracefulDrain drain = new GracefulDrain(List.of(work), List.of(), config);
        drain.onStop(new ShutdownDelayInitiatedEvent());
        calls.clear();
        work.stopped = false;
        drain.onStop(new ShutdownEvent());
        assertThat(calls).containsExactly("close a", "stop a");
    }
}
