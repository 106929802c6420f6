package io.github.sqldatabricks.bridge.databricks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.databricks.VolumeLandingZone.LandingSettings;
import io.github.sqldatabricks.bridge.model.BridgeException.InvalidRequest;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Catches tokens sent unencrypted or to a mistyped host, doubtful logins, and secrets in messages. */
class WorkspaceTest {

    @ParameterizedTest
    @CsvSource({
        "adb-1.2.azuredatabricks.net, https://adb-1.2.azuredatabricks.net",
        "https://adb-1.2.azuredatabricks.net/?o=1, https://adb-1.2.azuredatabricks.net",
        "https://dbc.cloud.databricks.com/sql/editor, https://dbc.cloud.databricks.com",
        "http://127.0.0.1:8080, http://127.0.0.1:8080",
        "http://localhost:8080, http://localhost:8080"
    })
    void anAddressIsReadAsPeopleWriteIt(String text, String expected) {
        assertThat(Workspace.address(text)).hasToString(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://adb-1.2.azuredatabricks.net",
                "ftp://host",
                "",
                "https://",
                "not a host",
                "http://10.0.0.1"
            })
    void anUnsafeOrMistypedAddressIsRefused(String text) {
        assertThatThrownBy(() -> Workspace.address(text))
                .isInstanceOf(InvalidRequest.class)
                .hasMessageContaining("bridge.databricks.host");
    }

    @Test
    void aPasswordInTheAddressIsNotRepeated() {
        assertThatThrownBy(() -> Workspace.address("http://me:very-secret@example.com"))
                .hasMessageNotContaining("very-secret");
    }

    @Test
    void theConfigurationNamesTheWorkspaceAndOneLogin() {
        Workspace workspace = Workspace.of(config(Map.of("host", "dbc.example.com", "token", "dapi-very-secret")));

        assertThat(workspace.host()).hasToString("https://dbc.example.com");
        assertThat(workspace.toString()).doesNotContain("very-secret");
        assertThat(Workspace.of(config(
                                Map.of("host", "dbc.example.com", "client-id", "x", "client-secret", "very-secret")))
                        .toString())
                .doesNotContain("very-secret");
    }

    @Test
    void aMissingHostAndNoneOrTwoLoginsAreRefused() {
        for (Map<String, String> values : List.of(
                Map.of("token", "dapi-very-secret"),
                Map.of("host", "dbc.example.com"),
                Map.of("host", "dbc.example.com", "client-id", "x"),
                Map.of(
                        "host",
                        "dbc.example.com",
                        "token",
                        "dapi-very-secret",
                        "client-id",
                        "x",
                        "client-secret",
                        "y"))) {
            assertThatThrownBy(() -> Workspace.of(config(values)))
                    .isInstanceOf(InvalidRequest.class)
                    .hasMessageContaining("DATABRICKS_")
                    .hasMessageNotContaining("very-secret");
        }
    }

    @Test
    void partsThatObjectStoresRefuseAreRefused() {
        assertThat(LandingSettings.of(config(Map.of())).partSize()).isEqualTo(16 << 20);
        assertThatThrownBy(() -> LandingSettings.of(config(Map.of("upload-part-size", "4M"))))
                .isInstanceOf(InvalidRequest.class)
                .hasMessageContaining("upload-part-size");
    }

    private static DatabricksConfig config(Map<String, String> values) {
        Map<String, String> properties = new HashMap<>();
        values.forEach((key, value) -> properties.put("bridge.databricks." + key, value));
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withMapping(DatabricksConfig.class)
                .addDiscoveredConverters()
                .withDefaultValues(properties)
                .build();
        return config.getConfigMapping(DatabricksConfig.class);
    }
}
