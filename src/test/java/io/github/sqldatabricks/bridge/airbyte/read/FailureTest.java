package io.github.sqldatabricks.bridge.airbyte.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sqldatabricks.bridge.airbyte.configuration.RowFilter;
import io.github.sqldatabricks.bridge.airbyte.configuration.TableName;
import io.github.sqldatabricks.bridge.airbyte.protocol.AirbyteMessage;
import io.github.sqldatabricks.bridge.airbyte.protocol.MessageSink;
import io.github.sqldatabricks.bridge.airbyte.protocol.SyncMode;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.UnityTable;
import io.github.sqldatabricks.bridge.testing.tables.MemoryTable;
import io.github.sqldatabricks.bridge.testing.tables.Received;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What breaks, and what goes on. Here to catch: a stream that takes the others with it, records that a second attempt doubles, a
 * failure without its reason, a COMPLETE that is not, results that stay open.
 */
class FailureTest {

    private final MemoryTable good = table("good");
    private final MemoryTable bad = table("bad");
    private final ReadScenario scenario = new ReadScenario(1).checkpointRecords(2);

    @AfterEach
    void nothingIsLeftOpen() {
        assertThat(scenario.tables.open()).isZero();
    }

    @Test
    void failuresThatPassInTheMiddleDoubleNothing() {
        scenario.incremental(bad, "id");
        failEvery(3, () -> new BridgeException.RemoteTransient("statement-failed", "503", null));
        Received received = scenario.read(Map.of());
        assertThat(received.records("bad")).hasSize(20).doesNotHaveDuplicates();
        assertThat(statuses(received, "bad")).containsExactly("STARTED", "RUNNING", "COMPLETE");
    }

    @Test
    void failuresThatDoNotPassEndTheStreamWithItsLastState() {
        scenario.incremental(bad, "id");
        AtomicInteger fills = new AtomicInteger();
        scenario.tables.beforeFill(table -> {
            if (fills.incrementAndGet() > 3) {
                throw new BridgeException.RemoteTransient("statement-failed", "503 for long", null);
            }
        });
        Received first = scenario.read(Map.of());
        assertThat(first.records("bad")).hasSize(6);
        assertThat(error(first).path("failure_type").asText()).isEqualTo("transient_error");
        assertThat(statuses(first, "bad")).last().isEqualTo("INCOMPLETE");
        scenario.tables.beforeFill(table -> {});
        assertThat(scenario.read(first.states()).records("bad")).hasSize(14);
    }

    @Test
    void anUnorderedReadIsNotRepeatedAfterItsFirstRecord() {
        scenario.fullRefresh(bad);
        failEvery(3, () -> new BridgeException.RemoteTransient("statement-failed", "503", null));
        Received received = scenario.read(Map.of());
        assertThat(received.records("bad")).hasSize(4);
        assertThat(statuses(received, "bad")).last().isEqualTo("INCOMPLETE");
        assertThat(received.states()).isEmpty();
    }

    @Test
    void anUnorderedReadIsTriedAgainBeforeItsFirstRecord() {
        scenario.fullRefresh(bad);
        AtomicInteger fills = new AtomicInteger();
        scenario.tables.beforeFill(table -> {
            if (fills.incrementAndGet() == 1) {
                throw new BridgeException.RemoteTransient("statement-failed", "503", null);
            }
        });
        assertThat(scenario.read(Map.of()).records("bad")).hasSize(20);
    }

    @Test
    void oneStreamFailsAndTheOthersAreComplete() {
        scenario.parallelism(2).incremental(bad, "id").incremental(good, "id");
        failOnly(bad, new BridgeException.RemotePermanent("permission-denied", "GRANT SELECT ON TABLE bad"));
        Received received = new Received();
        assertThat(scenario.run(received, Map.of())).isFalse();
        assertThat(received.records("good")).hasSize(20);
        assertThat(statuses(received, "good")).last().isEqualTo("COMPLETE");
        assertThat(statuses(received, "bad")).last().isEqualTo("INCOMPLETE");
        assertThat(error(received).path("failure_type").asText()).isEqualTo("config_error");
        assertThat(error(received).path("message").asText()).contains("GRANT SELECT");
        assertThat(error(received).path("stream_descriptor").path("name").asText())
                .isEqualTo("bad");
    }

