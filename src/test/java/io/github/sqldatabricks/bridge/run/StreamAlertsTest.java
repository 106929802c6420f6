package io.github.sqldatabricks.bridge.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sqldatabricks.bridge.observe.Webhook;
import io.github.sqldatabricks.bridge.run.ReplicationStore.StreamId;
import io.github.sqldatabricks.bridge.run.ReplicationStore.Success;
import io.github.sqldatabricks.bridge.store.JdbcReplicationStore;
import io.github.sqldatabricks.bridge.store.JobDatabase;
import io.github.sqldatabricks.bridge.testing.FixedStoreConfig;
import io.github.sqldatabricks.bridge.testing.WebhookReceiver;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What people are told of streams, from a real store to a real receiver. Catches trouble that nobody hears of, or hears of at each look, and
 * a second notification of one event that looks like another event.
 */
class StreamAlertsTest {

    private static final StreamId ORDERS = new StreamId("sales", "dbo.orders");

    private final WebhookReceiver receiver = new WebhookReceiver();
    private final JobDatabase database = new JobDatabase(FixedStoreConfig.inMemory());
    private final JdbcReplicationStore store = new JdbcReplicationStore(database);
    private final StreamAlerts alerts = new StreamAlerts(
            () -> List.of("sales"), store, new Webhook(receiver.config(Optional.empty()), new SimpleMeterRegistry()));

    @AfterEach
    void close() {
        receiver.close();
        database.close();
    }

    @Test
    void aFailureIsToldOnceAndItsEndToo() {
        goesWell(store.now());
        alerts.look();
        assertThat(types()).isEmpty();

        store.failed(ORDERS, "sqlserver-unavailable");
        alerts.look();
        alerts.look();
        assertThat(types()).containsExactly("stream.failed");
        JsonNode data = body(0).path("data");
        assertThat(data.path("replication").asText()).isEqualTo("sales");
        assertThat(data.path("stream").asText()).isEqualTo("dbo.orders");
        assertThat(data.path("error_code").asText()).isEqualTo("sqlserver-unavailable");

        goesWell(store.now());
        alerts.look();
        alerts.look();
        assertThat(types()).containsExactly("stream.failed", "stream.recovered");
        assertThat(ids()).doesNotHaveDuplicates();
    }

    @Test
    void whatTheReceiverRefusesIsToldAgainUnderTheSameId() {
        store.failed(ORDERS, "position-lost");
        receiver.answer(503);
        alerts.look();
        assertThat(store.stream(ORDERS).told()).isEmpty();
        receiver.answer(204);
        alerts.look();
        alerts.look();
        assertThat(types()).containsExactly("stream.failed", "stream.failed");
        assertThat(ids()).containsOnly(ids().get(0));
    }

    @Test
    void aTargetThatIsOlderThanItMayBeIsLateUntilARunGoesWell() {
        goesWell(store.now().minus(Duration.ofHours(2)));
        alerts.look();
        assertThat(types()).as("any age is right").isEmpty();

        store.freshness("sales", Map.of("dbo.orders", Duration.ofHours(1)));
        alerts.look();
        alerts.look();
        assertThat(types()).containsExactly("stream.late");
        assertThat(body(0).at("/data/lag_seconds").asLong()).isBetween(7200L, 7260L);
        assertThat(body(0).at("/data/freshness_seconds").asLong()).isEqualTo(3600);

        goesWell(store.now());
        alerts.look();
        assertThat(types()).containsExactly("stream.late", "stream.recovered");
    }

    /** Those of any age are nobody's worry, and neither are those that never were up to date. */
    @Test
    void theLargestLagOfThoseWithALimitIsAMetric() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        StreamMetrics metrics = new StreamMetrics(() -> List.of("sales"), store, registry);
        goesWell(store.now().minus(Duration.ofHours(2)));
        metrics.look();
        assertThat(registry.get("bridge.streams.lag").gauge().value()).isZero();
        store.freshness("sales", Map.of("dbo.orders", Duration.ofHours(9), "dbo.lines", Duration.ofHours(1)));
        metrics.look();
        assertThat(registry.get("bridge.streams.lag").gauge().value()).isBetween(7200.0, 7260.0);
        metrics.failed();
        assertThat(registry.get("bridge.streams.runs")
                        .tag("status", "failed")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("bridge.streams.runs")
                        .tag("status", "loaded")
                        .counter()
                        .count())
                .isZero();
    }

    private void goesWell(Instant asOf) {
        store.succeeded(
                store.stream(ORDERS), new Success(Optional.empty(), Optional.empty(), Optional.of(asOf), "full"));
    }

    private List<String> types() {
        return receiver.received().stream()
                .map(sent -> json(sent.body()).path("type").asText())
                .toList();
    }

    private List<String> ids() {
        return receiver.received().stream()
                .map(sent -> sent.headers().get("webhook-id"))
                .toList();
    }

    private JsonNode body(int index) {
        return json(receiver.received().get(index).body());
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(text, e);
        }
    }
}
