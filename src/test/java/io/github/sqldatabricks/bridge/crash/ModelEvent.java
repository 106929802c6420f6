package io.github.sqldatabricks.bridge.crash;

import io.github.sqldatabricks.bridge.model.EventId;
import io.github.sqldatabricks.bridge.model.SqlServerTable;
import io.github.sqldatabricks.bridge.model.UnityTable;
import io.github.sqldatabricks.bridge.sync.EventMetadata;
import io.github.sqldatabricks.bridge.sync.SyncEvent;
import io.github.sqldatabricks.bridge.sync.SyncOperation;
import io.github.sqldatabricks.bridge.sync.SyncOperation.KeyColumns;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * A random event of the model.
 *
 * @param ids the ids that its source has, perhaps some of them twice
 * @param name that it writes into its rows, or whose rows it deletes by a condition
 */
record ModelEvent(SyncEvent event, List<Integer> ids, String name, Trouble trouble) {

    static final int TABLES = 3;

    private static final int IDS = 9;

    /** What is wrong with it, or around it. */
    enum Trouble {
        NONE,
        PASSES,
        NEVER_PASSES,
        /** It has one attempt; whether that comes to an end depends on what happens to the processes. */
        ONE_ATTEMPT,
        NO_SOURCE,
        NO_TARGET
    }

    /**
     * Makes one.
     *
     * @param priority of one that is to come last; empty for a random one
     */
    static ModelEvent random(String id, Random random, OptionalInt priority) {
        List<Integer> ids = IntStream.range(0, random.nextInt(6))
                .mapToObj(i -> random.nextInt(IDS))
                .toList();
        Trouble trouble = isSeldom(random) ? oneOf(Trouble.values(), random) : Trouble.NONE;
        String name = random.nextBoolean() ? id : id.substring(0, id.length() - 1) + random.nextInt(10);
        SyncEvent event = new SyncEvent(
                new EventId(id),
                operation(id, name, random),
                new SqlServerTable("dbo", trouble == Trouble.NO_TARGET ? "missing" : "t" + random.nextInt(TABLES)),
                new SyncEvent.Origin.Request("ana"),
                priority.orElse(random.nextInt(4) - 1),
                isSeldom(random) ? OptionalLong.of(random.nextInt(4)) : OptionalLong.empty(),
                new EventMetadata(random.nextBoolean() ? Map.of("on_discrepancy", "rollback") : Map.of()),
                Instant.EPOCH.plusSeconds(random.nextInt(3)),
                retries(trouble));
        return new ModelEvent(
                event, isSeldom(random) ? ids : ids.stream().distinct().toList(), name, trouble);
    }

    private static OptionalInt retries(Trouble trouble) {
        return switch (trouble) {
            case ONE_ATTEMPT -> OptionalInt.of(0);
            case NEVER_PASSES -> OptionalInt.of(1);
            case NONE, PASSES, NO_SOURCE, NO_TARGET -> OptionalInt.empty();
        };
    }

    private static boolean isSeldom(Random random) {
        return random.nextInt(3) == 0;
    }

    private static <T> T oneOf(T[] values, Random random) {
        return values[random.nextInt(values.length)];
    }

    private static SyncOperation operation(String id, String name, Random random) {
        UnityTable source = new UnityTable("main", "changes", id);
        KeyColumns keys = new KeyColumns(List.of("id"));
        SyncOperation[] operations = {
            new SyncOperation.Insert(source, Optional.empty()),
            new SyncOperation.Update(source, keys),
            new SyncOperation.Upsert(source, keys),
            new SyncOperation.DeleteByKeys(source, keys),
            new SyncOperation.DeleteWhere(Map.of("name", Optional.of(name)))
        };
        return oneOf(operations, random);
    }

    String id() {
        return event.id().value();
    }

    String table() {
        return event.target().name();
    }

    /** The table's number, which all its rows have as their group. */
    int group() {
        return table().charAt(1) - '0';
    }

    SyncOperation.Kind kind() {
        return event.operation().kind();
    }

    boolean hasSource() {
        return event.operation().sourceTable().isPresent();
    }
}
