package io.github.sqldatabricks.bridge.sync;

import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.model.EventId;
import io.github.sqldatabricks.bridge.model.SqlServerTable;
import io.github.sqldatabricks.bridge.sync.ChangePlan.StagedRows;
import io.github.sqldatabricks.bridge.sync.EventOutcome.ChangeCounts;
import io.github.sqldatabricks.bridge.sync.EventOutcome.ChangeCounts.Cascades;
import io.github.sqldatabricks.bridge.sync.EventOutcome.DryRun.SampleRow;
import io.github.sqldatabricks.bridge.sync.TargetTable.TargetIdentity;
import java.util.List;
import java.util.Optional;

/** Port: the SQL Servers whose tables are changed. Thread-safe. */
public interface TargetDatabase {

    /**
     * A connection for one event.
     *
     * @param address which of them
     * @param cancellation cuts the connection, whatever it is doing
     * @throws io.github.sqldatabricks.bridge.model.BridgeException.NotAllowed ({@code target-not-configured}) when no
     *     connection leads there
     * @throws io.github.sqldatabricks.bridge.model.BridgeException when there is no connection
     */
    TargetSession open(TargetAddress address, Cancellation cancellation);

    /**
     * Where connections to an address lead, by the configuration alone: equal for all ways that it can tell to be the same.
     *
     * @throws io.github.sqldatabricks.bridge.model.BridgeException as {@link #open}, without connecting
     */
    String place(TargetAddress address);

    /**
     * Asks the server which table a name means.
     *
     * @throws io.github.sqldatabricks.bridge.model.BridgeException when it can't be asked
     */
    default TargetIdentity identify(TargetAddress address, SqlServerTable table) {
        try (TargetSession session = open(address, new Cancellation())) {
            return session.identify(table);
        }
    }

    /**
     * Makes sure that the default SQL Server has what {@code bridge.sync.delivery} needs; where that is nothing, there is nothing to
     * do.
     *
     * @throws io.github.sqldatabricks.bridge.model.BridgeException.RemotePermanent ({@code ledger-missing}) when it has no
     *     ledger and none can be made
     * @throws io.github.sqldatabricks.bridge.model.BridgeException when it can't be asked
     */
    default void requireDelivery() {}

    /**
     * Port: one event's work in SQL Server. The methods are called in the order in which they stand here, each at most once,
     * by one thread. Every method throws {@code BridgeException.RemoteTransient} when another attempt can help, {@code
     * BridgeException.RemotePermanent} when it can't, {@code BridgeException.Cancelled} after a cancel.
     */
    interface TargetSession extends AutoCloseable {

        /**
         * Notes in the ledger, in a transaction of its own, that this attempt begins. From then on no attempt with a lower
         * fence can commit. Waits while an attempt is in its transaction.
         *
         * @param attempt the event and the attempt's fence
         * @return the counts, when the event is applied already
         * @throws io.github.sqldatabricks.bridge.model.BridgeException.RemoteTransient ({@code event-taken-over}) when an
         *     attempt with a higher fence has begun
         * @throws io.github.sqldatabricks.bridge.model.BridgeException.Conflict ({@code event-id-reused}) when the ledger knows
         *     the id with another content
         */
        Optional<ChangeCounts> beginAttempt(Attempt attempt);

        /** Which table a name means, by the server's own names; for a name that means none, the name itself. */
        TargetIdentity identify(SqlServerTable table);

        /** Whether there is a ledger at all ({@code bridge.sync.delivery}); without one {@link #beginAttempt} knows nothing. */
        boolean hasLedger();

        /**
         * What the target looks like.
         *
         * @throws io.github.sqldatabricks.bridge.model.BridgeException.RemotePermanent ({@code unknown-target-table}) when it
         *     is not there or not visible
         */
        TargetTable describe(SqlServerTable table);

        /** The names of the triggers that the change would fire in the target; empty when there are none. */
        List<String> triggers(ChangePlan plan);

        /**
         * Copies all rows into a staging table of this session. Touches nothing else; no transaction is open. Values that the
         * target column can't hold unchanged are refused, naming row and column.
         *
         * @return how many rows
         */
        long stage(ChangePlan.Staged plan, StagedRows rows);

        /** What is wrong with the keys of the staged rows: null or doubled; empty when nothing is. One sentence each. */
        List<String> keyProblems(ChangePlan.Staged plan);

        /**
         * Opens the transaction and locks the ledger's row.
         *
         * @param attempt empty for a dry run, which leaves no trace in the ledger
         * @throws io.github.sqldatabricks.bridge.model.BridgeException.RemoteTransient ({@code event-taken-over}) when another
         *     attempt has begun or has applied the event since {@link #beginAttempt}; the next attempt finds out which
         */
        void beginTransaction(Optional<Attempt> attempt);

        /**
         * Keeps other bridges that change the same table waiting until the transaction ends. They share no order; each one's change is
         * whole when the next one's begins.
         *
         * @throws io.github.sqldatabricks.bridge.model.BridgeException.RemoteTransient ({@code target-locked}) when another one has
         *     it for longer than a lock is waited for
         */
        void lock(TargetIdentity target);

        /** How many rows the target has, inside of the transaction. Expensive; only for limits that need it. */
        long countRows(SqlServerTable table);

        /** Some of the rows that the change is about to touch, before and after. For a dry run. */
        List<SampleRow> sample(ChangePlan plan, int rows);

        /**
         * The rows that foreign keys will change together with the target's, inside of the transaction. They are locked, so that
         * they are the same ones when {@link #apply} follows.
         */
        Cascades cascades(ChangePlan plan);

        /** Changes the target, set-based, inside of the transaction. */
        ChangeCounts apply(ChangePlan plan);

        /**
         * Writes the counts into the ledger's row and commits.
         *
         * @throws io.github.sqldatabricks.bridge.model.BridgeException.RemoteTransient ({@code commit-outcome-unknown}) when
         *     the connection breaks before the commit is confirmed
         */
        void commit(Attempt attempt, ChangeCounts counts);

        /** Undoes all since {@link #beginTransaction}. */
        void rollback();

        /** Gives the connection back, whole or cut; an open transaction is rolled back. Never throws. */
        @Override
        void close();

        /**
         * One attempt to apply an event.
         *
         * @param contentHash SHA-256 of the event's content in hexadecimal, so that a reused id is noticed
         * @param fence grows with every attempt at the event, at least 1
         */
        record Attempt(EventId event, String contentHash, long fence) {}
    }

    /**
     * What an event says of the database that its target is in. Nothing said means the default one.
     *
     * @param country whose SQL Server ({@code metadata.country})
     * @param server its name as callers write it, {@code host}, {@code host,port} or {@code host\instance} ({@code
     *     metadata.target_server})
     * @param database its name ({@code metadata.target_database})
     */
    record TargetAddress(Optional<Country> country, Optional<String> server, Optional<String> database) {

        /** The default database. */
        public static final TargetAddress DEFAULT = of(Optional.empty());

        /** The database of a country; empty for the default one. */
        public static TargetAddress of(Optional<Country> country) {
            return new TargetAddress(country, Optional.empty(), Optional.empty());
        }

        /** Whether a server or a database is named. */
        public boolean isNamed() {
            return server.isPresent() || database.isPresent();
        }

        /** For people: {@code database 'Y' on server 'X'}. */
        public String named() {
            return database.map(name -> "database '" + name + "'").orElse("the database")
                    + server.map(name -> " on server '" + name + "'").orElse("");
        }
    }
}
