package io.github.sqldatabricks.bridge.wiring;

import io.quarkus.tls.CertificateUpdatedEvent;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.quarkus.vertx.http.runtime.HttpCertificateUpdateEventListener;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.KeyCertOptions;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.BiFunction;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509KeyManager;

/**
 * Gives a renewed certificate to the HTTPS server without a gap. Quarkus' own way, {@code HttpServer.updateSSLOptions}, cuts every
 * connection that comes while Vert.x 4.5 builds the new context, at each reload, whether there is a new certificate or not. With
 * client certificates the trust store may be new as well: then it goes Quarkus' way.
 */
@Singleton
@Alternative
@Priority(1)
public class CertificateRenewal extends HttpCertificateUpdateEventListener implements HttpServerOptionsCustomizer {

    private final Vertx vertx;
    private volatile Optional<RenewableKeys> keys = Optional.empty();
    private volatile String configuration = "";

    CertificateRenewal(Vertx vertx) {
        this.vertx = vertx;
    }

    @Override
    public void customizeHttpsServer(HttpServerOptions options) {
        if (options.getKeyCertOptions() != null && options.getTrustOptions() == null) {
            RenewableKeys renewable = new RenewableKeys(keysOf(options.getKeyCertOptions()));
            options.setKeyCertOptions(KeyCertOptions.wrap(renewable));
            keys = Optional.of(renewable);
        }
    }

    @Override
    public void register(HttpServer server, String tlsConfiguration, String id) {
        if (keys.isPresent()) {
            configuration = tlsConfiguration;
        } else {
            super.register(server, tlsConfiguration, id);
        }
    }

    /** Takes what was read from the disk; a file that can't be read never comes this far. */
    @Override
    public void onCertificateUpdate(@Observes CertificateUpdatedEvent event) throws InterruptedException {
        if (event.name().equalsIgnoreCase(configuration)) {
            KeyCertOptions read = event.tlsConfiguration().getSSLOptions().getKeyCertOptions();
            keys.ifPresent(renewable -> renewable.renew(keysOf(read)));
        } else {
            super.onCertificateUpdate(event);
        }
    }

    private X509KeyManager keysOf(KeyCertOptions options) {
        try {
            KeyManager[] managers = options.getKeyManagerFactory(vertx).getKeyManagers();
            return Arrays.stream(managers)
                    .filter(X509KeyManager.class::isInstance)
                    .map(X509KeyManager.class::cast)
                    .findFirst()
                    .orElseThrow();
        } catch (Exception e) {
            throw new IllegalStateException("The certificate of the API can't be read: " + e.getMessage(), e);
        }
    }

    /**
     * A server's key and certificate, which can be replaced while it serves. A handshake asks three times (for an alias, its key, its
     * certificate) and gets all of the same generation, because the alias names it. Thread-safe.
     */
    static final class RenewableKeys extends X509ExtendedKeyManager {

        private static final String SEPARATOR = ":";

        /** The former one is still asked for by handshakes that began before. */
        private record Generation(long number, X509KeyManager keys, X509KeyManager former) {}

        private volatile Generation present;

        RenewableKeys(X509KeyManager first) {
            present = new Generation(0, first, first);
        }

        /** Handshakes that begin from now on get these. */
        synchronized void renew(X509KeyManager next) {
            present = new Generation(present.number() + 1, next, present.keys());
        }

        @Override
        public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
            Generation now = present;
            String alias = now.keys() instanceof X509ExtendedKeyManager extended
                    ? extended.chooseEngineServerAlias(keyType, issuers, engine)
                    : now.keys().chooseServerAlias(keyType, issuers, null);
            return named(now, alias);
        }

        @Override
        public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
            Generation now = present;
            return named(now, now.keys().chooseServerAlias(keyType, issuers, socket));
        }

        private static String named(Generation generation, String alias) {
            return alias == null ? null : generation.number() + SEPARATOR + alias;
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return ask(alias, X509KeyManager::getCertificateChain);
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return ask(alias, X509KeyManager::getPrivateKey);
        }

        private <T> T ask(String alias, BiFunction<X509KeyManager, String, T> question) {
            Generation now = present;
            String[] parts = alias.split(SEPARATOR, 2);
            X509KeyManager keys = Long.parseLong(parts[0]) == now.number() ? now.keys() : now.former();
            return question.apply(keys, parts[1]);
        }

        @Override
        public String[] getServerAliases(String keyType, Principal[] issuers) {
            throw new UnsupportedOperationException("a handshake chooses one alias");
        }

        @Override
        public String[] getClientAliases(String keyType, Principal[] issuers) {
            throw new UnsupportedOperationException("these are a server's keys");
        }

        @Override
        public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
            throw new UnsupportedOperationException("these are a server's keys");
        }
    }
}
