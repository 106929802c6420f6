package io.github.sqldatabricks.bridge.wiring.nativeimage;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.CipherSuiteFilter;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextOption;
import io.netty.handler.ssl.SslProvider;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;

/**
 * In a native executable, HTTP clients get their TLS from the JDK: the other way, OpenSSL, extends classes that are not there,
 * while a native build links everything. Quarkus 3.31.1 replaces this method as Netty 4.1.130 has it; 4.1.138 calls another
 * one, with one more parameter. To be removed when Quarkus knows it.
 */
@TargetClass(SslContext.class)
final class JdkClientsOnly {

    private JdkClientsOnly() {}

    @Substitute
    @SafeVarargs
    static SslContext newClientContextInternal(
            SslProvider implementation,
            Provider provider,
            X509Certificate[] trusted,
            TrustManagerFactory trustManagers,
            X509Certificate[] certificates,
            PrivateKey key,
            String keyPassword,
            KeyManagerFactory keyManagers,
            Iterable<String> ciphers,
            CipherSuiteFilter cipherFilter,
            ApplicationProtocolConfig protocols,
            String[] versions,
            long sessionCacheSize,
            long sessionTimeout,
            boolean startTls,
            boolean certificateStatus,
            SecureRandom random,
            String keyStoreType,
            String identification,
            Map.Entry<SslContextOption<?>, Object>... options)
            throws SSLException {
        if (certificateStatus) {
            throw new IllegalArgumentException("OCSP is not supported by the JDK's TLS");
        }
        return SslContext.class.cast(new JdkClient(
                provider,
                trusted,
                trustManagers,
                certificates,
                key,
                keyPassword,
                keyManagers,
                ciphers,
                cipherFilter,
                protocols,
                versions,
                sessionCacheSize,
                sessionTimeout,
                random,
                keyStoreType,
                identification,
                new Resumption()));
    }
}
