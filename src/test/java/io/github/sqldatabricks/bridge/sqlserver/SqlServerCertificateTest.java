package io.github.sqldatabricks.bridge.sqlserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.model.BridgeException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real server whose certificate is verified. Catches a trust store that is not used, so that a private authority never works,
 * and one that is used without verifying anything: another authority, or another name, has to be refused.
 */
class SqlServerCertificateTest {

    private static final String PASSWORD = "password-of-the-trust-store";

    @TempDir
    private Path directory;

    private TestSqlServerConfig config;
    private List<X509Certificate> shown;
    private String name;

    @BeforeEach
    void look() throws Exception {
        config = RealSqlServer.config();
        config.trustCertificate = false;
        shown = ShownCertificates.of(config);
        name = commonName(shown.get(0));
    }

    private static String commonName(X509Certificate certificate) throws Exception {
        return new LdapName(certificate.getSubjectX500Principal().getName())
                .getRdns().stream()
                        .filter(part -> part.getType().equalsIgnoreCase("CN"))
                        .map(Rdn::getValue)
                        .map(Object::toString)
                        .findFirst()
                        .orElseThrow();
    }

    @Test
    void aPrivateAuthorityInTheTrustStoreIsEnough() throws Exception {
        config.tls = trusting(shown.get(shown.size() - 1), name);
        assertThat(answer()).isEqualTo("1");
    }

    @Test
    void anotherAuthorityIsRefused() throws Exception {
        config.tls = trusting(stranger(), name);
        assertRefused(this::answer);
    }

    @Test
    void aGoodCertificateForAnotherNameIsRefused() throws Exception {
        config.tls = trusting(shown.get(shown.size() - 1), "other.example");
        assertRefused(this::answer);
    }

    private String answer() {
        try (RealSqlServer server = new RealSqlServer(config)) {
            return server.read(RealSqlServer.query("SELECT 1 AS a"))
                    .get(0)
                    .get(0)
                    .toString();
        }
    }

    private static void assertRefused(ThrowingCallable reading) {
        assertThatThrownBy(reading)
                .isInstanceOfSatisfying(
                        BridgeException.RemotePermanent.class,
                        refusal -> assertThat(refusal.code()).isEqualTo("sqlserver-certificate"));
    }

    private TestSqlServerConfig.FixedTls trusting(X509Certificate authority, String host) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("authority", authority);
        Path file = directory.resolve("authorities.p12");
        try (OutputStream output = Files.newOutputStream(file)) {
            store.store(output, PASSWORD.toCharArray());
        }
        return new TestSqlServerConfig.FixedTls(
                false, Optional.of(file), Optional.of(PASSWORD), Optional.of(host), Optional.empty());
    }

    /** An authority of the JVM's that has nothing to do with the server. */
    private X509Certificate stranger() throws Exception {
        TrustManagerFactory authorities = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        authorities.init((KeyStore) null);
        X509TrustManager trusted = (X509TrustManager) authorities.getTrustManagers()[0];
        return Arrays.stream(trusted.getAcceptedIssuers())
                .filter(other -> shown.stream()
                        .noneMatch(one -> one.getIssuerX500Principal().equals(other.getSubjectX500Principal())))
                .findFirst()
                .orElseThrow();
    }
}
