package io.github.sqldatabricks.bridge.observe;

import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.SqlServerTable;
import io.github.sqldatabricks.bridge.observe.Spans.Step;
import io.github.sqldatabricks.bridge.observe.Spans.TraceAttributes;
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
import java.util.List;
import java.util.Optional;

/**
 * Sessions whose steps have spans.
 *
 * @param database the real one
 */
record TracedTargetDatabase(TargetDatabase database, Spans spans) implements TargetDatabase {

    @Override
    public TargetSession open(TargetAddress address, Cancellation cancellation) {
        return new TracedTargetSession(database.open(address, cancellation), spans);
    }

    @Override
    public String place(TargetAddress address) {
        return database.place(address);
    }

    @Override
    public TargetIdentity identify(TargetAddress address, SqlServerTable table) {
        return database.identify(address, table);
    }

    @Override
    public void requireDelivery() {
        database.requireDelivery();
    }

    /**
     * A session with spans around what takes its time: staging, changing, committing.
     *
     * @param session the real one
     */
    private record TracedTargetSession(TargetSession session, Spans spans) implements TargetSession {

        @Override
        public Optional<ChangeCounts> beginAttempt(Attempt attempt) {
            return session.beginAttempt(attempt);
        }

        @Override
        public TargetIdentity identify(SqlServerTable table) {
            return session.identify(table);
        }

        @Override
        public boolean hasLedger() {
            return session.hasLedger();
        }

        @Override
        public TargetTable describe(SqlServerTable table) {
            return session.describe(table);
        }

        @Override
        public List<String> triggers(ChangePlan plan) {
            return session.triggers(plan);
        }

        @Override
        public long stage(ChangePlan.Staged plan, StagedRows rows) {
            try (Step step = Step.entered(spans.client("sqlserver stage"))) {
                long staged = step.watched(() -> session.stage(plan, rows));
                step.count(TraceAttributes.ROWS, staged);
                return staged;
            }
        }

        @Override
        public List<String> keyProblems(ChangePlan.Staged plan) {
            return session.keyProblems(plan);
        }

        @Override
        public void beginTransaction(Optional<Attempt> attempt) {
            session.beginTransaction(attempt);
        }

        @Override
        public void lock(TargetIdentity target) {
            session.lock(target);
        }

        @Override
        public long countRows(SqlServerTable table) {
            return session.countRows(table);
        }

        @Override
        public List<SampleRow> sample(ChangePlan plan, int rows) {
            return session.sample(plan, rows);
        }

        @Override
        public Cascades cascades(ChangePlan plan) {
            return session.cascades(plan);
        }

        @Override
        public ChangeCounts apply(ChangePlan plan) {
            try (Step step = Step.entered(spans.client("sqlserver change"))) {
                ChangeCounts counts = step.watched(() -> session.apply(plan));
                step.count(TraceAttributes.ROWS, counts.total());
                return counts;
            }
        }

        @Override
        public void commit(Attempt attempt, ChangeCounts counts) {
            Step.run(spans.client("sqlserver commit"), () -> session.commit(attempt, counts));
        }

        @Override
        public void rollback() {
            session.rollback();
        }

        @Override
        public void close() {
            session.close();
        }
    }
}
