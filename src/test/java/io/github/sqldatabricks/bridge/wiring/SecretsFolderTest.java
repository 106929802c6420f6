package io.github.sqldatabricks.bridge.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.sqlserver.SqlServerConfig;
import io.github.sqldatabricks.bridge.wiring.SecretsFolder.Factory;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Catches a mounted Secret that is not read, is read wrongly, or is ignored without a word; and an order of strength that is
 * not the documented one.
 */
class SecretsFolderTest {

    @TempDir
    private Path folder;

    @Test
    void filesAreSettingsByTheNameOfTheirVariableOrTheirOwn() throws IOException {
        write("SQLSERVER_PASSWORD", "one\n");
        write("bridge.jobs.password", "two\r\n");
        write("BRIDGE_JOBS_PARAMETER_KEY", "three");
        SmallRyeConfig config = config(Map.of());
        assertThat(config.getConfigValue("bridge.sqlserver.password").getValue())
                .isEqualTo("one");
        assertThat(config.getConfigValue("bridge.jobs.password").getValue()).isEqualTo("two");
        assertThat(config.getConfigValue("bridge.jobs.parameter-key").getValue())
                .isEqualTo("three");
    }

    @Test
    void onlyOneNewlineAtTheEndIsTakenOff() throws IOException {
        write("SQLSERVER_PASSWORD", " a\nb \n\n");
        assertThat(config(Map.of()).getConfigValue("SQLSERVER_PASSWORD").getValue())
                .isEqualTo(" a\nb \n");
    }

    @Test
    void kubernetesLinksAreFollowedAndItsHiddenFoldersLeftAlone() throws IOException {
        Path content = Files.createDirectory(folder.resolve("..2026_11_21_10_00_00.123"));
        Files.writeString(content.resolve("DATABRICKS_TOKEN"), "dapi");
        Files.createSymbolicLink(folder.resolve("..data"), content.getFileName());
        Files.createSymbolicLink(folder.resolve("DATABRICKS_TOKEN"), Path.of("..data", "DATABRICKS_TOKEN"));
        SecretsFolder secrets = SecretsFolder.read(folder);
        assertThat(secrets.files()).containsExactly("DATABRICKS_TOKEN");
        assertThat(secrets.getValue("DATABRICKS_TOKEN")).isEqualTo("dapi");
    }

    @Test
    void aConnectionOfItsOwnNameIsFoundByItsVariable() throws IOException {
        write("BRIDGE_SQLSERVER_CONNECTIONS_ANDES_PASSWORD", "one");
        write("bridge.sqlserver.connections.delta.password", "two");
        SqlServerConfig servers = config(Map.of()).getConfigMapping(SqlServerConfig.class);
        assertThat(servers.connections().get("andes").password()).contains("one");
        assertThat(servers.connections().get("delta").password()).contains("two");
    }

    @Test
    void aVariableIsStrongerAndAFileOfSettingsWeaker() throws IOException {
        write("SQLSERVER_PASSWORD", "of the folder");
        write("bridge.jobs.password", "of the folder");
        SmallRyeConfig config = config(Map.of("SQLSERVER_PASSWORD", "of the environment"));
        assertThat(config.getConfigValue("bridge.sqlserver.password").getValue())
                .isEqualTo("of the environment");
        assertThat(config.getConfigValue("bridge.jobs.password").getValue()).isEqualTo("of the folder");
    }

    @Test
    void aFolderThatIsNamedMustBeThere() {
        Path missing = folder.resolve("missing");
        assertThatThrownBy(() -> config(Map.of("BRIDGE_SECRETS_PATH", missing.toString())))
                .hasMessageContaining(missing.toString())
                .hasMessageContaining("bridge.secrets.path");
    }

    @Test
    void aFileThatIsNoTextIsNamedAndNotShown() throws IOException {
        Files.write(folder.resolve("SQLSERVER_PASSWORD"), new byte[] {'p', 'w', (byte) 0xff});
        assertThatThrownBy(() -> config(Map.of()))
                .hasMessageContaining("SQLSERVER_PASSWORD")
                .hasMessageNotContaining("pw");
    }

    private void write(String name, String content) throws IOException {
        Files.writeString(folder.resolve(name), content);
    }

    /** As the service makes it: the folder by its factory, between the environment and a file of settings. */
    private SmallRyeConfig config(Map<String, String> environment) {
        Map<String, String> variables = new HashMap<>(Map.of("BRIDGE_SECRETS_PATH", folder.toString()));
        variables.putAll(environment);
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredConverters()
                .withSources(new EnvConfigSource(variables, EnvConfigSource.ORDINAL))
                .withSources(new Factory())
                .withSources(new PropertiesConfigSource(
                        Map.of(
                                "bridge.sqlserver.password", "${SQLSERVER_PASSWORD:}",
                                "bridge.jobs.password", "of a file of settings"),
                        "config/application.properties",
                        260))
                .withMapping(SqlServerConfig.class)
                .withValidateUnknown(false)
                .build();
    }
}
