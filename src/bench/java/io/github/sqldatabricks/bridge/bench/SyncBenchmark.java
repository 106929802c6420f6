package io.github.sqldatabricks.bridge.bench;

import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.EventId;
import io.github.sqldatabricks.bridge.sqlserver.SqlServerConfig;
import io.github.sqldatabricks.bridge.sqlserver.SqlServerPools;
import io.github.sqldatabricks.bridge.sqlserver.SqlServerTargetDatabase;
import io.github.sqldatabricks.bridge.store.Migrations;
import io.github.sqldatabricks.bridge.sync.ChangeLimits;
import io.github.sqldatabricks.bridge.sync.EventMetadata;
import io.github.sqldatabricks.bridge.sync.EventOutcome;
import io.github.sqldatabricks.bridge.sync.StoredEvent;
import io.github.sqldatabricks.bridge.sync.StoredEvent.Claim;
import io.github.sqldatabricks.bridge.sync.StoredEvent.EventStatus;
import io.github.sqldatabricks.bridge.sync.SyncConfig;
import io.github.sqldatabricks.bridge.sync.SyncEvent;
import io.github.sqldatabricks.bridge.sync.SyncOperation;
import io.github.sqldatabricks.bridge.sync.SyncOperation.KeyColumns;
import io.github.sqldatabricks.bridge.sync.SyncService;
import io.github.sqldatabricks.bridge.testing.FixedRights;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Measures one event of many rows against a real SQL Server, ledger and commit included: INSERT beside a bare bulk copy of
 * the same rows, UPDATE, UPSERT and DELETE beside a loop of one statement for each row. docs/performance.md says how to run
 * it.
 */
public final class SyncBenchmark implements AutoCloseable {

    private static final String INSERT_ONLY = "insert";
    private static final KeyColumns KEYS = new KeyColumns(List.of("order_id"));
    private static final int WARM_UP_ROWS = 100_000;
    /** The loop is slow, and its rate does not depend on how long it runs. */
    private static final int LOOP_ROWS = 50_000;
    /** New rows of the UPSERT, in parts of all. */
    private static final int NEW_PART = 10;

    private final SqlServerPools pools = new SqlServerPools(Settings.load().getConfigMapping(SqlServerConfig.class));
    private final TimedTarget target = new TimedTarget(new SqlServerTargetDatabase(
            pools, SyncConfig.Delivery.EXACTLY_ONCE, Migrations::makeLedger));
    private final OrderTable bridged = new OrderTable("bridge_bench_orders");
    private final OrderTable compared = new OrderTable("bridge_bench_orders_compared");

    private SyncBenchmark() throws Exception {}

    /**
     * Runs. System properties: {@code bench.rows} (1,000,000), {@code bench.rounds} (1), {@code bench.only} ({@code insert}
     * leaves the others and the comparison out).
     */
    public static void main(String... arguments) throws Exception {
        Settings.quietLog();
        System.out.printf(Locale.ROOT, "Java %s, %d processors, heap of at most %d MiB%n", Runtime.version(),
                Runtime.getRuntime().availableProcessors(), Runtime.getRuntime().maxMemory() >> 20);
        long rows = Long.getLong("bench.rows", 1_000_000);
        try (SyncBenchmark benchmark = new SyncBenchmark()) {
            if (INSERT_ONLY.equals(System.getProperty("bench.only"))) {
                benchmark.event("event: INSERT", insert(), new OrderRows(1, rows, 0));
                return;
            }
            benchmark.warmUp();
            for (int round = 0; round < Integer.getInteger("bench.rounds", 1); round++) {
                benchmark.round(rows);
            }
        }
    }

    private void warmUp() throws Exception {
        OrderRows rows = new OrderRows(1, WARM_UP_ROWS, 0);
        BareCopy.run(rows, compared);
        apply(insert(), rows);
        apply(new SyncOperation.Update(OrderRows.TABLE, KEYS), rows);
        RowByRow.UPDATE.run(new OrderRows(1, LOOP_ROWS, 1), compared, true);
        target.steps();
    }