    @Test
    void aTokenThatExpiresInTheMiddleEndsTheStreamWithItsLastState() {
        scenario.incremental(bad, "id");
        AtomicInteger fills = new AtomicInteger();
        scenario.tables.beforeFill(table -> {
            if (fills.incrementAndGet() > 4) {
                throw new BridgeException.RemotePermanent("databricks-login-failed", "The token is not valid.");
            }
        });
        Received first = scenario.read(Map.of());
        scenario.tables.beforeFill(table -> {});
        Received second = scenario.read(first.states());
        assertThat(first.records("bad")).hasSize(8);
        assertThat(second.records("bad")).hasSize(12).doesNotContainAnyElementsOf(first.records("bad"));
    }

    @Test
    void aDefectOfTheConnectorIsASystemErrorWithoutValues() {
        scenario.incremental(bad, "id");
        scenario.tables.beforeFill(table -> {
            throw new IllegalStateException("value 4711");
        });
        JsonNode error = error(scenario.read(Map.of()));
        assertThat(error.path("failure_type").asText()).isEqualTo("system_error");
        assertThat(error.toString()).doesNotContain("4711");
    }

    @Test
    void aColumnThatIsGoneSinceDiscoverIsNamed() {
        scenario.incremental(bad, "id");
        bad.drop("name");
        JsonNode error = error(scenario.read(Map.of()));
        assertThat(error.path("internal_message").asText())
                .startsWith("stream-column-missing")
                .contains(": name.");
    }

    @Test
    void aColumnThatHasAnotherTypeSinceDiscoverIsWarnedOf() {
        ObjectNode properties = JsonNodeFactory.instance.objectNode();
        properties.putObject("id").put("type", "integer");
        properties.putObject("name").putArray("type").add("null").add("integer");
        properties.putObject("ratio").putArray("type").add("null").add("number");
        scenario.tables.add(bad);
        scenario.stream(bad.description(), properties, SyncMode.FULL_REFRESH, List.of());
        assertThat(scenario.read(Map.of()).of("log"))
                .filteredOn(log -> log.path("level").asText().equals("WARN"))
                .singleElement()
                .satisfies(log -> assertThat(log.path("message").asText()).contains(": name."));
    }

    @Test
    void aTableThatIsGoneIsTold() {
        scenario.incremental(bad, "id");
        scenario.tables.remove(bad);
        assertThat(error(scenario.read(Map.of())).path("failure_type").asText()).isEqualTo("config_error");
    }

    @Test
    void aCursorThatIsMissingOrCanNotBeOneIsRefused() {
        assertThat(error(scenario.incremental(bad).read(Map.of()))
                        .path("internal_message")
                        .asText())
                .startsWith("cursor-missing");
        assertThat(error(scenario.incremental(bad, "none").read(Map.of()))
                        .path("internal_message")
                        .asText())
                .startsWith("cursor-missing");
        assertThat(error(scenario.incremental(bad, "ratio").read(Map.of()))
                        .path("internal_message")
                        .asText())
                .startsWith("cursor-type-refused");
    }

    @Test
    void aStateThatNobodyHereWroteAsksForAReset() {
        ObjectNode state = JsonNodeFactory.instance.objectNode().put("cursor", "7");
        scenario.incremental(bad, "id");
        JsonNode error = error(scenario.read(Map.of(ReadScenario.descriptor("bad"), state)));
        assertThat(error.path("internal_message").asText()).startsWith("invalid-stream-state");
    }

