package io.github.sqldatabricks.bridge.target;

import io.github.sqldatabricks.bridge.jdbc.JdbcSession;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.SqlServerTable;
import io.github.sqldatabricks.bridge.sync.ChangePlan;
import io.github.sqldatabricks.bridge.sync.ChangePlan.StagedRows;
import io.github.sqldatabricks.bridge.sync.EventOutcome.ChangeCounts;
import io.github.sqldatabricks.bridge.sync.EventOutcome.ChangeCounts.Cascades;
import io.github.sqldatabricks.bridge.sync.EventOutcome.DryRun.SampleRow;
import io.github.sqldatabricks.bridge.sync.SyncOperation;
import io.github.sqldatabricks.bridge.sync.TargetDatabase.TargetSession;
import io.github.sqldatabricks.bridge.sync.TargetDatabase.TargetSession.Attempt;
import io.github.sqldatabricks.bridge.sync.TargetTable;
import io.github.sqldatabricks.bridge.sync.TargetTable.TargetIdentity;
import io.github.sqldatabricks.bridge.target.TargetDialect.ForeignKey;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** {@link TargetSession} on one connection. After a failure the connection is cut, never used again. */
public final class JdbcTargetSession implements TargetSession {

    private final JdbcSession session;
    private final TargetDialect dialect;
    private final Ledger ledger;
    private final TargetConnection connection;
    private final Cancellation.Registration registration;
    private boolean inTransaction;
    private boolean broken;
    private boolean throughView;

    @FunctionalInterface
    private interface Work<R> {
        R run() throws SQLException;
    }

    /**
     * Takes a connection in autocommit mode.
     *
     * @param session from now on this session's
     * @param statementTimeout for each statement, at least a second
     * @throws BridgeException when the connection can't be prepared; it is cut then
     */
    public JdbcTargetSession(
            JdbcSession session,
            TargetDialect dialect,
            Ledger ledger,
            Duration statementTimeout,
            Cancellation cancellation) {
        this.session = session;
        this.dialect = dialect;
        this.ledger = ledger;
        this.connection = new TargetConnection(session, statementTimeout);
        this.registration = cancellation.onCancel(session::abort);
        prepare();
    }

