package io.github.sqldatabricks.bridge.it;

import io.github.sqldatabricks.bridge.testing.SelfSigned;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

/** PKCS #12 files with a certificate for this machine, made by the JDK's keytool, and the one that a service uses. */
final class Keystore {

    private static final String PASSWORD = "password-of-the-store";

    private final Path directory;

    Keystore(Path directory) {
        this.directory = directory;
    }

    /** Settings of a service that serves HTTPS with the file that {@link #renew} replaces; it looks for a new one all 30 s, the least. */
    Map<String, String> settings() {
        return Map.of(
                "QUARKUS_HTTP_SSL_PORT",
                "0",
                "QUARKUS_TLS_KEY_STORE_P12_PATH",
                used().toString(),
                "QUARKUS_TLS_KEY_STORE_P12_PASSWORD",
                PASSWORD,
                "QUARKUS_TLS_RELOAD_PERIOD",
                "30s");
    }

    private Path used() {
        return directory.resolve("server.p12");
    }

    /** Puts a file in the used one's place in one step, as Kubernetes and cert-manager do. */
    void renew(byte[] content) throws IOException {
        Path next = Files.write(directory.resolve("server.p12.next"), content);
        Files.move(next, used(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** A new certificate with this common name. */
    byte[] certificate(String name) throws IOException, InterruptedException {
        Path store = directory.resolve(name + ".p12");
        SelfSigned.write(store, name, PASSWORD);
        return Files.readAllBytes(store);
    }
}