    @Test
    void filtersAreConditionsOfTheColumnsType() {
        TableName name = new TableName(Optional.empty(), "good");
        scenario.filter(new RowFilter(name, "id", RowFilter.Operator.AT_LEAST, List.of("15")))
                .filter(new RowFilter(name, "name", RowFilter.Operator.IN, List.of("n16", "n17")));
        assertThat(scenario.incremental(good, "id").read(Map.of()).records("good"))
                .hasSize(2);
        scenario.filter(new RowFilter(name, "id", RowFilter.Operator.EQUAL, List.of("x; DROP TABLE")));
        assertThat(error(scenario.read(Map.of())).path("internal_message").asText())
                .startsWith("invalid-row-filter");
    }

    @Test
    void streamsAreReadAtTheSameTime() throws InterruptedException {
        scenario.parallelism(2).stream(good, SyncMode.FULL_REFRESH, List.of()).stream(
                bad, SyncMode.FULL_REFRESH, List.of());
        Set<UnityTable> reading = ConcurrentHashMap.newKeySet();
        CountDownLatch both = new CountDownLatch(2);
        scenario.tables.beforeFill(table -> {
            if (reading.add(table)) {
                both.countDown();
                await(both);
            }
        });
        assertThat(scenario.run(new Received(), Map.of())).isTrue();
    }

    @Test
    void allStreamsEndWhenNobodyReadsAnyMore() {
        scenario.parallelism(2).fullRefresh(good).fullRefresh(bad);
        assertThatThrownBy(() -> scenario.run(new Received(500), Map.of()))
                .isInstanceOf(BridgeException.Cancelled.class);
    }

    @Test
    void aSlowReaderHoldsUpTheStreamInsteadOfFillingMemory() throws Exception {
        scenario.fullRefresh(bad);
        AtomicInteger fills = new AtomicInteger();
        scenario.tables.beforeFill(table -> fills.incrementAndGet());
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch goesOn = new CountDownLatch(1);
        Received received = new Received();
        CompletableFuture<Boolean> read =
                CompletableFuture.supplyAsync(() -> scenario.run(new SlowReader(received, blocked, goesOn), Map.of()));
        assertThat(blocked.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(fills).hasValue(1);
        goesOn.countDown();
        assertThat(read.get(10, TimeUnit.SECONDS)).isTrue();
        assertThat(received.records("bad")).hasSize(20);
    }

    /** Takes no block before it is told so. */
    private record SlowReader(Received received, CountDownLatch blocked, CountDownLatch goesOn) implements MessageSink {
        @Override
        public void write(AirbyteMessage message) {
            received.write(message);
        }

        @Override
        public void block(byte[] lines, int length) {
            blocked.countDown();
            await(goesOn);
            received.block(lines, length);
        }
    }

    private void failEvery(int fills, Supplier<RuntimeException> failure) {
        AtomicInteger count = new AtomicInteger();
        scenario.tables.beforeFill(table -> {
            if (count.incrementAndGet() % fills == 0) {
                throw failure.get();
            }
        });
    }

    private void failOnly(MemoryTable table, RuntimeException failure) {
        Consumer<UnityTable> fault = name -> {
            if (name.equals(table.description().table())) {
                throw failure;
            }
        };
        scenario.tables.beforeFill(fault);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static MemoryTable table(String name) {
        MemoryTable table = ReadScenario.table(name)
                .column("id", new ColumnType.Int64(), false)
                .column("name", new ColumnType.Text(), true)
                .column("ratio", new ColumnType.Float64(), true);
        for (long id = 0; id < 20; id++) {
            table.insert(id, "n" + id, 0.5);
        }
        return table;
    }

    private static JsonNode error(Received received) {
        return received.of("trace").stream()
                .filter(trace -> trace.has("error"))
                .findFirst()
                .orElseThrow()
                .path("error");
    }

    private static List<String> statuses(Received received, String stream) {
        return received.of("trace").stream()
                .map(trace -> trace.path("stream_status"))
                .filter(status ->
                        status.path("stream_descriptor").path("name").asText().equals(stream))
                .map(status -> status.path("status").asText())
                .toList();
    }
}
