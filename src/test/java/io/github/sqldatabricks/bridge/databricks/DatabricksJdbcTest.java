package io.github.sqldatabricks.bridge.databricks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.databricks.Workspace.Credentials;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.TextTable.TextRows;
import io.github.sqldatabricks.bridge.model.VolumePath;
import io.github.sqldatabricks.bridge.sandbox.warehouse.StatementsEndpoint;
import io.github.sqldatabricks.bridge.sandbox.warehouse.Warehouse;
import io.github.sqldatabricks.bridge.sandbox.workspace.Endpoint;
import io.github.sqldatabricks.bridge.sandbox.workspace.Endpoint.Call;
import io.github.sqldatabricks.bridge.sandbox.workspace.Fault;
import io.github.sqldatabricks.bridge.sandbox.workspace.Fault.Effect;
import io.github.sqldatabricks.bridge.sandbox.workspace.SandboxWorkspace;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Connections as the bridge opens them, against the local workspace. Catches a login that works with one kind of
 * credentials only, secrets in the URL, another session zone than UTC, and a wrong token that looks like a server that is
 * down.
 */
class DatabricksJdbcTest {

    @TempDir
    Path root;

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private Warehouse warehouse;
    private SandboxWorkspace workspace;

    @BeforeEach
    void start() throws IOException {
        warehouse = new Warehouse(root);
        workspace = SandboxWorkspace.start(root, 0, List.of(recorded(new StatementsEndpoint(warehouse))));
    }

    private Endpoint recorded(Endpoint endpoint) {
        return call -> {
            byte[] body = call.body().readAllBytes();
            asked.add(call.path() + " " + new String(body, StandardCharsets.UTF_8));
            return endpoint.answer(
                    new Call(call.method(), call.path(), call.query(), call.headers(), new ByteArrayInputStream(body)));
        };
    }

    @AfterEach
    void stop() {
        workspace.close();
        warehouse.close();
    }

    private DatabricksJdbc jdbc(Credentials credentials) {
        return jdbc(workspace.uri(), credentials);
    }

    private static DatabricksJdbc jdbc(URI host, Credentials credentials) {
        return jdbc(host, credentials, Map.of());
    }

    static DatabricksJdbc jdbc(URI host, Credentials credentials, Map<String, String> settings) {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withMapping(DatabricksConfig.class)
                .withSources(new PropertiesConfigSource(settings, "test", 100))
                .withConverter(
                        io.quarkus.runtime.configuration.MemorySize.class,
                        100,
                        new io.quarkus.runtime.configuration.MemorySizeConverter())
                .withConverter(java.time.Duration.class, 100, new io.quarkus.runtime.configuration.DurationConverter())
                .build();
        return new DatabricksJdbc(
                new Workspace(host, credentials, SandboxWorkspace.WAREHOUSE_ID),
                config.getConfigMapping(DatabricksConfig.class));
    }

    private Credentials token() {
        return new Credentials.Token(workspace.logins().personalToken());
    }

    @Test
    void aTokenLogsIn() throws SQLException {
        assertThat(zone(jdbc(token()))).isEqualTo("UTC");
    }

    @Test
    void aServicePrincipalLogsIn() throws SQLException {
        Credentials principal = new Credentials.ServicePrincipal(
                workspace.logins().clientId(), workspace.logins().clientSecret());

        assertThat(zone(jdbc(principal))).isEqualTo("UTC");
    }

    @Test
    void anotherWarehouseIsAskedAndTheUsualOneSleeps() throws SQLException {
        assertThat(zone(jdbc(token()).on("small-one"))).isEqualTo("UTC");
        assertThat(String.join("\n", asked)).contains("small-one").doesNotContain(SandboxWorkspace.WAREHOUSE_ID);
    }

    @Test
    void theUrlHoldsNoSecret() {
        DatabricksJdbc jdbc =
                jdbc(URI.create("https://example.cloud.databricks.com"), new Credentials.Token("dapi-secret"));

        assertThat(jdbc.url()).isEqualTo("jdbc:databricks://example.cloud.databricks.com:443/default");
    }

    @Test
    void aWrongTokenIsRefusedWithoutShowingIt() {
        assertThatThrownBy(() -> zone(jdbc(new Credentials.Token("dapi-wrong-secret"))))
                .isInstanceOf(SQLException.class)
                .satisfies(
                        e -> assertThat(Arrays.toString(e.getStackTrace()) + e).doesNotContain("dapi-wrong-secret"));
    }

