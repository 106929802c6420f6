package io.github.sqldatabricks.bridge.wiring;

import io.github.sqldatabricks.bridge.access.AccessConfig;
import io.github.sqldatabricks.bridge.access.DeploymentConfig;
import io.github.sqldatabricks.bridge.api.ApiConfig;
import io.github.sqldatabricks.bridge.api.security.oidc.IdentityProviderConfig;
import io.github.sqldatabricks.bridge.audit.AuditConfig;
import io.github.sqldatabricks.bridge.console.ConsoleConfig;
import io.github.sqldatabricks.bridge.databricks.DatabricksConfig;
import io.github.sqldatabricks.bridge.extraction.ExtractionConfig;
import io.github.sqldatabricks.bridge.job.JobConfig;
import io.github.sqldatabricks.bridge.load.LoadConfig;
import io.github.sqldatabricks.bridge.messaging.kafka.KafkaConfig;
import io.github.sqldatabricks.bridge.observe.HealthConfig;
import io.github.sqldatabricks.bridge.observe.LineageConfig;
import io.github.sqldatabricks.bridge.observe.WebhookConfig;
import io.github.sqldatabricks.bridge.parquet.ParquetConfig;
import io.github.sqldatabricks.bridge.replication.config.ReplicationsConfig;
import io.github.sqldatabricks.bridge.sandbox.SandboxConfig;
import io.github.sqldatabricks.bridge.sqlserver.SqlServerConfig;
import io.github.sqldatabricks.bridge.store.StoreConfig;
import io.github.sqldatabricks.bridge.sync.SyncConfig;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.SmallRyeConfig;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jboss.logging.Logger;

/**
 * Stops the start when an environment variable, or a file of the secrets folder, looks like a setting and is none (the framework does
 * so for files of settings only, and would ignore the variable), or when variables of the bridge's predecessor contradict each other.
 */
@ApplicationScoped
public class EnvironmentVariables {

    private static final Logger LOG = Logger.getLogger(EnvironmentVariables.class);

    /** All of them; a test compares. */
    static final List<Class<?>> SETTINGS = List.of(
            AccessConfig.class,
            ApiConfig.class,
            AuditConfig.class,
            ConsoleConfig.class,
            DatabricksConfig.class,
            DeploymentConfig.class,
            ExtractionConfig.class,
            HealthConfig.class,
            IdentityProviderConfig.class,
            JobConfig.class,
            KafkaConfig.class,
            LineageConfig.class,
            LoadConfig.class,
            ParquetConfig.class,
            ReplicationsConfig.class,
            SandboxConfig.class,
            SecretsConfig.class,
            SqlServerConfig.class,
            StoreConfig.class,
            SyncConfig.class,
            WebhookConfig.class);

    private static final String PREFIX = "BRIDGE_";

    /** Of the command line and the tests; and what Kubernetes sets when a Service's name begins with "bridge". */
    private static final Pattern NO_SETTINGS = Pattern.compile(
            PREFIX
                    + "(URL|TOKEN|JAVA_OPTS|NO_BUILD|PYTHON_SUITE|TEST_.*|(.*_)?SERVICE_(HOST|PORT)(_.*)?|(.*_)?PORT(_\\d+_(TCP|UDP).*)?)");

    private static final String TRUST = "SQLSERVER_TRUST_CERT";
    private static final String TRUST_OLDER = "SQLSERVER_TRUST_SERVER_CERTIFICATE";
    private static final String WINDOWS = "SQLSERVER_USE_WINDOWS_AUTH";
    private static final String WINDOWS_LOGIN = "bridge.sqlserver.windows.login";
    private static final String DRIVER = "SQLSERVER_DRIVER";

    private final SmallRyeConfig config;

    EnvironmentVariables(SmallRyeConfig config) {
        this.config = config;
    }

    /**
     * Ends the start when it fails.
     *
     * @throws IllegalStateException naming the variables and files that are no settings, or that contradict each other
     */
    void onStart(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE - 1) StartupEvent event) {
        requireKnown();
        requireNoContradiction();
        config.getOptionalValue(DRIVER, String.class)
                .ifPresent(driver -> LOG.infof(
                        "%s is ignored: the bridge brings Microsoft's JDBC driver and needs no ODBC driver", DRIVER));
    }

    private void requireKnown() {
        SortedSet<String> unknown = unknown(System.getenv().keySet());
        secrets().forEach(folder -> unknown.addAll(unknown(folder.files())));
        if (!unknown.isEmpty()) {
            throw new IllegalStateException(
                    "These environment variables or files of secrets look like settings, but there"
                            + " are none of that name: " + String.join(", ", unknown)
                            + ". docs/configuration.md lists all; unset or remove them.");
        }
    }

    private Stream<SecretsFolder> secrets() {
        return StreamSupport.stream(config.getConfigSources(SecretsFolder.class).spliterator(), false)
                .map(SecretsFolder.class::cast);
    }

    /** @param names of variables, or of settings as they are ({@code bridge.jobs.password}) */
    static SortedSet<String> unknown(Collection<String> names) {
        SortedSet<String> unknown = new TreeSet<>();
        names.stream()
                .filter(name -> variable(name).startsWith(PREFIX))
                .filter(name -> !NO_SETTINGS.matcher(name).matches())
                .forEach(unknown::add);
        // Listing all settings costs the start some time, and most starts have no such variable.
        if (!unknown.isEmpty()) {
            settings()
                    .map(Pattern::asMatchPredicate)
                    .forEach(setting -> unknown.removeIf(name -> setting.test(variable(name))));
        }
        return unknown;
    }

    private static Stream<Pattern> settings() {
        return SETTINGS.stream()
                .map(ConfigMappings.ConfigClass::configClass)
                .flatMap(settings -> ConfigMappings.getProperties(settings).keySet().stream())
                .map(setting -> Pattern.compile(variable(setting).replace("*", ".+")));
    }

    /** The rule of MicroProfile Config 3.1, "Environment Variables Mapping Rules"; a star stands for a name of one's own. */
    static String variable(String setting) {
        return setting.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9*]", "_");
    }

    /** Two variables may contradict each other, and one asks for what has to be said otherwise. */
    void requireNoContradiction() {
        Optional<Boolean> trust = config.getOptionalValue(TRUST, Boolean.class);
        Optional<Boolean> older = config.getOptionalValue(TRUST_OLDER, Boolean.class);
        if (trust.isPresent() && older.isPresent() && !trust.equals(older)) {
            throw new IllegalStateException(TRUST + " and " + TRUST_OLDER
                    + " are two names of one setting (bridge.sqlserver.trust-certificate) and contradict each"
                    + " other: unset one.");
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
