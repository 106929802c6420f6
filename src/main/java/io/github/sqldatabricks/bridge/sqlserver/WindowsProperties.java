package io.github.sqldatabricks.bridge.sqlserver;

import io.github.sqldatabricks.bridge.jdbc.entra.EntraLogin;
import io.github.sqldatabricks.bridge.sqlserver.SqlServerConfig.WindowsLogin;
import io.github.sqldatabricks.bridge.sqlserver.SqlServerConfig.WindowsLogin.Scheme;
import java.nio.file.Files;
import java.util.Map;
import java.util.TreeMap;

/**
 * The driver's properties for a login by a Windows account.
 *
 * @see <a href="https://learn.microsoft.com/sql/connect/jdbc/using-ntlm-authentication-to-connect-to-sql-server">NTLM</a>
 * @see <a href="https://learn.microsoft.com/sql/connect/jdbc/using-kerberos-integrated-authentication-to-connect-to-sql-server">
 *     Kerberos</a>
 */
final class WindowsProperties {

    private WindowsProperties() {}

    /** None without such a login. */
    static Map<String, String> of(WindowsLogin windows) {
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
    static void require(String prefix, WindowsLogin windows, EntraLogin entra) {
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