    @Test
    void theFirstRowsOfAFolderComeWithTheirNames() throws IOException, SQLException {
        Path volume = workspace.createVolume("main", "default", "landing");
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duck.createStatement()) {
            statement.execute(
                    "COPY (SELECT i AS id, CASE WHEN i > 0 THEN 'n' || i END AS name FROM range(10) AS r(i)) TO '"
                            + volume.resolve("a.parquet") + "' (FORMAT parquet)");
        }

        TextRows rows =
                new DatabricksQueries(jdbc(token())).firstRows(new VolumePath("/Volumes/main/default/landing"), 2);

        assertThat(rows.columns()).containsExactly("id", "name");
        assertThat(rows.rows()).containsExactly(Arrays.asList("0", null), List.of("1", "n1"));
    }

    /** The driver first waits for 10 s, whatever the time-out. */
    @Test
    @Tag("nightly")
    void aStatementOfTheSandboxThatTakesTooLongIsStopped() {
        DatabricksQueries impatient = new DatabricksQueries(jdbc(token()), Duration.ofSeconds(1));

        assertThatThrownBy(
                        () -> impatient.run("SELECT count(*) FROM range(10000000) AS a CROSS JOIN range(10000000) AS b"
                                + " WHERE a.id + b.id < 0"))
                .isInstanceOfSatisfying(
                        BridgeException.RemotePermanent.class,
                        stopped -> assertThat(stopped.code()).isEqualTo("databricks-statement-failed"))
                .hasMessageContaining("timed-out after 1 s");
        assertThat(String.join("\n", asked)).contains("/cancel");
    }

    @Test
    void aMissingFolderIsAPermanentFailure() {
        assertThatThrownBy(() -> new DatabricksQueries(jdbc(token()))
                        .firstRows(new VolumePath("/Volumes/main/default/nothing"), 1))
                .isInstanceOf(BridgeException.RemotePermanent.class)
                .hasMessageContaining("/Volumes/main/default/nothing")
                .hasMessageContaining("PATH_NOT_FOUND");
    }

    @Test
    void aWorkspaceThatDoesNotAnswerIsATransientFailureWithinTheTimeout() {
        CountDownLatch release = new CountDownLatch(1);
        workspace
                .faults()
                .add(Fault.on("POST", "/api/2.0/sql/", new Effect.Hold(new CountDownLatch(1), release))
                        .always());
        DatabricksJdbc impatient = jdbc(workspace.uri(), token(), Map.of("bridge.databricks.request-timeout", "1s"));

        assertThatThrownBy(() -> firstRow(impatient))
                .isInstanceOfSatisfying(
                        BridgeException.class, e -> assertThat(e.retryable()).isTrue())
                .hasMessageContaining("no answer");
        release.countDown();
    }

    @Test
    void aRefusalIsToldByItsStatus() {
        workspace
                .faults()
                .add(Fault.on("POST", "/api/2.0/sql/statements", Effect.forbidden())
                        .always());
        assertThatThrownBy(() -> firstRow(jdbc(token()))).isInstanceOfSatisfying(BridgeException.class, e -> {
            assertThat(e.code()).isEqualTo("databricks-forbidden");
            assertThat(e.retryable()).isFalse();
        });
        assertThatThrownBy(() -> firstRow(jdbc(new Credentials.Token("dapi-wrong-secret"))))
                .isInstanceOfSatisfying(
                        BridgeException.class, e -> assertThat(e.code()).isEqualTo("databricks-unauthorized"));
        assertThatThrownBy(() -> firstRow(jdbc(new Credentials.ServicePrincipal("nobody", "wrong-secret"))))
                .isInstanceOf(BridgeException.class)
                .hasMessageNotContaining("wrong-secret");
    }

    private static void firstRow(DatabricksJdbc jdbc) {
        new DatabricksQueries(jdbc).firstRows(new VolumePath("/Volumes/main/default/landing"), 1);
    }

    private static String zone(DatabricksJdbc jdbc) throws SQLException {
        try (Connection connection = jdbc.open();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT current_timezone()")) {
            result.next();
            return result.getString(1);
        }
    }
}
