package io.github.sqldatabricks.bridge.sqlserver;

import io.agroal.api.security.AgroalSecurityProvider;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import java.io.IOException;
import java.nio.file.Path;
import java.security.PrivilegedActionException;
import java.security.PrivilegedExceptionAction;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Stream;
import javax.security.auth.Subject;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.Configuration;
import javax.security.auth.login.LoginContext;
import javax.security.auth.login.LoginException;
import org.ietf.jgss.GSSCredential;
import org.ietf.jgss.GSSException;
import org.ietf.jgss.GSSManager;
import org.ietf.jgss.GSSName;
import org.ietf.jgss.Oid;

/** Logs in to Kerberos by a keytab for each new connection, so that no ticket ends before it is used. */
final class KerberosSecurity implements AgroalSecurityProvider {

    /** Kerberos version 5 (RFC 1964). */
    private static final String MECHANISM = "1.2.840.113554.1.2.2";

    private static final String MODULE = "com.sun.security.auth.module.Krb5LoginModule";

    /** Whose key is where. */
    record Key(String principal, Path keytab) {}

    @Override
    public Properties getSecurityProperties(Object credential) {
        if (!(credential instanceof Key key)) {
            return null;
        }
        Properties properties = new Properties();
        properties.put("gsscredential", ticket(key));
        return properties;
    }

    private static GSSCredential ticket(Key key) {
        try {
            LoginContext login = new LoginContext("sql-databricks-bridge", null, null, configuration(key));
            login.login();
            return Subject.doAs(
                    login.getSubject(), (PrivilegedExceptionAction<GSSCredential>) () -> credential(key.principal()));
        } catch (LoginException | PrivilegedActionException e) {
            throw failure(key, e);
        }
    }

    private static GSSCredential credential(String principal) throws GSSException {
        GSSManager manager = GSSManager.getInstance();
        GSSName name = manager.createName(principal, GSSName.NT_USER_NAME);
        return manager.createCredential(
                name, GSSCredential.DEFAULT_LIFETIME, new Oid(MECHANISM), GSSCredential.INITIATE_ONLY);
    }

    /** Of this login alone: the JVM's own configuration of logins stays as it is. */
    private static Configuration configuration(Key key) {
        Map<String, String> options = Map.of(
                "useKeyTab", "true",
                "keyTab", key.keytab().toString(),
                "principal", key.principal(),
                "doNotPrompt", "true",
                "isInitiator", "true",
                "refreshKrb5Config", "true");
        return new Configuration() {
            @Override
            public AppConfigurationEntry[] getAppConfigurationEntry(String name) {
                return new AppConfigurationEntry[] {
                    new AppConfigurationEntry(MODULE, AppConfigurationEntry.LoginModuleControlFlag.REQUIRED, options)
                };
            }
        };
    }

    private static BridgeException failure(Key key, Exception failure) {
        String message = "Kerberos gives no ticket to " + key.principal() + ": " + failure.getMessage()
                + ". Check bridge.sqlserver.windows.principal, .keytab and bridge.sqlserver.krb5-config.";
        boolean unreachable = Stream.iterate((Throwable) failure, Objects::nonNull, Throwable::getCause)
                .anyMatch(IOException.class::isInstance);
        return unreachable
                ? new BridgeException.RemoteTransient(ErrorCode.KERBEROS_UNAVAILABLE, message, failure)
                : new BridgeException.RemotePermanent(ErrorCode.KERBEROS_LOGIN_REFUSED, message, failure);
    }
}
