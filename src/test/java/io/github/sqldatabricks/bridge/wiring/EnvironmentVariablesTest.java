package io.github.sqldatabricks.bridge.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Catches a misspelt variable that is ignored, and a good one, or one of Kubernetes, that stops the start; and
 * variables of the predecessor that contradict each other, or that are taken for something they can't mean here.
 */
class EnvironmentVariablesTest {

    @Test
    void aVariableThatIsNoSettingIsNamed() {
        assertThat(EnvironmentVariables.unknown(
                        List.of("BRIDGE_EXTRACTION_CHUNK_SISE", "BRIDGE_SQLSERVER_HOTS", "BRIDGE_", "PATH")))
                .containsExactly("BRIDGE_", "BRIDGE_EXTRACTION_CHUNK_SISE", "BRIDGE_SQLSERVER_HOTS");
    }

    @Test
    void settingsAndWhatOthersSetAreLeftAlone() {
        assertThat(EnvironmentVariables.unknown(List.of(
                        "BRIDGE_EXTRACTION_CHUNK_SIZE",
                        "BRIDGE_SYNC_POLLER_INTERVAL",
                        "BRIDGE_SYNC_MAX_CHANGED_ROWS",
                        "BRIDGE_JOBS_PARAMETER_KEY",
                        "BRIDGE_SQLSERVER_CONNECTIONS_ANDES_HOST",
                        "BRIDGE_SQLSERVER_CONNECTIONS__ANDES__HOST",
                        "BRIDGE_SQLSERVER_COUNTRIES_BOLIVIA",
                        "BRIDGE_ACCESS_OIDC_ISSUER",
                        "BRIDGE_URL",
                        "BRIDGE_TOKEN",
                        "BRIDGE_TEST_SQLSERVER_HOST",
                        "BRIDGE_SERVICE_HOST",
                        "BRIDGE_API_SERVICE_PORT_HTTP",
                        "BRIDGE_PORT",
                        "BRIDGE_API_PORT_8000_TCP_ADDR")))
                .isEmpty();
    }

    @Test
    void aSettingsOwnNameIsCheckedAsItsVariableIs() {
        assertThat(EnvironmentVariables.unknown(List.of(
                        "bridge.jobs.password", "bridge.sqlserver.connections.andes.password", "bridge.jobs.pasword")))
                .containsExactly("bridge.jobs.pasword");
    }

    @Test
    void everyGroupOfSettingsIsKnown() {
        List<Class<?>> all = new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("io.github.sqldatabricks.bridge")
                        .stream()
                        .filter(type -> type.isAnnotatedWith(ConfigMapping.class))
                        .<Class<?>>map(JavaClass::reflect)
                        .toList();
        assertThat(EnvironmentVariables.SETTINGS).containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    void twoNamesOfOneSettingMayNotContradictEachOther() {
        assertThatThrownBy(() -> requireNoContradiction(
                        Map.of("SQLSERVER_TRUST_CERT", "false", "SQLSERVER_TRUST_SERVER_CERTIFICATE", "yes")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("SQLSERVER_TRUST_SERVER_CERTIFICATE");
        assertThatCode(() -> requireNoContradiction(
                        Map.of("SQLSERVER_TRUST_CERT", "true", "SQLSERVER_TRUST_SERVER_CERTIFICATE", "true")))
                .doesNotThrowAnyException();
    }

    @Test
    void windowsAuthenticationNeedsToKnowHow() {
        assertThatThrownBy(() -> requireNoContradiction(Map.of("SQLSERVER_USE_WINDOWS_AUTH", "true")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("bridge.sqlserver.windows.login=ntlm")
                .hasMessageContaining("kerberos");
        assertThatThrownBy(() -> requireNoContradiction(
                        Map.of("SQLSERVER_USE_WINDOWS_AUTH", "false", "bridge.sqlserver.windows.login", "ntlm")))
                .hasMessageContaining("contradicts");
        assertThatCode(() -> requireNoContradiction(
                        Map.of("SQLSERVER_USE_WINDOWS_AUTH", "true", "bridge.sqlserver.windows.login", "ntlm")))
                .doesNotThrowAnyException();
        assertThatCode(() -> requireNoContradiction(Map.of("SQLSERVER_USE_WINDOWS_AUTH", "false")))
                .doesNotThrowAnyException();
    }

    private static void requireNoContradiction(Map<String, String> variables) {
        new EnvironmentVariables(new SmallRyeConfigBuilder()
                        .withSources(new PropertiesConfigSource(variables, "test", 100))
                        .build())
                .requireNoContradiction();
    }
}
