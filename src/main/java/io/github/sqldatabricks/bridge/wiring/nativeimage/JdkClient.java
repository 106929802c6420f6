package io.github.sqldatabricks.bridge.wiring.nativeimage;

import com.oracle.svm.core.annotate.Alias;
import com.oracle.svm.core.annotate.TargetClass;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.CipherSuiteFilter;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;

/** Netty's own class, which can't be named from here: it is not public. */
@TargetClass(className = "io.netty.handler.ssl.JdkSslClientContext")
final class JdkClient {

    @Alias
    @SuppressWarnings("unused") // Only its signature counts: the original's constructor is called.
    JdkClient(
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
            SecureRandom random,
            String keyStoreType,
            String identification,
            Resumption resumption)
            throws SSLException {}
}
