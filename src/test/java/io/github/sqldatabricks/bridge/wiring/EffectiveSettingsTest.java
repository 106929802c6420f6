package io.github.sqldatabricks.bridge.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.api.service.ServiceSettings.Setting;
import io.github.sqldatabricks.bridge.store.StoreConfig;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Catches a secret that is shown, a setting that is left out, and one that is said to be from elsewhere. */
class EffectiveSettingsTest {

    private static final int ENVIRONMENT = 300;
    private static final int SYSTEM = 400;
    private static final int FILE = 260;
    private static final int PACKAGED = 250;

    @TempDir
    private Path folder;

    @Test
    void eachValueSaysWhereItIsFrom() throws IOException {
        Files.writeString(folder.resolve("SQLSERVER_PASSWORD"), "password-of-sqlserver");
        Files.writeString(folder.resolve("bridge.jobs.password"), "password-of-jobs");
        EffectiveSettings settings = settings(
                Map.of("SQLSERVER_HOST", "sql.example.com", "BRIDGE_JOBS_MAX_CONNECTIONS", "7"),
                Map.of("bridge.sqlserver.connections.andes.host", "andes.example.com"),
                Map.of("bridge.extraction.file-size", "64M"));
        assertThat(of(settings, "bridge.sqlserver.host").value()).isEqualTo("sql.example.com");
        assertThat(of(settings, "bridge.sqlserver.host").source()).isEqualTo("environment variable SQLSERVER_HOST");
        assertThat(of(settings, "bridge.jobs.max-connections").source())
                .isEqualTo("environment variable BRIDGE_JOBS_MAX_CONNECTIONS");
        assertThat(of(settings, "bridge.sqlserver.connections.andes.host").source())
                .isEqualTo("file config/application.properties");
        assertThat(of(settings, "bridge.extraction.file-size"))
                .isEqualTo(new Setting(
                        "bridge.extraction.file-size",
                        "64M",
                        false,
                        "system property bridge.extraction.file-size",
                        SYSTEM,
                        "256M"));
        for (String name : new String[] {"bridge.sqlserver.password", "bridge.jobs.password"}) {
            Setting password = of(settings, name);
            assertThat(password.value()).isEqualTo("********");
            assertThat(password.secret()).isTrue();
            assertThat(password.source()).isEqualTo("file " + folder.toAbsolutePath());
        }
        assertThat(settings.all().toString()).doesNotContain("password-of");
    }

    @Test
    void whatNobodyHasSetIsItsDefault() throws IOException {
        Setting port = of(settings(Map.of(), Map.of(), Map.of()), "bridge.sqlserver.port");
        assertThat(port.value()).isEqualTo("1433");
        assertThat(port.source()).isEqualTo("default");
        assertThat(port.ordinal()).isNull();
        Setting token = of(settings(Map.of(), Map.of(), Map.of()), "bridge.databricks.token");
        assertThat(token.value()).isNull();
        assertThat(token.secret()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "jdbc:h2:file:./data/jobs|jdbc:h2:file:./data/jobs",
                "jdbc:sqlserver://sql:1433;databaseName=Bridge;password={a;b}|jdbc:sqlserver://sql:1433;********",
                "jdbc:sqlserver://sql;password=a@b|jdbc:********",
                "https://user:password-of-user@proxy:80/|https:********",
                "https://lineage.example.com/api?key=a|https://lineage.example.com/api;********",
                "bridge@EXAMPLE.COM|bridge@EXAMPLE.COM",
                "a;b|a;b"
            })
    void aUrlIsShownUpToWhereASecretMayStand(String value, String shown) {
        assertThat(EffectiveSettings.shown(value)).isEqualTo(shown);
    }

    private static Setting of(EffectiveSettings settings, String name) {
        return settings.all().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private EffectiveSettings settings(
            Map<String, String> environment, Map<String, String> file, Map<String, String> properties)
            throws IOException {
        URL packaged = EffectiveSettings.class.getResource("/application.properties");
        return new EffectiveSettings(new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredConverters()
                .withSources(
                        new PropertiesConfigSource(properties, "properties", SYSTEM),
                        new EnvConfigSource(environment, ENVIRONMENT),
                        SecretsFolder.read(folder),
                        new PropertiesConfigSource(file, "file:config/application.properties", FILE),
                        new PropertiesConfigSource(packaged, PACKAGED))
                .withValidateUnknown(false)
                .withMapping(StoreConfig.class)
                .build());
    }
}
