package io.github.sqldatabricks.bridge.wiring;

import io.github.sqldatabricks.bridge.access.AccessConfig;
import io.github.sqldatabricks.bridge.access.DeploymentConfig;
import io.github.sqldatabricks.bridge.api.ApiConfig;
import io.github.sqldatabricks.bridge.api.security.oidc.IdentityProviderConfig;
import io.github.sqldatabricks.bridge.audit.AuditConfig;
import io.github.sqldatabricks.bridge.databricks.DatabricksConfig;
import io.github.sqldatabricks.bridge.extraction.ExtractionConfig;
import io.github.sqldatabricks.bridge.job.JobConfig;
import io.github.sqldatabricks.bridge.lineage.LineageConfig;
import io.github.sqldatabricks.bridge.messaging.KafkaConfig;
import io.github.sqldatabricks.bridge.ops.HealthConfig;
import io.github.sqldatabricks.bridge.parquet.ParquetConfig;
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
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Stops the start when an environment variable, or a file of the secrets folder, looks like a setting and is none. The framework
 * does so for files of settings only, and would ignore the variable.
 */
@ApplicationScoped
public class UnknownVariables {

    /** All of them; a test compares. */
    static final List<Class<?>> SETTINGS = List.of(
            AccessConfig.class,
            ApiConfig.class,
            AuditConfig.class,
            DatabricksConfig.class,
            DeploymentConfig.class,
            ExtractionConfig.class,
            HealthConfig.class,
            IdentityProviderConfig.class,
            JobConfig.class,
            KafkaConfig.class,
            LineageConfig.class,
            ParquetConfig.class,
            SandboxConfig.class,
            SecretsConfig.class,
            SqlServerConfig.class,
            StoreConfig.class,
            SyncConfig.class);

    private static final String PREFIX = "BRIDGE_";

    /** Of the command line and the tests; and what Kubernetes sets when a Service's name begins with "bridge". */
    private static final Pattern NO_SETTINGS = Pattern.compile(PREFIX
            + "(URL|TOKEN|JAVA_OPTS|NO_BUILD|TEST_.*|(.*_)?SERVICE_(HOST|PORT)(_.*)?|(.*_)?PORT(_\\d+_(TCP|UDP).*)?)");

    private final SmallRyeConfig config;

    UnknownVariables(SmallRyeConfig config) {
        this.config = config;
    }

    /** @throws IllegalStateException naming the variables and files; the start ends then */
    void onStart(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE - 1) StartupEvent event) {
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
    private static String variable(String setting) {
        return setting.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9*]", "_");
    }
}
