package io.github.sqldatabricks.bridge.observe;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sqldatabricks.bridge.model.Hashes;
import io.github.sqldatabricks.bridge.model.SafeAddress;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jboss.logging.Logger;

/**
 * Sends notifications by HTTP, signed as Standard Webhooks says. Thread-safe, blocking.
 *
 * @see <a href="https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md">Standard Webhooks</a>
 */
@ApplicationScoped
public class Webhook {

    private static final Logger LOG = Logger.getLogger(Webhook.class);
    private static final String ALGORITHM = "HmacSHA256";
    private static final String SECRET_PREFIX = "whsec_";
    private static final int FEWEST_BYTES = 24;
    private static final int MOST_BYTES = 64;
    private static final int SUCCESS = 200;
    private static final int REDIRECTION = 300;

    private final WebhookConfig config;
    private final Optional<SecretKeySpec> key;
    private final HttpClient client;
    private final MeterRegistry registry;

    /** @throws IllegalStateException when the configuration would send a notification unencrypted, or the key is none */
    public Webhook(WebhookConfig config, MeterRegistry registry) {
        this.config = config;
        this.key = config.secret().map(Webhook::key);
        this.registry = registry;
        config.url().ifPresent(Webhook::requireEncrypted);
        this.client = HttpClient.newBuilder().connectTimeout(config.timeout()).build();
    }

    /** Being told of the start makes it, so that a wrong setting stops the start. */
    void onStart(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE - 1) StartupEvent event) {}

    private static void requireEncrypted(URI url) {
        if (!SafeAddress.is(url)) {
            throw new IllegalStateException(
                    "Expected bridge.webhook.url with https (http only for this machine). Correct it.");
        }
    }

    private static SecretKeySpec key(String secret) {
        try {
            byte[] bytes = Base64.getDecoder()
                    .decode(secret.startsWith(SECRET_PREFIX) ? secret.substring(SECRET_PREFIX.length()) : secret);
            if (bytes.length >= FEWEST_BYTES && bytes.length <= MOST_BYTES) {
                return new SecretKeySpec(bytes, ALGORITHM);
            }
        } catch (IllegalArgumentException e) {
            LOG.debug("bridge.webhook.secret is no base64");
        }
        throw new IllegalStateException("Expected bridge.webhook.secret of " + FEWEST_BYTES + " to " + MOST_BYTES
                + " bytes in base64, with or without whsec_ before them. Make one with 'openssl rand -base64 32'.");
    }

    /** Whether anybody is to be told. */
    public boolean isConfigured() {
        return config.url().isPresent();
    }

    /**
     * Sends a notification once.
     *
     * @param about what is the same in each attempt at this notification, and in no other; the receiver gets its hash as {@code webhook-id}
     * @param type such as {@code stream.failed}
     * @param at when what it tells of happened
     * @param data of the type
     * @return whether it was taken; else it is to be sent again
     */
    public boolean isTaken(String about, String type, Instant at, ObjectNode data) {
        ObjectNode body =
                JsonNodeFactory.instance.objectNode().put("type", type).put("timestamp", at.toString());
        body.set("data", data);
        boolean taken = isTaken(request("msg_" + Hashes.of(about).substring(0, 32), Instant.now(), body.toString()));
        registry.counter(taken ? Meters.WEBHOOK_SENT : Meters.WEBHOOK_REFUSED).increment();
        return taken;
    }

    private boolean isTaken(HttpRequest request) {
        try {
            HttpResponse<Void> answer = client.send(request, HttpResponse.BodyHandlers.discarding());
            boolean taken = answer.statusCode() >= SUCCESS && answer.statusCode() < REDIRECTION;
            if (!taken) {
                LOG.warnf("A notification was not taken, and is sent again: status=%d", answer.statusCode());
            }
            return taken;
        } catch (IOException e) {
            // No more of it: a message could quote the address, and so a secret in it.
            LOG.warnf(
                    "A notification was not taken, and is sent again: %s",
                    e.getClass().getSimpleName());
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private HttpRequest request(String id, Instant now, String body) {
        String seconds = String.valueOf(now.getEpochSecond());
        HttpRequest.Builder request = HttpRequest.newBuilder(config.url().orElseThrow())
                .timeout(config.timeout())
                .header("Content-Type", "application/json")
                .header("webhook-id", id)
                .header("webhook-timestamp", seconds)
                .POST(HttpRequest.BodyPublishers.ofString(body));
        key.ifPresent(secret ->
                request.header("webhook-signature", "v1," + signature(secret, id + "." + seconds + "." + body)));
        return request.build();
    }

    private static String signature(SecretKeySpec key, String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }
}
