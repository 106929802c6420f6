package io.github.sqldatabricks.bridge.observe;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Who is told when a stream of a replication fails, is late, or works again. */
@ConfigMapping(prefix = "bridge.webhook")
public interface WebhookConfig {

    /**
     * Takes notifications by POST, such as {@code https://hooks.example.com/bridge}; {@code https}, or {@code http} to this machine. Without
     * it, nobody is told.
     */
    Optional<URI> url();

    /**
     * The key that notifications are signed with, by Standard Webhooks: {@code whsec_} and 24 to 64 bytes in base64 ({@code openssl rand
     * -base64 32} makes them); secret. Without it, they are not signed.
     */
    Optional<String> secret();

    /** After how long a notification that nobody takes is tried again. 1 second to 1 minute. */
    @WithDefault("10s")
    Duration timeout();
}
