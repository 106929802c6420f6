package io.github.sqldatabricks.bridge.crash;

import io.github.sqldatabricks.bridge.sync.ChangeLimits;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * An event with rows of its own, so that it can be told what it did in whatever order events are applied: six rows of the
 * target (ids 0 to 5 of its ten), and a source table with some of its ids.
 */
record PlannedEvent(int number, Kind kind) {

    /** One row less than {@link Kind#TOO_MANY} wants to delete. */
    static final ChangeLimits LIMITS =
            new ChangeLimits(OptionalLong.of(5), OptionalLong.empty(), OptionalDouble.empty());

    static final int TABLES = 3;

    private static final String NEW = "new";
    private static final String EVEN = ChangeLog.SEED + "even";
    private static final String ODD = ChangeLog.SEED + "odd";

    private static final int IDS = 10;
    private static final int ROWS = 6;

    /** What it does. */
    enum Kind {
        INSERT("INSERT", 6, 10),
        UPDATE("UPDATE", 3, 8),
        UPSERT("UPSERT", 3, 8),
        DELETE("DELETE", 3, 8),
        DELETE_WHERE("DELETE", 0, 0),
        TOO_MANY("DELETE", 0, 6),
        NO_SOURCE("INSERT", 0, 0);

        private final String operation;
        private final int from;
        private final int to;

        Kind(String operation, int from, int to) {
            this.operation = operation;
            this.from = from;
            this.to = to;
        }
    }

    String id() {
        return "e" + number;
    }

    private String table() {
        return "dbo.t" + number % TABLES;
    }

    private int row(int index) {
        return number * IDS + index;
    }

    private static String name(int index) {
        return index % 2 == 0 ? EVEN : ODD;
    }

    /** Makes its rows in the target. */
    String seed() {
        List<String> rows = IntStream.range(0, ROWS)
                .mapToObj(i -> "(" + row(i) + ", " + number + ", '" + name(i) + "')")
                .toList();
        return "INSERT INTO " + table() + " VALUES " + String.join(", ", rows);
    }

    /** Makes its source table, and one that nobody reads when it has none. */
    String source() {
        String name = kind == Kind.NO_SOURCE ? "unused" + number : id();
        return "CREATE TABLE main.changes." + name + " AS SELECT CAST(i AS INT) AS id, " + number + " AS grp, '" + NEW
                + "' AS name FROM range(" + row(kind.from) + ", " + row(kind.to) + ") AS r(i)";
    }

    /** Inserts it into the events table, as a Databricks job would. */
    String insert() {
        boolean where = kind == Kind.DELETE_WHERE;
        return "INSERT INTO " + World.EVENTS
                + " (event_id, operation, source_table, target_table, primary_keys, filter_conditions) VALUES ('" + id()
                + "', '" + kind.operation + "', " + (where ? "NULL" : "'main.changes." + id() + "'") + ", '" + table()
                + "', " + (where ? "NULL" : "array('id')") + ", "
                + (where ? "'{\"grp\": " + number + ", \"name\": \"" + ODD + "\"}'" : "NULL") + ")";
    }

    /** The status that it ends with, and the rows that it says to have changed. */
    String end() {
        return switch (kind) {
            case TOO_MANY -> "blocked null";
            case NO_SOURCE -> "failed null";
            case INSERT, UPDATE, UPSERT, DELETE, DELETE_WHERE -> "completed " + changes();
        };
    }

    /** How many rows of the target change. */
    long changes() {
        return switch (kind) {
            case INSERT -> 4;
            case UPSERT -> 5;
            case UPDATE, DELETE, DELETE_WHERE -> 3;
            case TOO_MANY, NO_SOURCE -> 0;
        };
    }

    /** Its rows at the end: id and name. */
    List<String> rows() {
        Map<Integer, String> rows = new TreeMap<>();
        IntStream.range(0, ROWS).forEach(i -> rows.put(row(i), name(i)));
        for (int i = kind.from; i < kind.to; i++) {
            change(rows, row(i));
        }
        if (kind == Kind.DELETE_WHERE) {
            rows.values().removeIf(ODD::equals);
        }
        return rows.entrySet().stream()
                .map(row -> row.getKey() + " " + row.getValue())
                .toList();
    }

    private void change(Map<Integer, String> rows, int id) {
        switch (kind) {
            case INSERT, UPSERT -> rows.put(id, NEW);
            case UPDATE -> rows.replace(id, NEW);
            case DELETE -> rows.remove(id);
            case DELETE_WHERE, TOO_MANY, NO_SOURCE -> rows.size();
        }
    }
}
