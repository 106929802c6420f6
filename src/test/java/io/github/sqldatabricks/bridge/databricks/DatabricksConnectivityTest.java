package io.github.sqldatabricks.bridge.databricks;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.observe.Connectivity.Status;
import io.github.sqldatabricks.bridge.sandbox.workspace.Fault;
import io.github.sqldatabricks.bridge.sandbox.workspace.Fault.Effect;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Catches a readiness that is up while Databricks is not, that hangs with it, that wakes a warehouse or says a secret. */
class DatabricksConnectivityTest {

    private static final String ME = "/api/2.0/preview/scim/v2/Me";

    @TempDir
    Path directory;

    private LandingFixture fixture;

    @BeforeEach
    void start() throws IOException {
        fixture = new LandingFixture(directory);
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void itSaysWhoIsLoggedInAndWhatTheWarehouseDoesWithoutWakingIt() {
        Status status = check(fixture.session(), Duration.ofSeconds(30));

        assertThat(status.up()).isTrue();
        assertThat(status.detail()).contains("sandbox@localhost", "warehouse sandbox is RUNNING");
        assertThat(status.latency()).isPositive();
        assertThat(fixture.calls(call -> !call.method().equals("GET"))).isZero();
    }

    @Test
    void aRevokedTokenOfAServicePrincipalIsRenewed() {
        WorkspaceSession session = fixture.session();
        assertThat(check(session, Duration.ofSeconds(30)).up()).isTrue();
        fixture.workspace.logins().expireIssuedTokens();

        assertThat(check(session, Duration.ofSeconds(30)).up()).isTrue();
    }

    @Test
    void aWrongTokenIsDownAndStaysSecret() {
        Status status =
                check(fixture.session(new Workspace.Credentials.Token("dapi-very-secret")), Duration.ofSeconds(30));

        assertThat(status.up()).isFalse();
        assertThat(status.detail()).contains("401", "DATABRICKS_TOKEN").doesNotContain("very-secret");
    }

    @Test
    void aWorkspaceThatFailsIsDown() {
        fixture.workspace.faults().add(Fault.on("GET", ME, Effect.unavailable()));

        assertThat(check(fixture.session(), Duration.ofSeconds(30)).up()).isFalse();
    }

    @Test
    void aWarehouseThatDoesNotExistIsDown() {
        fixture.workspace
                .faults()
                .add(Fault.on(
                        "GET", "/api/2.0/sql/warehouses/", Effect.respond(404, "RESOURCE_DOES_NOT_EXIST", "gone")));

        assertThat(check(fixture.session(), Duration.ofSeconds(30)).up()).isFalse();
    }

    @Test
    void aWorkspaceThatHangsIsDownAfterTheLimit() {
        CountDownLatch release = new CountDownLatch(1);
        fixture.workspace.faults().add(Fault.on("GET", ME, new Effect.Hold(new CountDownLatch(1), release)));

        Status status = check(fixture.session(), Duration.ofMillis(1500));

        release.countDown();
        assertThat(status.up()).isFalse();
        assertThat(status.detail()).contains("did not answer within 1500 ms");
    }

    private static Status check(WorkspaceSession session, Duration limit) {
        try (DatabricksConnectivity connectivity = new DatabricksConnectivity(session, limit)) {
            return connectivity.check();
        }
    }
}
