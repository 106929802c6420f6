package io.github.sqldatabricks.bridge.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sqldatabricks.bridge.testing.WebhookReceiver;
import io.github.sqldatabricks.bridge.testing.WebhookReceiver.Received;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Catches a signature that a receiver can't check, an id that changes from try to try, and a refusal that counts as taken. */
class WebhookTest {

    /** Of the examples of Standard Webhooks. */
    private static final String SECRET = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private static final Instant NOON = Instant.parse("2026-11-30T12:00:00Z");
    private static final ObjectNode DATA = JsonNodeFactory.instance.objectNode().put("stream", "dbo.orders \u00e9");

    private final WebhookReceiver receiver = new WebhookReceiver();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @AfterEach
    void close() {
        receiver.close();
    }

    private Webhook webhook(Optional<String> secret) {
        return new Webhook(receiver.config(secret), registry);
    }

    @Test
    void theReceiverCanCheckTheSignature() throws Exception {
        assertThat(webhook(Optional.of("whsec_" + SECRET)).isTaken("a", "stream.failed", NOON, DATA))
                .isTrue();
        Received sent = receiver.received().get(0);
        String signed =
                sent.headers().get("webhook-id") + "." + sent.headers().get("webhook-timestamp") + "." + sent.body();
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(Base64.getDecoder().decode(SECRET), "HmacSHA256"));
        String expected = Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
        assertThat(sent.headers().get("webhook-signature")).isEqualTo("v1," + expected);
        assertThat(Long.parseLong(sent.headers().get("webhook-timestamp")))
                .isCloseTo(Instant.now().getEpochSecond(), org.assertj.core.data.Offset.offset(60L));
        JsonNode body = new ObjectMapper().readTree(sent.body());
        assertThat(body.path("type").asText()).isEqualTo("stream.failed");
        assertThat(body.path("timestamp").asText()).isEqualTo("2026-11-30T12:00:00Z");
        assertThat(body.at("/data/stream").asText()).isEqualTo("dbo.orders \u00e9");
    }

    @Test
    void aNotificationHasOneIdInAllItsTries() {
        Webhook webhook = webhook(Optional.empty());
        receiver.answer(503);
        assertThat(webhook.isTaken("a", "stream.failed", NOON, DATA)).isFalse();
        receiver.answer(200);
        assertThat(webhook.isTaken("a", "stream.failed", NOON, DATA)).isTrue();
        webhook.isTaken("b", "stream.failed", NOON, DATA);
        assertThat(receiver.received())
                .extracting(sent -> sent.headers().get("webhook-id"))
                .satisfies(ids -> assertThat(ids.get(0)).isEqualTo(ids.get(1)).isNotEqualTo(ids.get(2)));
        assertThat(receiver.received().get(0).headers()).doesNotContainKey("webhook-signature");
        assertThat(registry.counter(Meters.WEBHOOK_SENT).count()).isEqualTo(2);
        assertThat(registry.counter(Meters.WEBHOOK_REFUSED).count()).isEqualTo(1);
    }

    @Test
    void aRedirectionIsNoAnswerAndIsNotFollowed() {
        receiver.answer(302);
        assertThat(webhook(Optional.empty()).isTaken("a", "stream.late", NOON, DATA))
                .isFalse();
        assertThat(receiver.received()).hasSize(1);
    }

    @Test
    void whenNobodyListensItIsNotTaken() {
        receiver.close();
        assertThat(webhook(Optional.empty()).isTaken("a", "stream.late", NOON, DATA))
                .isFalse();
    }

    @Test
    void aSettingThatIsNotSafeStopsTheStart() {
        assertThatThrownBy(() ->
                        new Webhook(WebhookReceiver.config("http://hooks.example.com/", Optional.empty()), registry))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("https");
        for (String secret :
                new String[] {"whsec_short", "not base64!", Base64.getEncoder().encodeToString(new byte[65])}) {
            assertThatThrownBy(() -> webhook(Optional.of(secret)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("bridge.webhook.secret")
                    .hasMessageNotContaining(secret);
        }
    }
}
