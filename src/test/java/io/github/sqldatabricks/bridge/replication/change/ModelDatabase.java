package io.github.sqldatabricks.bridge.replication.change;

import io.github.sqldatabricks.bridge.replication.change.CursorWindows.CursorBounds;
import io.github.sqldatabricks.bridge.replication.change.SourceClock.Moment;
import io.github.sqldatabricks.bridge.replication.change.SourceClock.OpenWriters;
import io.github.sqldatabricks.bridge.replication.change.SourceClock.Rowversions;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A small database with one table: transactions that write rows, whose cursor is a time or a number that is given when they write, and
 * commit or roll back whenever chance wants. It moves on whenever somebody looks at it.
 */
final class ModelDatabase {

    /** How much older than its transaction's first write a value is, less than this. */
    static final Duration MARGIN = Duration.ofSeconds(5);

    private static final int MOST_OPEN = 4;
    /** So many windows are settled and read while a long transaction has written and not ended. */
    private static final int LONG = 3;

    private final Random random;
    private final CursorType type;
    private final Duration longestPause;
    private final boolean updates;
    private final TreeMap<Integer, CursorValue> committed = new TreeMap<>();
    private final List<Transaction> open = new ArrayList<>();
    private Instant now = Instant.parse("2026-03-01T10:00:00Z");
    private long numbers;
    private int nextRow;
    private long nextTransaction;
    private boolean settled;
    private int held;

    private static final class Transaction {
        private final long id;
        private final Instant begin;
        private final Map<Integer, CursorValue> writes = new HashMap<>();
        private Instant firstWrite;
        private int windows;

        private Transaction(long id, Instant begin) {
            this.id = id;
            this.begin = begin;
        }
    }

    /**
     * A database.
     *
     * @param longestPause between two things that happen
     * @param updates whether rows change after they were written, which gives them another value
     */
    ModelDatabase(Random random, CursorType type, Duration longestPause, boolean updates) {
        this.random = random;
        this.type = type;
        this.longestPause = longestPause;
        this.updates = updates;
    }

    /** Lets some things happen. */
    void live() {
        for (int i = settled ? 0 : random.nextInt(4); i > 0; i--) {
            pass(Duration.ofMillis(random.nextLong(longestPause.toMillis() + 1)));
            step();
        }
    }

    private void step() {
        int what = random.nextInt(10);
        if (what < 3 && open.size() < MOST_OPEN) {
            open.add(new Transaction(nextTransaction++, now));
        } else if (what < 8 && !open.isEmpty()) {
            write(open.get(random.nextInt(open.size())));
        } else if (!open.isEmpty()) {
            end(open.remove(random.nextInt(open.size())), random.nextInt(5) > 0);
        }
    }

    private void write(Transaction transaction) {
        Set<Integer> locked = new HashSet<>();
        open.forEach(other -> locked.addAll(other.writes.keySet()));
        List<Integer> free =
                committed.keySet().stream().filter(row -> !locked.contains(row)).toList();
        boolean update = updates && !free.isEmpty() && random.nextBoolean();
        int row = update ? free.get(random.nextInt(free.size())) : nextRow++;
        transaction.firstWrite = transaction.writes.isEmpty() ? now : transaction.firstWrite;
        transaction.writes.put(row, value(transaction));
    }

    private CursorValue value(Transaction transaction) {
        if (!type.isTemporal()) {
            numbers += 1 + random.nextInt(3);
            return type.equals(CursorType.ROWVERSION)
                    ? CursorValue.rowversion(numbers)
                    : CursorValue.of(type, BigDecimal.valueOf(numbers).toPlainString());
        }
        // A value is settled a little before the first write, by the application or by the statement's begin.
        long older = transaction.writes.isEmpty() ? random.nextLong(MARGIN.toNanos()) / 100 * 100 : 0;
        return CursorValue.at(type, rounded(LocalDateTime.ofInstant(now.minusNanos(older), ZoneOffset.UTC)));
    }

