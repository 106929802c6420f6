package io.github.sqldatabricks.bridge.flow;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** Adds up what this process moves, until it is told to the store. Thread-safe, cheap. */
@ApplicationScoped
public class FlowCounter {

    private final Map<Direction, Amount> moved = new EnumMap<>(Direction.class);

    /** Something has moved, or ended. */
    public synchronized void add(Direction direction, Amount amount) {
        moved.merge(direction, amount, Amount::plus);
    }

    /** A meter for something that goes on for long. */
    public Meter meter(Direction direction) {
        return new Meter(direction);
    }

    /** What has moved since the last time. */
    synchronized Map<Direction, Amount> take() {
        Map<Direction, Amount> taken = new EnumMap<>(Direction.class);
        taken.putAll(moved);
        moved.clear();
        return taken;
    }

    /** Counts how far something is, again and again, as it moves on. Thread-safe. */
    public final class Meter implements AutoCloseable {
        private final Direction direction;
        private long rows;
        private long bytes;
        private boolean closed;

        private Meter(Direction direction) {
            this.direction = direction;
        }

        /** So much is done of it now; less than before means that it has begun anew. */
        public synchronized void at(long rowsNow, long bytesNow) {
            if (closed) {
                return;
            }
            boolean anew = rowsNow < rows || bytesNow < bytes;
            add(direction, Amount.moved(rowsNow - (anew ? 0 : rows), bytesNow - (anew ? 0 : bytes)));
            rows = rowsNow;
            bytes = bytesNow;
        }

        /** Who is late does not count any more. */
        @Override
        public synchronized void close() {
            closed = true;
        }
    }

    /** Where rows move. */
    public enum Direction {
        /** Out of SQL Server into files. */
        EXTRACTION,
        /** Of such files into Delta tables. */
        LOAD,
        /** Out of Databricks into tables of SQL Server, by events. */
        SYNC;

        /** As it is written in JSON and stored. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * How much has moved.
     *
     * @param rows read and written; of events the rows that were changed
     * @param bytes of files; 0 where nobody knows
     * @param ended queries, loads or events that have ended for good, in whatever way
     * @param failed those of them that failed or were blocked
     */
    public record Amount(long rows, long bytes, long ended, long failed) {

        public static final Amount NOTHING = new Amount(0, 0, 0, 0);

        /** What has moved while something went on. */
        public static Amount moved(long rows, long bytes) {
            return new Amount(rows, bytes, 0, 0);
        }

        /** That something has ended. */
        public static Amount end(boolean failed) {
            return new Amount(0, 0, 1, failed ? 1 : 0);
        }

        /** Both together. */
        public Amount plus(Amount other) {
            return new Amount(rows + other.rows, bytes + other.bytes, ended + other.ended, failed + other.failed);
        }
    }
}