    private void round(long rows) throws Exception {
        bridged.recreate();
        compared.recreate();
        Measured bare = show(Measured.of(
                "bare bulk copy", () -> BareCopy.run(new OrderRows(1, rows, 0), compared)));
        Measured insert = event("event: INSERT", insert(), new OrderRows(1, rows, 0));
        if (!bridged.content().equals(compared.content())) {
            throw new IllegalStateException("Different rows: " + bridged.content() + "; " + compared.content());
        }
        System.out.printf(Locale.ROOT, "INSERT: rate of the event / of the bare bulk copy = %.2f (to reach: 0.85)%n",
                bare.wallSeconds() / insert.wallSeconds());
        compare(RowByRow.UPDATE, new SyncOperation.Update(OrderRows.TABLE, KEYS), new OrderRows(1, rows, 1));
        compare(RowByRow.UPSERT, new SyncOperation.Upsert(OrderRows.TABLE, KEYS),
                new OrderRows(1 + rows / NEW_PART, rows, 2));
        compare(RowByRow.DELETE, new SyncOperation.DeleteByKeys(OrderRows.TABLE, KEYS), new OrderRows(1, rows, 2));
        limits(rows);
    }

    /** What the server itself needs, whoever asks. */
    private void limits(long rows) throws Exception {
        compared.recreate();
        BareCopy.run(new OrderRows(1, rows, 0), compared);
        show(Measured.of("limit: UPDATE of all", () -> {
            compared.updateAll();
            return new long[] {rows, 0};
        }));
        show(Measured.of("limit: DELETE of all", () -> {
            compared.deleteAll();
            return new long[] {rows, 0};
        }));
    }

    private void compare(RowByRow loop, SyncOperation operation, OrderRows rows) throws Exception {
        OrderRows some = new OrderRows(rows.first() + rows.rows() - LOOP_ROWS, LOOP_ROWS, rows.version());
        Measured batched = show(Measured.of("loop, batches: " + loop, () -> loop.run(some, compared, true)));
        OrderRows others = new OrderRows(rows.first(), LOOP_ROWS, rows.version());
        Measured single = show(Measured.of("loop, one by one: " + loop, () -> loop.run(others, compared, false)));
        Measured event = event("event: " + loop, operation, rows);
        System.out.printf(Locale.ROOT, "%s: rate of the event / of the loop = %.1f in batches, %.1f one by one (to reach:"
                        + " 20)%n", loop,
                batched.wallSecondsFor(event.rows()) / event.wallSeconds(),
                single.wallSecondsFor(event.rows()) / event.wallSeconds());
    }

    private Measured event(String name, SyncOperation operation, OrderRows rows) throws Exception {
        Measured measured = show(Measured.of(name, () -> apply(operation, rows)));
        System.out.println("    " + target.steps());
        return measured;
    }

    private static Measured show(Measured measured) {
        System.out.println(measured);
        return measured;
    }

    private long[] apply(SyncOperation operation, OrderRows rows) {
        SyncService service = new SyncService(rows, target, new FixedRights(ChangeLimits.NONE));
        EventOutcome outcome = service.apply(claim(operation), new Cancellation());
        if (!(outcome instanceof EventOutcome.Applied applied)) {
            throw new IllegalStateException(outcome.toString());
        }
        return new long[] {rows.rows(), 0};
    }

    private static SyncOperation insert() {
        return new SyncOperation.Insert(OrderRows.TABLE, Optional.empty());
    }

    private Claim claim(SyncOperation operation) {
        SyncEvent event = new SyncEvent(EventId.random(), operation, bridged.name(), new SyncEvent.Origin.Request("bench"), 0,
                OptionalLong.empty(), new EventMetadata(Map.of()), Instant.now(), OptionalInt.empty());
        StoredEvent stored = new StoredEvent(event, EventStatus.PROCESSING, 1, Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), Instant.now(), Optional.empty(), Optional.empty(), 1, true,
                Optional.empty());
        return new Claim(stored, 1, "bench", 0, false, false, Optional.empty());
    }

    @Override
    public void close() throws Exception {
        try (bridged; compared) {
            pools.close();
        }
    }
}
