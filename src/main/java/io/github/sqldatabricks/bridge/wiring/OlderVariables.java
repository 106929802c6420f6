package io.github.sqldatabricks.bridge.wiring;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.config.SmallRyeConfig;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Environment variables of the bridge's predecessor that name no setting of this one, or a second time the same. */
@ApplicationScoped
public class OlderVariables {

    private static final Logger LOG = Logger.getLogger(OlderVariables.class);
    private static final String TRUST = "SQLSERVER_TRUST_CERT";
    private static final String TRUST_OLDER = "SQLSERVER_TRUST_SERVER_CERTIFICATE";
    private static final String WINDOWS = "SQLSERVER_USE_WINDOWS_AUTH";
    private static final String WINDOWS_LOGIN = "bridge.sqlserver.windows.login";
    private static final String DRIVER = "SQLSERVER_DRIVER";

    private final SmallRyeConfig config;

    OlderVariables(SmallRyeConfig config) {
        this.config = config;
    }

    /** @throws IllegalStateException when two variables contradict each other, or one asks for what has to be said otherwise */
    void onStart(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE - 1) StartupEvent event) {
        check();
        config.getOptionalValue(DRIVER, String.class)
                .ifPresent(driver -> LOG.infof(
                        "%s is ignored: the bridge brings Microsoft's JDBC driver and needs no ODBC driver", DRIVER));
    }

    void check() {
        Optional<Boolean> trust = config.getOptionalValue(TRUST, Boolean.class);
        Optional<Boolean> older = config.getOptionalValue(TRUST_OLDER, Boolean.class);
        if (trust.isPresent() && older.isPresent() && !trust.equals(older)) {
            throw new IllegalStateException(
                    TRUST + " and " + TRUST_OLDER
                            + " are two names of one setting (bridge.sqlserver.trust-certificate) and contradict each other: unset one.");
        }
        Optional<Boolean> windows = config.getOptionalValue(WINDOWS, Boolean.class);
        boolean login = config.getOptionalValue(WINDOWS_LOGIN, String.class).isPresent();
        if (windows.isPresent() && windows.get() != login) {
            throw new IllegalStateException(
                    windows.get() ? howToLogIn() : WINDOWS + "=false contradicts " + WINDOWS_LOGIN + ": unset one.");
        }
    }

    private static String howToLogIn() {
        return WINDOWS + "=true needs to know how: the bridge does not run as a Windows user of the domain. Set "
                + WINDOWS_LOGIN
                + "=ntlm (BRIDGE_SQLSERVER_WINDOWS_LOGIN) with SQLSERVER_USERNAME, SQLSERVER_PASSWORD and"
                + " bridge.sqlserver.windows.domain; or " + WINDOWS_LOGIN
                + "=kerberos with bridge.sqlserver.windows.principal and .keytab, or with tickets that kinit has got.";
    }
}
