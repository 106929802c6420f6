package io.github.sqldatabricks.bridge.airbyte.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sqldatabricks.bridge.airbyte.protocol.AirbyteMessage.AirbyteStream.SyncMode;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.UnityTable;
import io.github.sqldatabricks.bridge.testing.tables.MemoryTable;
import io.github.sqldatabricks.bridge.testing.tables.Received;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
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

    private final MemoryTable good = ReadScenario.twentyRows("good");
    private final MemoryTable bad = ReadScenario.twentyRows("bad");
    private final ReadScenario scenario = new ReadScenario(1).checkpointRecords(2);

    @AfterEach
    void nothingIsLeftOpen() {
        assertThat(scenario.tables.open()).isZero();
    }

    @Test
    void failuresThatPassInTheMiddleDoubleNothing() {
        scenario.incremental(bad, "id");
        failEvery(3, () -> new BridgeException.RemoteTransient(ErrorCode.DATABRICKS_STATEMENT_FAILED, "503", null));
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
                throw new BridgeException.RemoteTransient(ErrorCode.DATABRICKS_STATEMENT_FAILED, "503 for long", null);
            }
        });
        Received first = scenario.read(Map.of());
        assertThat(first.records("bad")).hasSize(6);
        assertThat(first.error().path("failure_type").asText()).isEqualTo("transient_error");
        assertThat(statuses(first, "bad")).last().isEqualTo("INCOMPLETE");
        scenario.tables.beforeFill(table -> {});
        assertThat(scenario.read(first.states()).records("bad")).hasSize(14);
    }

    @Test
    void anUnorderedReadIsNotRepeatedAfterItsFirstRecord() {
        scenario.fullRefresh(bad);
        failEvery(3, () -> new BridgeException.RemoteTransient(ErrorCode.DATABRICKS_STATEMENT_FAILED, "503", null));
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
                throw new BridgeException.RemoteTransient(ErrorCode.DATABRICKS_STATEMENT_FAILED, "503", null);
            }
        });
        assertThat(scenario.read(Map.of()).records("bad")).hasSize(20);
    }

    @Test
    void oneStreamFailsAndTheOthersAreComplete() {
        scenario.parallelism(2).incremental(bad, "id").incremental(good, "id");
        failOnly(bad, new BridgeException.RemotePermanent(ErrorCode.DATABRICKS_FORBIDDEN, "GRANT SELECT ON TABLE bad"));
        Received received = new Received();
        assertThat(scenario.run(received, Map.of())).isFalse();
        assertThat(received.records("good")).hasSize(20);
        assertThat(statuses(received, "good")).last().isEqualTo("COMPLETE");
        assertThat(statuses(received, "bad")).last().isEqualTo("INCOMPLETE");
        assertThat(received.error().path("failure_type").asText()).isEqualTo("config_error");
        assertThat(received.error().path("message").asText()).contains("GRANT SELECT");
        assertThat(received.error().path("stream_descriptor").path("name").asText())
                .isEqualTo("bad");
    }

    @Test
    void aTokenThatExpiresInTheMiddleEndsTheStreamWithItsLastState() {
        scenario.incremental(bad, "id");
        AtomicInteger fills = new AtomicInteger();
        scenario.tables.beforeFill(table -> {
            if (fills.incrementAndGet() > 4) {
                throw new BridgeException.RemotePermanent(ErrorCode.DATABRICKS_UNAUTHORIZED, "The token is not valid.");
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
        JsonNode error = scenario.read(Map.of()).error();
        assertThat(error.path("failure_type").asText()).isEqualTo("system_error");
        assertThat(error.toString()).doesNotContain("4711");
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

    /** Takes no record before it is told so. */
    private static final class SlowReader extends OutputStream {

        private final Received received;
        private final CountDownLatch blocked;
        private final CountDownLatch goesOn;

        SlowReader(Received received, CountDownLatch blocked, CountDownLatch goesOn) {
            this.received = received;
            this.blocked = blocked;
            this.goesOn = goesOn;
        }

        @Override
        public void write(int value) throws IOException {
            received.write(value);
        }

        @Override
        public void write(byte[] lines, int offset, int length) throws IOException {
            if (new String(lines, offset, length, StandardCharsets.UTF_8).startsWith("{\"type\":\"RECORD\"")) {
                blocked.countDown();
                await(goesOn);
            }
            received.write(lines, offset, length);
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

    private static List<String> statuses(Received received, String stream) {
        return received.of("trace").stream()
                .map(trace -> trace.path("stream_status"))
                .filter(status ->
                        status.path("stream_descriptor").path("name").asText().equals(stream))
                .map(status -> status.path("status").asText())
                .toList();
    }
}
