package io.github.sqldatabricks.bridge.airbyte.read;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sqldatabricks.bridge.airbyte.protocol.AirbyteMessage.StreamDescriptor;
import io.github.sqldatabricks.bridge.testing.tables.MemoryTable;
import io.github.sqldatabricks.bridge.testing.tables.Received;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whatever is killed, wherever, and goes on from the last STATE that arrived, is complete; and a STATE that is the last thing that
 * arrived doubles nothing. Here to catch: a state ahead of its records or behind them, ties and twins that are lost or doubled,
 * nulls that are skipped, an order that is not total, rows that come between two syncs.
 */
class ResumeTest {

    private static final int TABLES = Integer.getInteger("bridge.random-tables", 40);

    /** How a table is read. */
    enum Mode {
        KEYED_REFRESH,
        REFRESH,
        KEYED_CURSOR,
        CURSOR,
        CHANGE_FEED;

        private ReadScenario scenario(long seed, MemoryTable table) {
            ReadScenario scenario = new ReadScenario(seed).checkpointRecords(1 + (int) (seed % 4));
            return switch (this) {
                case KEYED_REFRESH, REFRESH -> scenario.fullRefresh(table);
                case KEYED_CURSOR, CURSOR -> scenario.incremental(table, "cursor");
                case CHANGE_FEED -> scenario.changeDataFeed().incremental(table.withChangeDataFeed());
            };
        }

        private MemoryTable table(RandomTables tables, boolean nulls) {
            return tables.table(this != CURSOR && this != REFRESH, nulls);
        }
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void everyStateStandsForExactlyTheRecordsBeforeIt(Mode mode) {
        for (long seed = 0; seed < TABLES; seed++) {
            Random random = new Random(seed);
            RandomTables tables = new RandomTables(random);
            MemoryTable table = mode.table(tables, random.nextBoolean());
            ReadScenario scenario = mode.scenario(seed, table);
            List<JsonNode> messages = scenario.read(Map.of()).messages();
            for (int end = 0; end < messages.size(); end++) {
                List<JsonNode> arrived = messages.subList(0, end + 1);
                if (arrived.get(end).path("type").asText().equals("STATE")) {
                    List<String> all = new ArrayList<>(Received.records(arrived, "t"));
                    all.addAll(scenario.read(Received.states(arrived)).records("t"));
                    assertThat(withoutFeed(all))
                            .as("%s, seed %d, killed after message %d", mode, seed, end)
                            .containsExactlyInAnyOrderElementsOf(expected(table));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void aReadThatIsKilledAgainAndAgainWhileRowsComeMissesNone(Mode mode) {
        for (long seed = 0; seed < TABLES; seed++) {
            Random random = new Random(seed);
            RandomTables tables = new RandomTables(random);
            boolean nulls = mode != Mode.CURSOR && mode != Mode.KEYED_CURSOR && random.nextBoolean();
            MemoryTable table = mode.table(tables, nulls);
            ReadScenario scenario = mode.scenario(seed, table);
            List<String> all = new ArrayList<>();
            Map<StreamDescriptor, JsonNode> states = new HashMap<>();
            for (int attempt = 0; attempt < 12; attempt++) {
                Received received = scenario.readUntil(random.nextInt(4000), states);
                all.addAll(received.records("t"));
                states.putAll(received.states());
                if (mode != Mode.KEYED_REFRESH && mode != Mode.REFRESH && attempt < 6) {
                    table.insertAll(tables.rows(random.nextInt(4), nulls));
                }
            }
            // The first ends the sync whose upper bound was taken before the last rows came.
            for (int sync = 0; sync < 2; sync++) {
                Received received = scenario.read(states);
                all.addAll(received.records("t"));
                states.putAll(received.states());
            }
            assertThat(new HashSet<>(withoutFeed(all)))
                    .as("%s, seed %d", mode, seed)
                    .containsExactlyInAnyOrderElementsOf(new HashSet<>(expected(table)));
        }
    }

    /** A killed process may have written records that no state covered, but every record of a state was written before it. */
    @ParameterizedTest
    @EnumSource(Mode.class)
    void statesCountTheRecordsSinceTheOneBefore(Mode mode) {
        for (long seed = 0; seed < TABLES; seed++) {
            Random random = new Random(seed);
            MemoryTable table = mode.table(new RandomTables(random), random.nextBoolean());
            long since = 0;
            for (JsonNode message : mode.scenario(seed, table).read(Map.of()).messages()) {
                since += message.has("record") ? 1 : 0;
                if (message.has("state")) {
                    double told = message.path("state")
                            .path("sourceStats")
                            .path("recordCount")
                            .doubleValue();
                    assertThat(told).as("%s, seed %d", mode, seed).isEqualTo(since);
                    since = 0;
                }
            }
            assertThat(since).as("records without a state").isZero();
        }
    }

    /** The records of a read that nothing disturbs, of a table that has no state. */
    private static List<String> expected(MemoryTable table) {
        MemoryTable copy = ReadScenario.table("t");
        table.description().columns().forEach(column -> copy.column(column.name(), column.type(), true));
        copy.insertAll(table.rows());
        return new ReadScenario(0).fullRefresh(copy).read(Map.of()).records("t");
    }

    private static List<String> withoutFeed(List<String> records) {
        return records.stream()
                .map(record -> record.replaceAll(",\"_ab_cdc_.*}", "}"))
                .toList();
    }
}