    /** As SQL Server does when it stores a time. */
    private LocalDateTime rounded(LocalDateTime time) {
        return switch (type.sql().kind()) {
            case DATE -> time.truncatedTo(ChronoUnit.DAYS);
            case SMALLDATETIME -> time.plusSeconds(30).truncatedTo(ChronoUnit.MINUTES);
            case DATETIME -> {
                long thirds = Math.round(time.getNano() * 300.0 / 1e9);
                yield time.truncatedTo(ChronoUnit.SECONDS).plus(Math.round(thirds * 1000 / 300.0), ChronoUnit.MILLIS);
            }
            default -> {
                long unit = (long) Math.pow(10, 9 - type.digits());
                yield time.truncatedTo(ChronoUnit.SECONDS).plusNanos((time.getNano() + unit / 2) / unit * unit);
            }
        };
    }

    private void end(Transaction transaction, boolean commit) {
        if (commit) {
            committed.putAll(transaction.writes);
            held += transaction.windows >= LONG ? 1 : 0;
        }
    }

    /** Ends all transactions, lets days pass, so that nothing is young, and begins nothing any more. */
    void settle() {
        settled = true;
        open.forEach(transaction -> end(transaction, true));
        open.clear();
        pass(Duration.ofDays(2));
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }

    CursorWindows.Server server(boolean transactionsVisible) {
        return new CursorWindows.Server(
                () -> after(moment(transactionsVisible)), () -> after(bounds()), pause -> live());
    }

    private <T> T after(T answer) {
        live();
        return answer;
    }

    private Moment moment(boolean transactionsVisible) {
        List<Transaction> writers =
                open.stream().filter(writer -> !writer.writes.isEmpty()).toList();
        Set<Long> ids = new HashSet<>();
        writers.forEach(writer -> ids.add(writer.id));
        OpenWriters seen = new OpenWriters(
                ids, writers.stream().map(writer -> writer.begin).min(Comparator.naturalOrder()));
        return new Moment(now, ZoneOffset.UTC, transactionsVisible ? Optional.of(seen) : Optional.empty());
    }

    private CursorBounds bounds() {
        return new CursorBounds(committed.values().stream().max(Comparator.naturalOrder()), 0);
    }

    Rowversions rowversions() {
        long least = open.stream()
                .flatMap(transaction -> transaction.writes.values().stream())
                .mapToLong(value -> Long.parseUnsignedLong((String) value.value(), 16))
                .min()
                .orElse(numbers + 1);
        return after(new Rowversions(least, numbers));
    }

    /** How many transactions were open over three windows, had written before them, and committed after them. */
    int held() {
        return held;
    }

    /** The committed rows of a window, at this moment. */
    Map<Integer, CursorValue> read(Window window) {
        open.stream().filter(writer -> !writer.writes.isEmpty()).forEach(writer -> writer.windows++);
        if (window instanceof Window.Everything) {
            return Map.copyOf(committed);
        }
        Map<Integer, CursorValue> rows = new HashMap<>();
        if (window instanceof Window.Slice slice) {
            committed.forEach((row, value) -> {
                boolean above = slice.after()
                        .filter(after -> value.compareTo(after) <= 0)
                        .isEmpty();
                if (above && value.compareTo(slice.upTo()) <= 0) {
                    rows.put(row, value);
                }
            });
        }
        return rows;
    }

    Map<Integer, CursorValue> committed() {
        return committed;
    }

    /** The oldest value that each open transaction which has written can bring. */
    Stream<Instant> oldestOfWriters() {
        return open.stream()
                .filter(writer -> !writer.writes.isEmpty())
                .map(writer -> later(writer.begin, writer.firstWrite.minus(MARGIN)));
    }

    private static Instant later(Instant one, Instant other) {
        return one.isBefore(other) ? other : one;
    }
}
