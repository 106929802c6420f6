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
import java.util.Arrays;
import java.util.Optional;
import javax.net.ssl.KeyManager;
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
}
