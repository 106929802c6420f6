package io.github.sqldatabricks.bridge.sqlserver;

import io.github.sqldatabricks.bridge.model.BridgeException;
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

    private static void requireReadable(String setting, Path file) {
        if (!Files.isReadable(file)) {
            throw new BridgeException.RemotePermanent(
                    "sqlserver-not-configured",
                    "Expected a file that can be read, but " + setting + " is " + file + ".");
        }
    }
}
