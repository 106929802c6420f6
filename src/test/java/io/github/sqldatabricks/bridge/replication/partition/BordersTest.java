package io.github.sqldatabricks.bridge.replication.partition;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sqldatabricks.bridge.extraction.RowRange;
import io.github.sqldatabricks.bridge.model.ParameterValue;
import io.github.sqldatabricks.bridge.model.SqlServerTable;
import io.github.sqldatabricks.bridge.replication.SourceTable;
import io.github.sqldatabricks.bridge.replication.SourceTable.SourceColumn;
import io.github.sqldatabricks.bridge.replication.SourceTable.SourceIndex;
import io.github.sqldatabricks.bridge.replication.partition.KeyStatistics.Step;
import io.github.sqldatabricks.bridge.replication.partition.PartitionPlanner.Divided;
import io.github.sqldatabricks.bridge.replication.partition.PartitionPlanner.PartSize;
import io.github.sqldatabricks.bridge.testing.RandomTries;
import io.github.sqldatabricks.bridge.testing.RandomValues;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Where rows are divided. Catches a row in two parts or in none, whatever statistics say, parts that are much larger than others although
 * the statistics are right, and a walk that never ends.
 */
class BordersTest {

    private static final int TRIES = 3000;

    @Test
    void everyRowIsInExactlyOnePartWhateverTheStatisticsSay() {
        RandomTries.of(TRIES, random -> {
            List<Long> keys = keys(random);
            List<Step> steps = random.chance(0.3) ? List.of() : stale(random);
            List<ParameterValue.Scalar> borders =
                    Borders.of(steps, random.between(0, 500L), random.between(1, 12), walk(keys));
            for (Long key : keys) {
                assertEquals(
                        1,
                        RowRange.between(borders).stream()
                                .filter(range -> has(range, key))
                                .count(),
                        () -> key + " between " + borders);
            }
            assertEquals(
                    1,
                    RowRange.between(borders).stream().filter(RowRange::nulls).count());
        });
    }

    @Test
    void partsAreAboutEvenWhenStatisticsAreRight() {
        RandomTries.of(TRIES, random -> {
            List<Long> keys = keys(random);
            int parts = random.between(2, 12);
            List<Step> steps = random.chance(0.3) ? List.of() : histogram(keys, random);
            List<ParameterValue.Scalar> borders = Borders.of(steps, keys.size(), parts, walk(keys));
            long size = Math.max(1, (keys.size() + parts - 1) / parts);
            long mostEqual = keys.stream()
                    .mapToLong(key -> Collections.frequency(keys, key))
                    .max()
                    .orElse(0);
            for (RowRange<ParameterValue.Scalar> range : RowRange.between(borders)) {
                long rows = keys.stream().filter(key -> has(range, key)).count();
                assertTrue(
                        rows <= 4 * size + mostEqual,
                        () -> rows + " of " + keys.size() + " rows in " + range + " of " + parts + ", steps " + steps);
            }
            assertTrue(borders.size() < 2 * parts, () -> borders.size() + " borders for " + parts + " parts");
        });
    }

    @Test
    void rowsThatWereAddedBehindTheHistogramAreDividedToo() {
        List<Long> keys = LongStream.rangeClosed(1, 1000).boxed().toList();
        List<Step> steps = List.of(step(50, 99, 1), step(100, 99, 1));
        List<ParameterValue.Scalar> borders = Borders.of(steps, 1000, 4, walk(keys));
        assertTrue(borders.size() >= 3, borders::toString);
        assertTrue(number(borders.get(borders.size() - 1)) > 500, borders::toString);
    }

    @Test
    void aSingleValueIsNeverDivided() {
        List<Long> keys = Collections.nCopies(100, 7L);
        assertEquals(List.of(whole(7)), Borders.of(List.of(step(7, 0, 100)), 100, 8, walk(keys)));
        assertEquals(List.of(whole(7)), Borders.of(List.of(), 100, 8, walk(keys)));
    }

    @Test
    void anEmptyTableHasOnePart() {
        assertEquals(List.of(), Borders.of(List.of(), 0, 8, walk(List.of())));
        assertTrue(RowRange.between(List.of()).get(0).isEverything());
        assertFalse(RowRange.between(List.of(1)).get(0).isEverything());
    }

