package io.github.sqldatabricks.bridge.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.wiring.CertificateRenewal.RenewableKeys;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.X509KeyManager;
import org.junit.jupiter.api.Test;

/** Catches a handshake that gets the key of one certificate and the chain of another, because a renewal came between. */
class RenewableKeysTest {

    private final OneKey first = new OneKey();
    private final OneKey second = new OneKey();
    private final RenewableKeys keys = new RenewableKeys(first);

    @Test
    void aHandshakeThatBeganBeforeARenewalEndsWithItsOwnKeys() {
        String begunBefore = keys.chooseEngineServerAlias("EC", null, null);
        keys.renew(second);
        assertThat(keys.getPrivateKey(begunBefore)).isSameAs(first.key);
        assertThat(keys.getCertificateChain(begunBefore)).isSameAs(first.chain);
        String begunAfter = keys.chooseEngineServerAlias("EC", null, null);
        assertThat(keys.getPrivateKey(begunAfter)).isSameAs(second.key);
        assertThat(keys.getCertificateChain(begunAfter)).isSameAs(second.chain);
    }

    @Test
    void whatIsNotThereIsNotChosen() {
        assertThat(keys.chooseServerAlias("RSA", null, null)).isNull();
        assertThat(keys.chooseEngineServerAlias("RSA", null, null)).isNull();
    }

    /** One key of the kind EC, by a name that every renewal uses again. */
    private static final class OneKey implements X509KeyManager {

        private static final String ALIAS = "server:1";

        private final X509Certificate[] chain = {};
        private final PrivateKey key = new PrivateKey() {
            @Override
            public String getAlgorithm() {
                return "EC";
            }

            @Override
            public String getFormat() {
                return "none";
            }

            @Override
            public byte[] getEncoded() {
                return new byte[0];
            }
        };

        @Override
        public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
            return keyType.equals("EC") ? ALIAS : null;
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            assertThat(alias).isEqualTo(ALIAS);
            return key;
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            assertThat(alias).isEqualTo(ALIAS);
            return chain;
        }

        @Override
        public String[] getServerAliases(String keyType, Principal[] issuers) {
            return new String[] {ALIAS};
        }

        @Override
        public String[] getClientAliases(String keyType, Principal[] issuers) {
            return new String[0];
        }

        @Override
        public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
            return null;
        }
    }
}
