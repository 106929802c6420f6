package io.github.sqldatabricks.bridge.store;

import static io.github.sqldatabricks.bridge.testing.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.testing.CuttableProxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Ends the sessions of two replicas with one store, and takes the store away for a while. Catches a pool that lends broken
 * connections for ever, a replica that hangs or never comes back, and a failure of the rollback in the place of the first error.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class StoreOutageContract {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int THREADS = 4;
    private static final int CUTS = 5;

    CuttableProxy proxy;
    private List<JobDatabase> replicas;

    /** The store, by way of the proxy. */
    abstract StoreConfig config();

    /** A proxy in front of the store's server. */
    abstract CuttableProxy proxy() throws Exception;

    @BeforeEach
    void open() throws Exception {
        proxy = proxy();
        replicas = List.of(new JobDatabase(config()), new JobDatabase(config()));
        replicas.forEach(JobDatabase::open);
    }

    @AfterEach
    void close() throws Exception {
        if (proxy != null) {
            proxy.close();
        }
        if (replicas != null) {
            replicas.forEach(JobDatabase::close);
        }
    }

    @Test
    void sessionsThatAreEndedWhileNobodyUsesThemAreNotNoticed() throws Exception {
        fill(replicas.get(0));
        proxy.cut();
        for (int i = 0; i < 2 * THREADS; i++) {
            assertThat(waiting(replicas.get(0))).isNotNegative();
        }
    }

    /** Lends as many connections at once as there are threads. */
    static void fill(JobDatabase database) throws Exception {
        CountDownLatch all = new CountDownLatch(THREADS);
        StoreFixture.inParallel(
                THREADS,
                index -> database.run(connection -> {
                    all.countDown();
                    awaitAll(all);
                    return database.now(connection);
                }));
    }

    private static void awaitAll(CountDownLatch latch) {
        try {
            assertThat(latch.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void sessionsThatAreEndedUnderLoadAreReplaced() throws Exception {
        Queue<RuntimeException> failures = new ConcurrentLinkedQueue<>();
        AtomicLong done = new AtomicLong();
        AtomicBoolean stop = new AtomicBoolean();
        ExecutorService callers = Executors.newFixedThreadPool(2 * THREADS);
        try {
            IntStream.range(0, 2 * THREADS)
                    .forEach(index -> callers.execute(() -> work(replicas.get(index % 2), stop, done, failures)));
            for (int cut = 0; cut < CUTS; cut++) {
                awaitMore(done);
                proxy.cut();
            }
            awaitMore(done);
            failures.clear();
            awaitMore(done);
            awaitMore(done);
            assertThat(failures).isEmpty();
        } finally {
            stop.set(true);
            callers.shutdown();
            assertThat(callers.awaitTermination(SOON.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
        }
    }

    private static void awaitMore(AtomicLong done) {
        long before = done.get();
        await().atMost(SOON).until(() -> done.get() > before + 10 * THREADS);
    }

    private static void work(
            JobDatabase database, AtomicBoolean stop, AtomicLong done, Queue<RuntimeException> failures) {
        while (!stop.get()) {
            try {
                waiting(database);
                done.incrementAndGet();
            } catch (RuntimeException e) {
                failures.add(e);
            }
        }
    }

    @Test
    void aStoreThatIsAwayIsSaidToBeAndComesBackToEveryReplica() {
        proxy.refuse();
        for (JobDatabase replica : replicas) {
            assertThatThrownBy(() -> waiting(replica))
                    .isInstanceOfSatisfying(
                            BridgeException.RemoteTransient.class,
                            failure -> assertThat(failure.code()).isEqualTo("job-store-unavailable"));
            assertThat(new StoreConnectivity(replica).check()).satisfies(status -> {
                assertThat(status.up()).isFalse();
                assertThat(status.detail()).contains("job store").contains("can't be reached");
            });
        }
        proxy.admit();
        for (JobDatabase replica : replicas) {
            assertThat(waiting(replica)).isNotNegative();
            assertThat(new StoreConnectivity(replica).check().up()).isTrue();
        }
    }

    @Test
    void aStoreThatIsAwayAtTheStartIsOpenedWhenItIsBack() {
        proxy.refuse();
        try (JobDatabase late = new JobDatabase(config())) {
            assertThatThrownBy(late::open).isInstanceOf(BridgeException.RemoteTransient.class);
            proxy.admit();
            assertThat(waiting(late)).isNotNegative();
        }
    }

    @Test
    void aConnectionThatIsLostDoesNotHideWhatFailedFirst() {
        assertThatThrownBy(() -> replicas.get(0).run(connection -> {
                    replicas.get(0).now(connection);
                    proxy.cut();
                    throw new IllegalStateException("the first one");
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the first one");
        assertThatThrownBy(() -> replicas.get(0).run(this::cutAndAsk))
                .isInstanceOf(BridgeException.RemoteTransient.class)
                .hasCauseInstanceOf(SQLException.class);
        assertThat(waiting(replicas.get(0))).isNotNegative();
    }

    private Object cutAndAsk(Connection connection) throws SQLException {
        replicas.get(0).now(connection);
        proxy.cut();
        return replicas.get(0).now(connection);
    }

    private static long waiting(JobDatabase database) {
        return new JdbcLeaseStore(database).waiting();
    }
}