    @Test
    void smallTablesAreNotDivided() {
        PartSize size = PartSize.DEFAULT;
        assertEquals(1, size.parts(OptionalLong.of(999_999), OptionalLong.of(255L << 20)));
        assertEquals(1, size.parts(OptionalLong.empty(), OptionalLong.empty()));
        assertEquals(4, size.parts(OptionalLong.of(1000), OptionalLong.of(1L << 30)));
        assertEquals(6, size.parts(OptionalLong.of(6_001_215), OptionalLong.of(1L << 30)));
        assertEquals(64, size.parts(OptionalLong.of(Long.MAX_VALUE), OptionalLong.empty()));
    }

    @Test
    void aTableIsDividedByItsClusteredIndexOnly() {
        SourceIndex clustered = new SourceIndex("pk", true, true, true, List.of("Region", "id"));
        assertEquals(
                "[region] nvarchar(10)",
                Divided.of(null, table(clustered))
                        .map(divided ->
                                divided.key().quoted() + " " + divided.key().type())
                        .orElseThrow());
        SourceIndex heap = new SourceIndex("pk", true, true, false, List.of("id"));
        assertEquals(Optional.empty(), Divided.of(null, table(heap)));
        SourceIndex unordered = new SourceIndex("cx", false, false, true, List.of("share"));
        assertEquals(Optional.empty(), Divided.of(null, table(unordered)));
    }

    private static SourceTable table(SourceIndex index) {
        return new SourceTable(
                new SqlServerTable("dbo", "t"),
                false,
                List.of(column("id", "int"), column("region", "nvarchar(10)"), column("share", "float")),
                List.of(index),
                OptionalLong.of(10),
                OptionalLong.empty(),
                Optional.empty());
    }

    private static SourceColumn column(String name, String sourceType) {
        return new SourceColumn(name, sourceType, Optional.empty(), "", false, Optional.empty());
    }

    /** Sorted, with repetitions, and now and then one value that most rows have. */
    private static List<Long> keys(RandomValues random) {
        List<Long> keys =
                new ArrayList<>(random.list(300, () -> random.between(0, random.of(List.of(3L, 40L, 4000L)))));
        if (random.chance(0.3)) {
            keys.addAll(Collections.nCopies(random.between(1, 300), random.between(0, 4000L)));
        }
        Collections.sort(keys);
        return keys;
    }

    private static List<Step> histogram(List<Long> keys, RandomValues random) {
        TreeMap<Long, Integer> counts = new TreeMap<>();
        keys.forEach(key -> counts.merge(key, 1, Integer::sum));
        List<Step> steps = new ArrayList<>();
        double below = 0;
        for (Long key : counts.keySet()) {
            if (random.chance(0.1) || key.equals(counts.lastKey())) {
                steps.add(step(key, below, counts.get(key)));
                below = 0;
            } else {
                below += counts.get(key);
            }
        }
        return steps;
    }

    /** Of other rows than there are; its values ascend, as a server's do. */
    private static List<Step> stale(RandomValues random) {
        List<Step> steps = new ArrayList<>();
        random.list(20, () -> random.between(0, 5000L)).stream()
                .sorted()
                .distinct()
                .forEach(key -> steps.add(step(key, random.between(0, 400), random.between(0, 400))));
        return steps;
    }

    private static Borders.Walk walk(List<Long> keys) {
        return (after, upTo, rows) -> {
            List<Long> range = keys.stream()
                    .filter(key -> has(new RowRange<>(after, upTo, false), key))
                    .limit(rows)
                    .toList();
            return range.size() < rows ? Optional.empty() : Optional.of(whole(range.get(range.size() - 1)));
        };
    }

    private static boolean has(RowRange<ParameterValue.Scalar> range, long key) {
        return range.after().filter(after -> key <= number(after)).isEmpty()
                && range.upTo().filter(upTo -> key > number(upTo)).isEmpty();
    }

    private static Step step(long upTo, double below, double equal) {
        return new Step(whole(upTo), below, equal);
    }

    private static ParameterValue.Scalar whole(long value) {
        return new ParameterValue.Whole(value);
    }

    private static long number(ParameterValue.Scalar value) {
        return ((ParameterValue.Whole) value).value();
    }
}
