package io.github.sqldatabricks.bridge.sqlserver;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * The driver's properties for encryption, which is never off.
 *
 * @see <a href="https://learn.microsoft.com/sql/connect/jdbc/connecting-with-ssl-encryption">Connecting with encryption</a>
 */
final class TlsProperties {

    private TlsProperties() {}

    /** @throws BridgeException.RemotePermanent when a file is not there: the driver would only say that nothing fits */
    static Map<String, String> of(ConnectionSettings settings) {
        SqlServerConfig.Tls tls = settings.tls();
        tls.trustStore().ifPresent(file -> requireReadable("tls.trust-store", file));
        tls.certificate().ifPresent(file -> requireReadable("tls.certificate", file));
        Map<String, String> properties = new TreeMap<>();
        properties.put("encrypt", tls.strict() ? "strict" : "true");
        // The driver refuses the other one together with strict, even when it is false.
        if (!tls.strict()) {
            properties.put("trustServerCertificate", Boolean.toString(settings.trustCertificate()));
        }
        tls.trustStore().map(Path::toString).ifPresent(file -> properties.put("trustStore", file));
        tls.trustStorePassword().ifPresent(password -> properties.put("trustStorePassword", password));
        tls.hostName().ifPresent(name -> properties.put("hostNameInCertificate", name));
        tls.certificate().map(Path::toString).ifPresent(file -> properties.put("serverCertificate", file));
        return properties;
    }

    /**
     * @param prefix of the settings
     * @throws IllegalArgumentException when the driver would ignore a certificate that somebody relies on: it compares the
     *     server's with {@code serverCertificate} under {@code encrypt=strict} only (13.6, TDSChannel.enableSSL)
     */
    static void requireUsed(String prefix, SqlServerConfig.Tls tls) {
        if (tls.certificate().isPresent() && !tls.strict()) {
            throw new IllegalArgumentException(prefix + ".certificate is compared with " + prefix
                    + ".strict=true only. Set that, or put the certificate into " + prefix + ".trust-store instead.");
        }
    }

    private static void requireReadable(String setting, Path file) {
        if (!Files.isReadable(file)) {
            throw new BridgeException.RemotePermanent(
                    ErrorCode.SQLSERVER_NOT_CONFIGURED,
                    "Expected a file that can be read, but " + setting + " is " + file + ".");
        }
    }
}
