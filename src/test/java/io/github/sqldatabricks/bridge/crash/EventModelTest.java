package io.github.sqldatabricks.bridge.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.event.EventStore;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.sync.StoredEvent;
import io.github.sqldatabricks.bridge.sync.StoredEvent.EventStatus;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random events, crashes, lost claims, lost answers, retries and cancels on one to four replicas, against a simple model.
 * Catches an event that is applied twice, in part, out of its table's order, after it was reported as not applied, or
 * reported with counts that are not true. {@code -Dbridge.model.seed} repeats one scenario, {@code -Dbridge.model.scenarios}
 * tries more.
 */
@Timeout(300)
class EventModelTest {

    private static final Logger LOG = Logger.getLogger(EventModelTest.class);
    private static final int PHASES = 3;
    private static final int ROWS = 6;
    private static final int LATE_PRIORITY = -10;

    private final ModelSource source = new ModelSource();
    private final Model model = new Model(ROWS);
    private final Map<String, ModelEvent> events = new TreeMap<>();
    private final Map<String, String> ends = new TreeMap<>();

    static LongStream seeds() {
        Long seed = Long.getLong("bridge.model.seed");
        return seed != null ? LongStream.of(seed) : new Random().longs(Integer.getInteger("bridge.model.scenarios", 8));
    }

    @ParameterizedTest(name = "-Dbridge.model.seed={0}")
    @MethodSource("seeds")
    void everyEventIsAppliedOnceInItsOrderOrReportedAsNotApplied(long seed) throws Exception {
        LOG.infof("-Dbridge.model.seed=%d", seed);
        Random random = new Random(seed);
        try (Databases databases = new Databases()) {
            makeTables(databases);
            for (int phase = 0; phase < PHASES; phase++) {
                run(databases, phase, random);
                assertLikeModel(databases, "after phase " + phase + ", seed " + seed);
            }
        }
    }

    private static void makeTables(Databases databases) throws SQLException {
        for (int i = 0; i < ModelEvent.TABLES; i++) {
            databases.change("CREATE TABLE dbo.t" + i + " (id int PRIMARY KEY, grp int, name nvarchar(20))");
            databases.change("INSERT INTO dbo.t" + i + " SELECT x, " + i + ", '" + ChangeLog.SEED
                    + "' || x FROM SYSTEM_RANGE(0, " + (ROWS - 1) + ")");
            databases.change(ChangeLog.on("t" + i));
        }
    }

    private void assertLikeModel(Databases databases, String when) throws SQLException {
        assertThat(ends(databases.store())).as("events " + when).isEqualTo(ends);
        assertThat(databases.inTarget("SELECT id, name FROM dbo.t0 UNION ALL SELECT id, name FROM dbo.t1"
                        + " UNION ALL SELECT id, name FROM dbo.t2"))
                .as("target " + when)
                .containsExactlyInAnyOrderElementsOf(model.rows());
        assertThat(databases.inTarget("SELECT 'changes', COUNT(*) FROM dbo.change_log"))
                .as("changed rows " + when)
                .containsExactly("changes " + model.changes());
    }

    private void run(Databases databases, int phase, Random random) throws Exception {
        EventStore store = databases.store();
        List<ModelEvent> first = make("p" + phase + "a", 4 + random.nextInt(6), random, OptionalInt.empty());
        List<ModelEvent> late = make("p" + phase + "b", random.nextInt(4), random, OptionalInt.of(LATE_PRIORITY));
        List<ModelEvent> worked = new ArrayList<>(retried(store, random));
        worked.addAll(first);
        worked.addAll(late);
        accept(store, first);
        worked.removeAll(cancelled(store, some(first, random)));
        work(databases, random, () -> {
            accept(store, late);
            worked.removeAll(cancelled(store, some(worked, random)));
        });
        assertOrder(store, worked);
        worked.stream().sorted(Model.ORDER).forEach(event -> ends.put(event.id(), end(store, event)));
    }

