package io.github.sqldatabricks.bridge.databricks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.databricks.DatabricksConfig.LoginType;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.BridgeException.InvalidRequest;
import io.github.sqldatabricks.bridge.sandbox.warehouse.StatementsEndpoint;
import io.github.sqldatabricks.bridge.sandbox.warehouse.Warehouse;
import io.github.sqldatabricks.bridge.sandbox.workspace.SandboxWorkspace;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Logins by the SDK's own chains against the local workspace, for requests and for statements. Catches a chain that only one of
 * them knows, a token that is not renewed, and two logins at once.
 */
class LoginChainsTest {

    @TempDir
    private Path root;

    private Warehouse warehouse;
    private SandboxWorkspace workspace;

    @BeforeEach
    void start() throws IOException {
        warehouse = new Warehouse(root);
        workspace = SandboxWorkspace.start(root, 0, List.of(new StatementsEndpoint(warehouse)));
    }

    @AfterEach
    void stop() {
        workspace.close();
        warehouse.close();
    }

    @Test
    void anIdentityTokenInAFileIsExchanged() throws IOException, SQLException {
        DatabricksConfig config = federated(workspace.logins().identityToken());
        assertThat(connectivity(config).check().detail()).contains("Logged in");
        assertThat(answer(config)).isEqualTo(42);
    }

    @Test
    void anIdentityThatIsRefusedIsAFailedLoginAndNotShown() throws IOException {
        DatabricksConfig config = federated("identity-of-nobody");
        assertThat(connectivity(config).check().up()).isFalse();
        assertThatThrownBy(() -> answer(config))
                .isInstanceOf(BridgeException.class)
                .hasMessageNotContaining("identity-of-nobody");
    }

    @Test
    void aProfileOfTheConfigurationFileLogsIn() throws IOException, SQLException {
        Path file = Files.writeString(
                root.resolve("databrickscfg"),
                "[DEFAULT]\nhost = https://other.example.com\ntoken = dapi-other\n[prod]\nhost = " + workspace.uri()
                        + "\ntoken = " + workspace.logins().personalToken() + "\n");
        DatabricksConfig config =
                config(Map.of("auth-type", "profile", "profile", "prod", "config-file", file.toString()));
        assertThat(connectivity(config).check().detail()).contains("Logged in at " + workspace.uri());
        assertThat(answer(config)).isEqualTo(42);
    }

    @Test
    void aTokenThatEndedIsRenewedForAStatement() throws SQLException {
        DatabricksJdbc jdbc = jdbc(config(Map.of(
                "client-id", workspace.logins().clientId(),
                "client-secret", workspace.logins().clientSecret())));
        assertThat(answer(jdbc)).isEqualTo(42);
        workspace.logins().expireIssuedTokens();
        assertThat(answer(jdbc)).isEqualTo(42);
    }

    @Test
    void twoLoginsAtOnceAreRefused() {
        assertThatThrownBy(() -> Workspace.of(config(Map.of("auth-type", "azure-msi", "token", "dapi-very-secret"))))
                .isInstanceOf(InvalidRequest.class)
                .hasMessageContaining("azure-msi")
                .hasMessageNotContaining("very-secret");
    }

    @Test
    void aStatedLoginNeedsItsSettings() {
        assertThatThrownBy(() -> Workspace.of(config(Map.of("auth-type", "pat"))))
                .hasMessageContaining("DATABRICKS_TOKEN");
        assertThatThrownBy(() -> Workspace.of(config(Map.of("auth-type", "oauth-m2m", "client-id", "a"))))
                .hasMessageContaining("DATABRICKS_CLIENT_SECRET");
    }

    @ParameterizedTest
    @EnumSource(LoginType.class)
    void everyNameIsOneThatTheSettingTakes(LoginType type) {
        assertThat(config(Map.of("auth-type", type.toString())).login().authType())
                .contains(type);
    }

    private DatabricksConfig federated(String identity) throws IOException {
        Path token = Files.writeString(root.resolve("identity"), identity);
        return config(Map.of(
                "auth-type", "file-oidc",
                "client-id", workspace.logins().clientId(),
                "oidc-token-file", token.toString()));
    }

    private DatabricksConnectivity connectivity(DatabricksConfig config) {
        return new DatabricksConnectivity(
                new WorkspaceSession(Workspace.of(config), config.requestTimeout()), config.requestTimeout());
    }

    private int answer(DatabricksConfig config) throws SQLException {
        return answer(jdbc(config));
    }

    private static int answer(DatabricksJdbc jdbc) throws SQLException {
        try (Connection connection = jdbc.open();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT 42")) {
            result.next();
            return result.getInt(1);
        }
    }

    private static DatabricksJdbc jdbc(DatabricksConfig config) {
        return new DatabricksJdbc(Workspace.of(config), config);
    }

    private DatabricksConfig config(Map<String, String> settings) {
        Map<String, String> values = new HashMap<>(Map.of(
                "bridge.databricks.host",
                workspace.uri().toString(),
                "bridge.databricks.warehouse-id",
                SandboxWorkspace.WAREHOUSE_ID));
        settings.forEach((key, value) -> values.put("bridge.databricks." + key, value));
        return new SmallRyeConfigBuilder()
                .withMapping(DatabricksConfig.class)
                .addDiscoveredConverters()
                .withDefaultValues(values)
                .build()
                .getConfigMapping(DatabricksConfig.class);
    }
}
