package io.github.sqldatabricks.bridge.sqlserver;

import io.github.sqldatabricks.bridge.jdbc.entra.EntraLogin;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.sqlserver.SqlServerConfig.WindowsLogin;
import io.github.sqldatabricks.bridge.sqlserver.SqlServerConfig.WindowsLogin.Scheme;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** The properties that the driver gets for a connection, and which of its settings go together. */
final class DriverProperties {

    private static final String APPLICATION_NAME = "SQL-Databricks Bridge";
    /** The most that the driver allows under TLS; fewer, larger packets read faster. */
    private static final String PACKET_BYTES = "16384";
    /** Seconds after which a server that ignores a time-out's cancel loses the connection. */
    private static final String CANCEL_SECONDS = "10";

    private DriverProperties() {}

    /** @throws BridgeException.RemotePermanent when a file that they name is not there */
    static Map<String, String> of(ConnectionSettings settings) {
        Map<String, String> properties = new TreeMap<>(connection(settings));
        properties.putAll(tls(settings));
        properties.putAll(windows(settings.windows()));
        return properties;
    }

    /** @see <a href="https://learn.microsoft.com/sql/connect/jdbc/setting-the-connection-properties">properties</a> */
    private static Map<String, String> connection(ConnectionSettings settings) {
        return Map.ofEntries(
                Map.entry("serverName", settings.host()),
                Map.entry("portNumber", Integer.toString(settings.port())),
                Map.entry("databaseName", settings.database()),
                Map.entry("applicationName", APPLICATION_NAME),
                Map.entry(
                        "loginTimeout", Long.toString(settings.connectTimeout().toSeconds())),
                Map.entry("socketTimeout", Long.toString(settings.readTimeout().toMillis())),
                Map.entry("cancelQueryTimeout", CANCEL_SECONDS),
                // Retries are the bridge's own, counted and logged.
                Map.entry("connectRetryCount", "0"),
                Map.entry("responseBuffering", "adaptive"),
                Map.entry("packetSize", PACKET_BYTES),
                // A vector comes as text then, which the bridge can keep.
                Map.entry("vectorTypeSupport", "off"));
    }

    /**
     * Encryption, which is never off.
     *
     * @throws BridgeException.RemotePermanent when a file is not there: the driver would only say that nothing fits
     * @see <a href="https://learn.microsoft.com/sql/connect/jdbc/connecting-with-ssl-encryption">Connecting with encryption</a>
     */
    private static Map<String, String> tls(ConnectionSettings settings) {
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
     * @throws IllegalArgumentException when the driver would ignore a certificate that the settings rely on: it compares the
     *     server's with {@code serverCertificate} under {@code encrypt=strict} only (13.6, TDSChannel.enableSSL)
     */
    static void requireTls(String prefix, SqlServerConfig.Tls tls) {
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

    /**
     * A login by a Windows account; none without it.
     *
     * @see <a href="https://learn.microsoft.com/sql/connect/jdbc/using-ntlm-authentication-to-connect-to-sql-server">NTLM</a>
     * @see <a href="https://learn.microsoft.com/sql/connect/jdbc/using-kerberos-integrated-authentication-to-connect-to-sql-server">
     *     Kerberos</a>
     */
    private static Map<String, String> windows(WindowsLogin windows) {
        Map<String, String> properties = new TreeMap<>();
        windows.login().ifPresent(scheme -> {
            properties.put("integratedSecurity", "true");
            properties.put("authenticationScheme", scheme == Scheme.NTLM ? "NTLM" : "JavaKerberos");
        });
        windows.domain().ifPresent(domain -> properties.put("domain", domain));
        windows.servicePrincipalName().ifPresent(name -> properties.put("serverSpn", name));
        return properties;
    }

    /**
     * @param prefix of the settings
     * @throws IllegalArgumentException when a setting is missing, contradicts another or would be ignored; it is named
     */
    static void requireWindows(String prefix, WindowsLogin windows, EntraLogin entra) {
        boolean kerberos = windows.login().filter(Scheme.KERBEROS::equals).isPresent();
        boolean ntlm = windows.login().filter(Scheme.NTLM::equals).isPresent();
        expect(
                windows.login().isEmpty() || entra.identity().isEmpty(),
                prefix + ".login and entra.identity are two ways to log in: unset one.");
        expect(
                ntlm == windows.domain().isPresent(),
                prefix + ".login=ntlm and " + prefix + ".domain go together: set both, or neither.");
        expect(
                kerberos
                        || windows.keytab().isEmpty()
                                && windows.servicePrincipalName().isEmpty(),
                prefix + ".keytab and .service-principal-name are for " + prefix + ".login=kerberos: set that.");
        expect(
                windows.keytab().isPresent() == windows.principal().isPresent(),
                prefix + ".keytab and " + prefix
                        + ".principal go together: set both, or neither (for the ticket cache).");
        windows.keytab()
                .ifPresent(file -> expect(Files.isReadable(file), prefix + ".keytab is no readable file: " + file));
    }

    private static void expect(boolean right, String otherwise) {
        if (!right) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
