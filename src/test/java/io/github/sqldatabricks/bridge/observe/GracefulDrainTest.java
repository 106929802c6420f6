package io.github.sqldatabricks.bridge.observe;

import static io.github.sqldatabricks.bridge.testing.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.observe.ReadinessChecks.AcceptsWork;
import io.github.sqldatabricks.bridge.testing.RecordingEmitter;
import io.github.sqldatabricks.bridge.testing.WorkMessagesOfTests;
import io.github.sqldatabricks.bridge.work.GracefulDrain;
import io.github.sqldatabricks.bridge.work.WorkChannel;
import io.github.sqldatabricks.bridge.work.WorkHandler;
import io.github.sqldatabricks.bridge.work.WorkHandler.Renewal;
import io.github.sqldatabricks.bridge.work.WorkHandler.RunningWork;
import io.github.sqldatabricks.bridge.work.WorkRunner;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.Test;

/**
 * The end of a process with two kinds of work. Catches one kind that takes new work, or loses its leases, while the other
 * is waited for, waits that add up, and health or metrics that do not tell of the end.
 */
class GracefulDrainTest {

    private final List<String> calls = new CopyOnWriteArrayList<>();

    /** Work that runs until it is stopped. */
    private final class Endless implements WorkHandler<String, RunningWork<String>> {

        private final String name;
        private final WorkChannel channel = new WorkChannel(new RecordingEmitter<>(), WorkMessagesOfTests.shared(), 1);
        private final WorkRunner<String, RunningWork<String>> runner = new WorkRunner<>(this, channel);
        private final AtomicBoolean waits = new AtomicBoolean(true);
        private final AtomicInteger claims = new AtomicInteger();
        private volatile Runnable claiming = () -> {};

        Endless(String name) {
            this.name = name;
            channel.onClose(() -> calls.add("close " + name));
        }

        Endless begun() {
            new Thread(runner::run).start();
            await().until(() -> !runner.running().isEmpty());
            return this;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Duration lease() {
            return Duration.ofHours(1);
        }

        @Override
        public Optional<RunningWork<String>> claim() {
            claims.incrementAndGet();
            claiming.run();
            return waits.getAndSet(false) ? Optional.of(new RunningWork<>(name)) : Optional.empty();
        }

        @Override
        public void work(RunningWork<String> work) {
            CountDownLatch stopped = new CountDownLatch(1);
            work.cancellation().onCancel(stopped::countDown);
            try {
                stopped.await();
                calls.add("stop " + name);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public Renewal<String> renew(List<RunningWork<String>> running) {
            calls.add("beat " + name);
            return Renewal.nothing();
        }
    }

    @Test
    void allKindsCloseFirstThenBothStayAliveUntilOneDeadlineStopsThem() {
        GracefulDrain drain = new GracefulDrain(
                List.of(new Endless("a").begun().runner, new Endless("b").begun().runner),
                List.of(() -> calls.add("drained")),
                Duration.ofMillis(200),
                Duration.ofMillis(5));
        MeterRegistry metrics = new SimpleMeterRegistry();
        AcceptsWork health = new AcceptsWork(drain, metrics);
        health.onStart(new StartupEvent());
        assertThat(health.call().getStatus()).isEqualTo(HealthCheckResponse.Status.UP);
        assertThat(metrics.get(Meters.DRAINING).gauge().value()).isZero();
        drain.onStop(new ShutdownDelayInitiatedEvent());
        assertThat(health.call().getStatus()).isEqualTo(HealthCheckResponse.Status.DOWN);
        assertThat(metrics.get(Meters.DRAINING).gauge().value()).isOne();
        assertThat(calls).startsWith("close a", "close b", "beat a", "beat b").endsWith("drained");
        assertThat(calls).filteredOn(call -> call.startsWith("stop")).containsExactlyInAnyOrder("stop a", "stop b");
    }

    @Test
    void whatIsBeingClaimedWhenTheTimeIsOverIsStoppedAsWell() {
        Endless work = new Endless("a");
        work.claiming = () -> await().until(() -> calls.contains("close a"));
        new Thread(work.runner::run).start();
        await().until(() -> work.claims.get() > 0);
        GracefulDrain drain = new GracefulDrain(List.of(work.runner), List.of(), Duration.ZERO, Duration.ofMillis(5));
        drain.onStop(new ShutdownDelayInitiatedEvent());
        assertThat(calls).containsExactly("close a", "stop a");
        drain.onStop(new ShutdownEvent());
        assertThat(calls).containsExactly("close a", "stop a");
    }
}
