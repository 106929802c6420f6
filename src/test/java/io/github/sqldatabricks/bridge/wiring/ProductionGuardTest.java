package io.github.sqldatabricks.bridge.wiring;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.access.DeploymentConfig;
import io.github.sqldatabricks.bridge.databricks.DatabricksConfig;
import io.github.sqldatabricks.bridge.sandbox.SandboxConfig;
import io.github.sqldatabricks.bridge.sqlserver.SqlServerConfig;
import io.github.sqldatabricks.bridge.store.StoreConfig;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.net.URL;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The guard with the service's own settings, by the variables that an installation sets. Catches production that sends a password
 * to whoever answers. That a refusal ends the process is {@code RefusedStartIT}'s.
 */
class ProductionGuardTest {

    private static final int ORDINAL = 300;

    @ParameterizedTest
    @CsvSource({
        "SQLSERVER_TRUST_CERT, true, SQLSERVER_TRUST_CERT",
        "BRIDGE_SQLSERVER_CONNECTIONS_ANDES_TRUST_CERTIFICATE, true,"
                + " bridge.sqlserver.connections.andes.trust-certificate",
        "BRIDGE_JOBS_URL, jdbc:sqlserver://h;encrypt=true;TrustServerCertificate=true, bridge.jobs.url",
        "BRIDGE_JOBS_URL, jdbc:sqlserver://h;encrypt=false;databaseName=a, bridge.jobs.url",
        "DATABRICKS_HOST, http://adb-1.2.azuredatabricks.net, bridge.databricks.host",
    })
    void productionRefusesAConnectionThatAnybodyCanAnswer(String variable, String value, String named)
            throws IOException {
        ProductionGuard guard = guard(Map.of("ENVIRONMENT", "production", variable, value));
        assertThatThrownBy(() -> guard.onStart(new StartupEvent())).hasMessageContaining(named);
    }

    @Test
    void allThatIsUnsafeIsNamedAtOnce() throws IOException {
        ProductionGuard guard = guard(Map.of(
                "ENVIRONMENT", "production",
                "SQLSERVER_TRUST_CERT", "true",
                "BRIDGE_JOBS_URL", "jdbc:sqlserver://h;encrypt=no"));
        assertThatThrownBy(() -> guard.onStart(new StartupEvent()))
                .hasMessageContaining("SQLSERVER_TRUST_CERT")
                .hasMessageContaining("bridge.jobs.url");
    }

    @ParameterizedTest
    @CsvSource({
        "production, BRIDGE_JOBS_URL, jdbc:sqlserver://h;encrypt=strict",
        "production, DATABRICKS_HOST, https://adb-1.2.azuredatabricks.net",
        "development, SQLSERVER_TRUST_CERT, true",
    })
    void whatIsSafeAndWhatIsForTestsPasses(String environment, String variable, String value) throws IOException {
        ProductionGuard guard = guard(Map.of("ENVIRONMENT", environment, variable, value));
        assertThatCode(() -> guard.onStart(new StartupEvent())).doesNotThrowAnyException();
    }

    @Test
    void theSandboxIsRefusedInProductionOnly() throws IOException {
        ProductionGuard production = guard(Map.of("ENVIRONMENT", "production", "BRIDGE_SANDBOX_ENABLED", "true"));
        assertThatThrownBy(() -> production.onStart(new StartupEvent()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("bridge.sandbox.enabled");
        ProductionGuard development = guard(Map.of("ENVIRONMENT", "development", "BRIDGE_SANDBOX_ENABLED", "true"));
        assertThatCode(() -> development.onStart(new StartupEvent())).doesNotThrowAnyException();
    }

    private static ProductionGuard guard(Map<String, String> variables) throws IOException {
        SmallRyeConfig config = config(variables);
        return new ProductionGuard(
                config.getConfigMapping(DeploymentConfig.class),
                config.getConfigMapping(SandboxConfig.class),
                config.getConfigMapping(SqlServerConfig.class),
                config.getConfigMapping(StoreConfig.class),
                config.getConfigMapping(DatabricksConfig.class));
    }

    private static SmallRyeConfig config(Map<String, String> variables) throws IOException {
        URL settings = ProductionGuard.class.getResource("/application.properties");
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .addDefaultInterceptors()
                .withSources(
                        new PropertiesConfigSource(settings), new EnvConfigSource(new HashMap<>(variables), ORDINAL))
                .withMapping(DeploymentConfig.class)
                .withMapping(SandboxConfig.class)
                .withMapping(SqlServerConfig.class)
                .withMapping(StoreConfig.class)
                .withMapping(DatabricksConfig.class)
                .withMappingIgnore("bridge.**")
                .build();
    }
}
