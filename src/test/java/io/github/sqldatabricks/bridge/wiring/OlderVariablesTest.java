package io.github.sqldatabricks.bridge.wiring;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Catches variables of the predecessor that contradict each other, or that are taken for something they can't mean here. */
class OlderVariablesTest {

    @Test
    void twoNamesOfOneSettingMayNotContradictEachOther() {
        assertThatThrownBy(() ->
                        check(Map.of("SQLSERVER_TRUST_CERT", "false", "SQLSERVER_TRUST_SERVER_CERTIFICATE", "yes")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("SQLSERVER_TRUST_SERVER_CERTIFICATE");
        assertThatCode(() ->
                        check(Map.of("SQLSERVER_TRUST_CERT", "true", "SQLSERVER_TRUST_SERVER_CERTIFICATE", "true")))
                .doesNotThrowAnyException();
    }

    @Test
    void windowsAuthenticationNeedsToKnowHow() {
        assertThatThrownBy(() -> check(Map.of("SQLSERVER_USE_WINDOWS_AUTH", "true")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("bridge.sqlserver.windows.login=ntlm")
                .hasMessageContaining("kerberos");
        assertThatThrownBy(() ->
                        check(Map.of("SQLSERVER_USE_WINDOWS_AUTH", "false", "bridge.sqlserver.windows.login", "ntlm")))
                .hasMessageContaining("contradicts");
        assertThatCode(() ->
                        check(Map.of("SQLSERVER_USE_WINDOWS_AUTH", "true", "bridge.sqlserver.windows.login", "ntlm")))
                .doesNotThrowAnyException();
        assertThatCode(() -> check(Map.of("SQLSERVER_USE_WINDOWS_AUTH", "false")))
                .doesNotThrowAnyException();
    }

    private static void check(Map<String, String> variables) {
        new OlderVariables(new SmallRyeConfigBuilder()
                        .withSources(new PropertiesConfigSource(variables, "test", 100))
                        .build())
                .check();
    }
}
