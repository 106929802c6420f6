package io.github.sqldatabricks.bridge.bench;

import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.SqlServerTable;
import io.github.sqldatabricks.bridge.sync.ChangePlan;
import io.github.sqldatabricks.bridge.sync.ChangePlan.StagedRows;
import io.github.sqldatabricks.bridge.sync.EventOutcome.ChangeCounts;
import io.github.sqldatabricks.bridge.sync.EventOutcome.ChangeCounts.Cascades;
import io.github.sqldatabricks.bridge.sync.EventOutcome.DryRun.SampleRow;
import io.github.sqldatabricks.bridge.sync.TargetDatabase;
import io.github.sqldatabricks.bridge.sync.TargetDatabase.TargetAddress;
import io.github.sqldatabricks.bridge.sync.TargetDatabase.TargetSession;
import io.github.sqldatabricks.bridge.sync.TargetDatabase.TargetSession.Attempt;
import io.github.sqldatabricks.bridge.sync.TargetTable;
import io.github.sqldatabricks.bridge.sync.TargetTable.TargetIdentity;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The real target, with a stop watch for each step. */
record TimedTarget(TargetDatabase real, Map<String, Long> nanos) implements TargetDatabase {

    private static final double NANOS = 1e9;

    TimedTarget(TargetDatabase real) {
        this(real, new LinkedHashMap<>());
    }

    @Override
    public TargetSession open(TargetAddress address, Cancellation cancellation) {
        return new Session(real.open(address, cancellation));
    }

    @Override
    public String place(TargetAddress address) {
        return real.place(address);
    }

    @Override
    public void requireDelivery() {
        real.requireDelivery();
    }

    /** What the steps took since the last call. */
    String steps() {
        String steps = nanos.entrySet().stream()
                .map(step -> String.format(Locale.ROOT, "%s %.1f s", step.getKey(), step.getValue() / NANOS))
                .collect(Collectors.joining(", "));
        nanos.clear();
        return steps;
    }

    private <R> R timed(String step, Supplier<R> work) {
        long start = System.nanoTime();
        R result = work.get();
        nanos.merge(step, System.nanoTime() - start, Long::sum);
        return result;
    }

    private final class Session implements TargetSession {
        private final TargetSession session;

        Session(TargetSession session) {
            this.session = session;
        }

        @Override
        public Optional<ChangeCounts> beginAttempt(Attempt attempt) {
            return timed("ledger", () -> session.beginAttempt(attempt));
        }

        @Override
        public TargetIdentity identify(SqlServerTable table) {
            return timed("identify", () -> session.identify(table));
        }

        @Override
        public boolean hasLedger() {
            return session.hasLedger();
        }

        @Override
        public List<String> triggers(ChangePlan plan) {
            return session.triggers(plan);
        }

        @Override
        public void lock(TargetIdentity target) {
            timed("lock", () -> {
                session.lock(target);
                return target;
            });
        }

        @Override
        public Cascades cascades(ChangePlan plan) {
            return session.cascades(plan);
        }

        @Override
        public TargetTable describe(SqlServerTable table) {
            return timed("describe", () -> session.describe(table));
        }

        @Override
        public long stage(ChangePlan.Staged plan, StagedRows rows) {
            return timed("stage", () -> session.stage(plan, rows));
        }

        @Override
        public List<String> keyProblems(ChangePlan.Staged plan) {
            return timed("check keys", () -> session.keyProblems(plan));
        }

        @Override
        public void beginTransaction(Optional<Attempt> attempt) {
            timed("ledger", () -> {
                session.beginTransaction(attempt);
                return attempt;
            });
        }

        @Override
        public long countRows(SqlServerTable table) {
            return timed("count", () -> session.countRows(table));
        }

        @Override
        public List<SampleRow> sample(ChangePlan plan, int rows) {
            return session.sample(plan, rows);
        }

        @Override
        public ChangeCounts apply(ChangePlan plan) {
            return timed("change", () -> session.apply(plan));
        }

        @Override
        public void commit(Attempt attempt, ChangeCounts counts) {
            timed("commit", () -> {
                session.commit(attempt, counts);
                return attempt;
            });
        }

        @Override
        public void rollback() {
            session.rollback();
        }

        @Override
        public void close() {
            timed("close", () -> {
                session.close();
                return session;
            });
        }
    }
}
