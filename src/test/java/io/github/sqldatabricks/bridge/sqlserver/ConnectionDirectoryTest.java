package io.github.sqldatabricks.bridge.sqlserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Country;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Catches a country that is sent to another country's server, and a password in a text. */
class ConnectionDirectoryTest {

    private final TestSqlServerConfig config = new TestSqlServerConfig();

    @BeforeEach
    void fill() {
        config.host = "main.example";
        config.database = "sales";
        config.username = "reader";
        config.password = "s3cret-word";
    }

    @Test
    void aCountryWithoutAServerOfItsOwnUsesTheDefault() {
        assertThat(directory().connectionOf(new Country("peru"))).isEqualTo("default");
    }

    @Test
    void aCountryIsFoundWhateverItsCase() {
        config.connections.put("andes", new TestSqlServerConfig.OtherHost("andes.example"));
        config.countries.put("Bolivia", "andes");
        assertThat(directory().connectionOf(new Country("BOLIVIA"))).isEqualTo("andes");
    }

    @Test
    void whatANamedServerLeavesOutIsTheDefaults() {
        config.connections.put("andes", new TestSqlServerConfig.OtherHost("andes.example"));
        ConnectionSettings settings = directory().settings("andes");
        assertThat(settings.place()).isEqualTo("andes.example:1433/sales");
        assertThat(settings.username()).isEqualTo("reader");
        assertThat(settings.connectTimeout()).isEqualTo(config.connectTimeout);
    }

    @Test
    void aCountryThatNamesAnUnknownServerStopsTheStart() {
        config.countries.put("bolivia", "andes");
        assertThatThrownBy(this::directory)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("bridge.sqlserver.countries.bolivia");
    }

    @Test
    void aTimeoutThatTheDriverWouldTakeForNoneStopsTheStart() {
        config.readTimeout = Duration.ofMillis(500);
        assertThatThrownBy(this::directory)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("bridge.sqlserver.read-timeout");
    }

    @Test
    void aCertificateThatTheDriverWouldIgnoreStopsTheStart() {
        config.tls = new TestSqlServerConfig.FixedTls(
                false, Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(Path.of("server.pem")));
        assertThatThrownBy(this::directory)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("bridge.sqlserver.tls.certificate")
                .hasMessageContaining("bridge.sqlserver.tls.trust-store");
    }

    @Test
    void aMissingSettingIsNamedByItsKey() {
        config.connections.put("andes", new TestSqlServerConfig.OtherHost(null));
        config.host = null;
        assertThatThrownBy(() -> directory().settings("andes"))
                .isInstanceOf(BridgeException.RemotePermanent.class)
                .hasMessageContaining("bridge.sqlserver.connections.andes.host");
    }

    @Test
    void thePasswordIsNeverShown() {
        assertThat(directory().settings("default").toString()).doesNotContain("s3cret-word");
    }

    private ConnectionDirectory directory() {
        return new ConnectionDirectory(config);
    }
}
