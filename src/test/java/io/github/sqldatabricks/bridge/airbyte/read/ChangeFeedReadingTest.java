package io.github.sqldatabricks.bridge.airbyte.read;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sqldatabricks.bridge.airbyte.protocol.AirbyteMessage.StreamDescriptor;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.testing.tables.MemoryTable;
import io.github.sqldatabricks.bridge.testing.tables.Received;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Applying the records in their order gives the table. Here to catch: deletes that are told as rows, what a row was before an
 * update, versions that are skipped or told twice, gaps of the feed that pass silently.
 */
class ChangeFeedReadingTest {

    private final MemoryTable table = ReadScenario.table("t")
            .column("id", new ColumnType.Int64(), false)
            .column("name", new ColumnType.Text(), true)
            .key("id")
            .withChangeDataFeed();
    private final ReadScenario scenario =
            new ReadScenario(1).checkpointRecords(2).changeDataFeed().incremental(table, "_ab_cdc_lsn");

    @Test
    void afterTheRowsOfOneVersionComeTheChangesOfTheNext() {
        table.insert(1L, "a").insert(2L, "b");
        Received first = scenario.read(Map.of());
        assertThat(first.of("record")).allSatisfy(record -> {
            assertThat(record.path("data").path("_ab_cdc_lsn").longValue()).isEqualTo(2);
            assertThat(record.path("data").path("_ab_cdc_deleted_at").isNull()).isTrue();
        });
        table.update(row -> row.get(0).equals(1L), 1, "A");
        table.delete(row -> row.get(0).equals(2L));
        table.insert(3L, "c");
        assertThat(scenario.read(first.states()).records("t"))
                .containsExactly(
                        record(1, "A", 3, "null"),
                        record(2, "b", 4, "\"1970-01-01T00:00:04.000000Z\""),
                        record(3, "c", 5, "null"));
    }

    @Test
    void withoutChangesNothingIsReadAndTheStateStays() {
        table.insert(1L, "a");
        Received first = scenario.read(Map.of());
        Received second = scenario.read(first.states());
        assertThat(second.of("record")).isEmpty();
        assertThat(second.states()).isEqualTo(first.states());
    }

    @Test
    void applyingTheRecordsOfReadsThatAreKilledAnywhereGivesTheTable() {
        for (long seed = 0; seed < 40; seed++) {
            Random random = new Random(seed);
            MemoryTable changing = ReadScenario.table("t")
                    .column("id", new ColumnType.Int64(), false)
                    .column("name", new ColumnType.Text(), true)
                    .key("id")
                    .withChangeDataFeed();
            ReadScenario killed =
                    new ReadScenario(seed).checkpointRecords(2).changeDataFeed().incremental(changing);
            Map<Long, String> applied = new TreeMap<>();
            Map<StreamDescriptor, JsonNode> states = new HashMap<>();
            for (int sync = 0; sync < 8; sync++) {
                change(changing, random);
                Received received = sync < 7 ? killed.readUntil(random.nextInt(5000), states) : killed.read(states);
                apply(received, applied);
                states.putAll(received.states());
            }
            apply(killed.read(states), applied);
            Map<Long, String> expected = new TreeMap<>();
            changing.rows().forEach(row -> expected.put((Long) row.get(0), (String) row.get(1)));
            assertThat(applied).as("seed %d", seed).isEqualTo(expected);
        }
    }

    @Test
    void aFeedThatDoesNotReachBackAsksForAReset() {
        table.insert(1L, "a");
        Received first = scenario.read(Map.of());
        table.insert(2L, "b").insert(3L, "c");
        table.vacuum(3);
        JsonNode error = scenario.read(first.states()).of("trace").stream()
                .filter(trace -> trace.has("error"))
                .findFirst()
                .orElseThrow()
                .path("error");
        assertThat(error.path("failure_type").asText()).isEqualTo("config_error");
        assertThat(error.path("message").asText()).contains("Reset the stream");
    }

    private static void change(MemoryTable table, Random random) {
        for (int i = random.nextInt(5); i >= 0; i--) {
            long id = random.nextInt(8);
            boolean there = table.rows().stream().anyMatch(row -> row.get(0).equals(id));
            if (!there) {
                table.insert(id, "n" + random.nextInt(100));
            } else if (random.nextBoolean()) {
                table.update(row -> row.get(0).equals(id), 1, "n" + random.nextInt(100));
            } else {
                table.delete(row -> row.get(0).equals(id));
            }
        }
    }

    /** As a destination that deduplicates does: the greatest version of a key wins. */
    private static void apply(Received received, Map<Long, String> applied) {
        for (JsonNode record : received.of("record")) {
            JsonNode data = record.path("data");
            if (data.path("_ab_cdc_deleted_at").isNull()) {
                applied.put(data.path("id").longValue(), data.path("name").textValue());
            } else {
                applied.remove(data.path("id").longValue());
            }
        }
    }

    private static String record(long id, String name, long version, String deleted) {
        return "{\"id\":" + id + ",\"name\":\"" + name + "\",\"_ab_cdc_lsn\":" + version
                + ",\"_ab_cdc_updated_at\":\"1970-01-01T00:00:0" + version + ".000000Z\",\"_ab_cdc_deleted_at\":"
                + deleted + "}";
    }
}
