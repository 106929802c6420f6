package io.github.sqldatabricks.bridge.replication.change;

import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.Country;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;

/** Port: what a SQL Server says about its present: time, open transactions, rowversions. Each answer has a time-out. Thread-safe. */
public interface SourceClock {

    /**
     * The server's time, and then, in this order, who writes into the country's database.
     *
     * @throws io.github.sqldatabricks.bridge.model.BridgeException when the server can't be asked
     */
    Moment now(Country country, Cancellation cancellation);

    /**
     * The rowversions of the country's database.
     *
     * @throws io.github.sqldatabricks.bridge.model.BridgeException when the server can't be asked, or has none
     */
    Rowversions rowversions(Country country, Cancellation cancellation);

    /**
     * The server's time.
     *
     * @param utc by the server's own clock
     * @param offset of its wall clock from UTC
     * @param writers read after the time; empty when the login may not see them
     */
    record Moment(Instant utc, ZoneOffset offset, Optional<OpenWriters> writers) {}

    /**
     * The open transactions that have written into the database, or begin to.
     *
     * @param transactions the server's numbers of them
     * @param oldestBegin when the oldest one began, by the server's clock; empty when there is none
     */
    record OpenWriters(Set<Long> transactions, Optional<Instant> oldestBegin) {
        public OpenWriters {
            transactions = Set.copyOf(transactions);
        }
    }

    /**
     * Rowversions, as unsigned numbers of 64 bits.
     *
     * @param leastActive {@code MIN_ACTIVE_ROWVERSION()}: no transaction that is open has or gets a smaller one
     * @param last {@code @@DBTS}: the last one that was given
     */
    record Rowversions(long leastActive, long last) {}
}