    /** An event with few attempts may use them up and be reported as not applied; then it must not have been. */
    private String end(EventStore store, ModelEvent event) {
        boolean mayFail = event.event().maxRetries().isPresent();
        EventStatus status = store.find(event.event().id()).orElseThrow().status();
        return mayFail && status == EventStatus.FAILED ? "failed" : model.apply(event);
    }

    private List<ModelEvent> make(String prefix, int count, Random random, OptionalInt priority) {
        List<ModelEvent> made = IntStream.range(0, count)
                .mapToObj(i -> ModelEvent.random(prefix + i, random, priority))
                .toList();
        made.forEach(event -> events.put(event.id(), event));
        made.forEach(source::add);
        return made;
    }

    private static List<ModelEvent> some(List<ModelEvent> all, Random random) {
        return all.stream().filter(event -> random.nextInt(6) == 0).toList();
    }

    private static void accept(EventStore store, List<ModelEvent> some) {
        store.accept(some.stream().map(ModelEvent::event).toList());
    }

    /** Somebody wants another attempt at some of those that did not succeed. */
    private List<ModelEvent> retried(EventStore store, Random random) {
        List<ModelEvent> unsuccessful = ends.keySet().stream()
                .filter(id -> !ends.get(id).startsWith("completed") && random.nextInt(3) == 0)
                .map(events::get)
                .toList();
        unsuccessful.forEach(event -> store.retry(event.event().id()));
        return unsuccessful;
    }

    /** Somebody cancels them, perhaps too late; returns those that were cancelled. */
    private List<ModelEvent> cancelled(EventStore store, List<ModelEvent> some) {
        List<ModelEvent> cancelled = new ArrayList<>();
        for (ModelEvent event : some) {
            try {
                store.cancel(event.event().id(), "ana");
                ends.put(event.id(), "failed");
                cancelled.add(event);
            } catch (BridgeException.Conflict e) {
                assertThat(e.code()).isEqualTo("event-not-pending");
            }
        }
        return cancelled;
    }

    private void work(Databases databases, Random random, Runnable meanwhile) throws Exception {
        CountDownLatch allSubmitted = new CountDownLatch(1);
        int replicas = 1 + random.nextInt(4);
        ExecutorService threads = Executors.newFixedThreadPool(replicas);
        try {
            List<Future<Void>> running = IntStream.range(0, replicas)
                    .mapToObj(i -> threads.submit(
                            new Replica("replica" + i, databases, source, new Random(random.nextLong()), allSubmitted)))
                    .toList();
            meanwhile.run();
            allSubmitted.countDown();
            for (Future<Void> one : running) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** The last change of an event is its end, and changes are numbered. */
    private static void assertOrder(EventStore store, List<ModelEvent> worked) {
        for (int i = 0; i < ModelEvent.TABLES; i++) {
            String table = "t" + i;
            List<ModelEvent> ofTable = worked.stream()
                    .filter(event -> event.table().equals(table))
                    .sorted(Model.ORDER)
                    .toList();
            List<String> ended = ofTable.stream()
                    .map(event -> store.find(event.event().id()).orElseThrow())
                    .sorted(Comparator.comparing(StoredEvent::version))
                    .map(event -> event.id().value())
                    .toList();
            assertThat(ended)
                    .as("order of %s", table)
                    .isEqualTo(ofTable.stream().map(ModelEvent::id).toList());
        }
    }

    private static Map<String, String> ends(EventStore store) {
        Map<String, String> found = new TreeMap<>();
        for (StoredEvent event : store.changedSince(0, Integer.MAX_VALUE)) {
            String rows = event.status() == EventStatus.COMPLETED
                    ? " " + event.rowsAffected().getAsLong()
                    : "";
            found.put(event.id().value(), event.status().text() + rows);
        }
        return found;
    }
}