    private void prepare() {
        try {
            run("Preparing the connection", () -> {
                connection.jdbc().setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
                dialect.prepare(connection);
                return null;
            });
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** @throws BridgeException.RemotePermanent ({@code ledger-missing}) when there is no ledger and none can be made */
    public void requireLedger() {
        run("Looking at the ledger", () -> {
            ledger.require(connection);
            return null;
        });
    }

    @Override
    public Optional<ChangeCounts> beginAttempt(Attempt attempt) {
        return run("Writing the ledger", () -> ledger.beginAttempt(connection, attempt));
    }

    @Override
    public TargetIdentity identify(SqlServerTable table) {
        return run("Looking up " + table, () -> dialect.identity(connection, table));
    }

    @Override
    public boolean hasLedger() {
        return ledger.isKept();
    }

    @Override
    public TargetTable describe(SqlServerTable table) {
        Optional<TargetTable> found = run("Describing " + table, () -> dialect.describe(connection, table));
        if (found.isEmpty() || found.get().columns().isEmpty()) {
            throw new BridgeException.RemotePermanent(
                    ErrorCode.UNKNOWN_TARGET_TABLE,
                    "The table " + table + " is not there, or the bridge's login may not see it. Correct target_table,"
                            + " or grant SELECT, INSERT, UPDATE and DELETE on it.");
        }
        throughView = found.get().view();
        return found.get();
    }

    @Override
    public long stage(ChangePlan.Staged plan, StagedRows rows) {
        return run("Staging the rows for " + plan.target(), () -> {
            dialect.createStage(connection, plan);
            return dialect.load(connection, plan, rows);
        });
    }

    @Override
    public List<String> keyProblems(ChangePlan.Staged plan) {
        return run("Checking the keys for " + plan.target(), () -> new KeyProblems(connection, dialect, plan).find());
    }

    @Override
    public void beginTransaction(Optional<Attempt> attempt) {
        run("Locking the event in the ledger", () -> {
            connection.jdbc().setAutoCommit(false);
            inTransaction = true;
            if (attempt.isPresent()) {
                ledger.lock(connection, attempt.get());
            }
            dialect.watch(connection);
            return null;
        });
    }

    @Override
    public void lock(TargetIdentity target) {
        run("Locking " + target.schema() + "." + target.table() + " against other bridges", () -> {
            dialect.lock(connection, target);
            return null;
        });
    }

    @Override
    public long countRows(SqlServerTable table) {
        return run("Counting the rows of " + table, () -> dialect.countRows(connection, table));
    }

    @Override
    public List<SampleRow> sample(ChangePlan plan, int rows) {
        return run("Reading from " + plan.target(), () -> new Samples(connection, dialect, rows).of(plan));
    }

    @Override
    public List<String> triggers(ChangePlan plan) {
        return run(
                "Looking for triggers of " + plan.target(),
                () -> dialect.triggers(connection, plan.target(), plan.kind()));
    }

    /** New rows take no others with them. */
    @Override
    public Cascades cascades(ChangePlan plan) {
        if (plan.kind() == SyncOperation.Kind.INSERT) {
            return Cascades.NONE;
        }
        return run("Counting what foreign keys change with " + plan.target() + " (bridge.sync.cascade)", () -> {
            List<ForeignKey> keys = dialect.foreignKeys(connection);
            return throughView
                    ? new Cascades(List.of(), behindView(plan, keys))
                    : new Cascades(new CascadeCount(connection, dialect, plan, keys).rows(), hidden(plan));
        });
    }

    /** Which of a view's tables changes, and by which keys its rows are found there, is not known here. */
    private static String behindView(ChangePlan plan, List<ForeignKey> keys) {
        boolean possible = keys.stream()
                .map(key -> plan.kind() == SyncOperation.Kind.DELETE ? key.onDelete() : key.onUpdate())
                .anyMatch(action -> action != ForeignKey.Action.NONE);
        return possible
                ? plan.target()
                        + " is a view, so the rows that foreign keys change with those of its tables are not counted;"
                        + " the table itself as target_table mends that."
                : "";
    }

    private String hidden(ChangePlan plan) throws SQLException {
        List<String> referenced = dialect.hiddenReferences(connection, plan.target());
        boolean touched = plan.kind() == SyncOperation.Kind.DELETE && !referenced.isEmpty()
                || plan instanceof ChangePlan.Staged staged
                        && staged.values().stream().anyMatch(column -> referenced.contains(column.name()));
        return touched
                ? "Foreign keys refer to " + plan.target()
                        + " that the bridge's login may not see, so the rows that they"
                        + " change are not counted; grant it VIEW DEFINITION and SELECT on the tables with these keys."
                : "";
    }

    @Override
    public ChangeCounts apply(ChangePlan plan) {
        return run("Changing " + plan.target(), () -> {
            ChangeCounts counts = dialect.apply(connection, plan);
            if (!dialect.isWatched(connection)) {
                throw transactionEnded("The transaction in which " + plan.target() + " was changed has ended.");
            }
            return counts;
        });
    }

    /** What only a COMMIT or ROLLBACK inside of the change can do. */
    static BridgeException transactionEnded(String seen) {
        return new BridgeException.RemotePermanent(
                ErrorCode.TRANSACTION_ENDED,
                seen + " A trigger that commits or rolls back has ended it; the bridge's checks came too late.");
    }

    @Override
    public void commit(Attempt attempt, ChangeCounts counts) {
        run("Writing the ledger", () -> {
            ledger.applied(connection, attempt, counts);
            return null;
        });
        try {
            connection.jdbc().commit();
        } catch (SQLException | RuntimeException | Error e) {
            broken = true;
            throw unknownOutcome(e);
        }
    }

    /** Also after a cancel: it may have come too late. */
    private BridgeException unknownOutcome(Throwable failure) {
        String message =
                "The connection broke before SQL Server confirmed the commit: it is not known whether the change"
                        + " was made. The next attempt asks the ledger, when there is one.";
        return session.aborted()
                ? new BridgeException.Cancelled(ErrorCode.CANCELLED, message)
                : new BridgeException.RemoteTransient(ErrorCode.COMMIT_OUTCOME_UNKNOWN, message, failure);
    }

    @Override
    public void rollback() {
        run("Rolling back", () -> {
            connection.jdbc().rollback();
            return null;
        });
    }

    @Override
    public void close() {
        registration.close();
        if (broken || session.aborted()) {
            session.abort();
            return;
        }
        try {
            release();
        } catch (SQLException | RuntimeException e) {
            // Drivers also throw unchecked ones; what was committed before stays so.
            session.abort();
        }
    }

    private void release() throws SQLException {
        if (inTransaction) {
            connection.jdbc().rollback();
            connection.jdbc().setAutoCommit(true);
        }
        dialect.release(connection);
        session.close();
    }

    private <R> R run(String doing, Work<R> work) {
        try {
            return work.run();
        } catch (SQLException e) {
            broken = true;
            throw session.aborted() ? cancelled(doing) : dialect.translate(e, doing);
        } catch (BridgeException | Error e) {
            broken = true;
            throw e;
        } catch (RuntimeException e) {
            broken = true;
            // A driver whose socket is closed under its hands also fails in ways that it did not mean to.
            throw session.aborted() ? cancelled(doing) : e;
        }
    }

    private static BridgeException.Cancelled cancelled(String doing) {
        return new BridgeException.Cancelled(
                ErrorCode.CANCELLED, doing + " was stopped by a cancel; nothing was changed.");
    }
}
