package io.github.sqldatabricks.bridge.observe;

import static io.github.sqldatabricks.bridge.testing.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.duty.Duties;
import io.github.sqldatabricks.bridge.testing.CatalogueServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Sending, to a catalogue in trouble. Catches work that waits for a catalogue, a queue without an end, a loss that is not
 * counted, and a key that travels unencrypted.
 */
class LineageSenderTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final CatalogueServer catalogue = new CatalogueServer();

    @AfterEach
    void close() {
        catalogue.close();
    }

    @Test
    void aCatalogueThatHangsLosesEventsAndNobodyWaits() throws InterruptedException {
        CountDownLatch release = new CountDownLatch(1);
        catalogue.hang(release);
        LineageSender sender = sender(catalogue.url(), "60s", 2);
        for (int i = 0; i < 10; i++) {
            sender.send(event());
        }
        // One is on its way and two wait, unless the first was not yet taken out of the queue.
        assertThat(lost()).isBetween(7.0, 8.0);
        release.countDown();
        await().atMost(Duration.ofSeconds(20)).until(() -> sent() + lost() == 10);
        sender.close();
    }

    @Test
    void anAnswerThatDoesNotComeInTimeIsALoss() throws InterruptedException {
        CountDownLatch release = new CountDownLatch(1);
        catalogue.hang(release);
        LineageSender sender = sender(catalogue.url(), "100ms", 10);
        sender.send(event());
        await().atMost(Duration.ofSeconds(20)).until(() -> lost() == 1);
        release.countDown();
        sender.close();
    }

    @Test
    void aRefusalAndACatalogueThatIsNotThereAreLosses() throws InterruptedException {
        catalogue.answer(500);
        LineageSender sender = sender(catalogue.url(), "10s", 10);
        sender.send(event());
        await().atMost(Duration.ofSeconds(20)).until(() -> lost() == 1);
        catalogue.close();
        sender.send(event());
        await().atMost(Duration.ofSeconds(20)).until(() -> lost() == 2);
        sender.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://marquez.example.com/api", "ftp://localhost/api", "marquez"})
    void anAddressThatWouldTellTheKeyIsRefused(String url) {
        assertThatThrownBy(() -> start(url, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("bridge.lineage.url")
                .hasMessageNotContaining("top-secret");
    }

    @Test
    void aQueueWithoutAPlaceIsRefused() {
        assertThatThrownBy(() -> start(catalogue.url(), 0)).hasMessageContaining("bridge.lineage.queue-capacity");
    }

    private static void start(String url, int capacity) {
        OpenLineage.require(config(url, "10s", capacity));
    }

    private static LineageEvent event() {
        LineageEvent.Job job = new LineageEvent.Job("here", "job", Map.of());
        return LineageEvent.now(
                LineageEvent.Type.START,
                new LineageEvent.Run(LineageEvent.runId("a"), Map.of()),
                job,
                List.of(),
                List.of());
    }

    private LineageSender sender(String url, String timeout, int capacity) {
        return new LineageSender(config(url, timeout, capacity), registry, new Duties());
    }

    private static LineageConfig config(String url, String timeout, int capacity) {
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(LineageConfig.class)
                .withDefaultValues(Map.of(
                        "bridge.lineage.url",
                        url,
                        "bridge.lineage.api-key",
                        "top-secret",
                        "bridge.lineage.timeout",
                        timeout,
                        "bridge.lineage.queue-capacity",
                        String.valueOf(capacity)))
                .build()
                .getConfigMapping(LineageConfig.class);
    }

    private double lost() {
        return registry.counter("bridge.lineage.lost").count();
    }

    private double sent() {
        return registry.counter("bridge.lineage.sent").count();
    }
}
