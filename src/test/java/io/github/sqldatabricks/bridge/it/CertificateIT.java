package io.github.sqldatabricks.bridge.it;

import static io.github.sqldatabricks.bridge.testing.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.testing.RawHttp;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Certificates that change on the disk of the built application, while connections come all the time. Catches one that is renewed there
 * and not in the server, connections that a reload costs, and a broken file that takes the good certificate's place.
 */
class CertificateIT {

    /** The shortest period that Quarkus allows is 30 s. */
    private static final Duration ONE_RELOAD = Duration.ofSeconds(32);

    private static final Duration RELOADED_WITHIN = Duration.ofSeconds(90);

    @TempDir
    private Path directory;

    @Test
    void aRenewedCertificateIsUsedWithoutARestartAndWithoutALostConnection() throws Exception {
        Keystore keystore = new Keystore(directory);
        keystore.renew(keystore.certificate("first"));
        byte[] second = keystore.certificate("second");
        Map<String, String> settings = new HashMap<>(keystore.settings());
        settings.put("BRIDGE_SYNC_POLLER_ENABLED", "false");
        try (BridgeProcess process = BridgeProcess.serve(directory, settings);
                Handshakes handshakes = Handshakes.with(process.https())) {
            keystore.renew(Arrays.copyOf(second, second.length / 2));
            await().atMost(RELOADED_WITHIN)
                    .during(ONE_RELOAD)
                    .until(() -> handshakes.peers().equals(List.of("CN=first")));
            keystore.renew(second);
            await().atMost(RELOADED_WITHIN).until(() -> handshakes.peers().contains("CN=second"));
            assertThat(handshakes.peers()).containsExactly("CN=first", "CN=second");
            assertThat(handshakes.failures()).isEmpty();
            assertThat(RawHttp.exchangeOverTls(process.https(), RawHttp.get("/")))
                    .startsWith("HTTP/1.1 200");
        }
    }
}
