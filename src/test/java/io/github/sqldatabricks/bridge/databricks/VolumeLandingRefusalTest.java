package io.github.sqldatabricks.bridge.databricks;

import static io.github.sqldatabricks.bridge.databricks.LandingFixture.FOLDER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.sqldatabricks.bridge.databricks.DatabricksConfig.UploadMode;
import io.github.sqldatabricks.bridge.model.BridgeException.RemotePermanent;
import io.github.sqldatabricks.bridge.model.BridgeException.RemoteTransient;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.VolumePath;
import io.github.sqldatabricks.bridge.model.WorkContext;
import io.github.sqldatabricks.bridge.sandbox.workspace.Endpoint.Answer;
import io.github.sqldatabricks.bridge.sandbox.workspace.Fault;
import io.github.sqldatabricks.bridge.sandbox.workspace.Fault.Effect;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Landings over real HTTP when the workspace or the object store refuses or is down. Catches retries of what can't
 * succeed, errors that don't say what to do, secrets in them, and workspaces whose only open way is not taken.
 */
@Timeout(60)
class VolumeLandingRefusalTest {

    private static final String FILES = "/api/2.0/fs/files";
    private static final String STORAGE = "/storage/";

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
    void aPersonalAccessTokenThatIsRefusedFailsAtOnceAndStaysSecret() {
        Workspace.Credentials wrong = new Workspace.Credentials.Token("dapi-very-secret");
        try (VolumeLandingZone zone = new VolumeLandingZone(
                fixture.session(wrong), LandingFixture.settings(UploadMode.AUTO), WorkContext.NONE)) {
            RemotePermanent refused =
                    catchThrowableOfType(RemotePermanent.class, () -> zone.open(FOLDER, new Cancellation()));

            assertThat(refused.code()).isEqualTo("databricks-unauthorized");
            assertThat(refused).hasMessageContaining("DATABRICKS_TOKEN").hasMessageNotContaining("very-secret");
        }
        assertThat(fixture.calls(call -> true)).isZero();
    }

    @Test
    void aServicePrincipalsWrongSecretIsUnauthorizedAndStaysSecret() {
        Workspace.Credentials wrong = new Workspace.Credentials.ServicePrincipal(
                fixture.workspace.logins().clientId(), "dose-very-secret");
        try (VolumeLandingZone zone = new VolumeLandingZone(
                fixture.session(wrong), LandingFixture.settings(UploadMode.AUTO), WorkContext.NONE)) {
            RemotePermanent refused =
                    catchThrowableOfType(RemotePermanent.class, () -> zone.open(FOLDER, new Cancellation()));

            assertThat(refused.code()).isEqualTo("databricks-unauthorized");
            assertThat(refused).hasStackTraceContaining("databricks").hasMessageNotContaining("very-secret");
        }
    }

    @Test
    void aMissingGrantSaysWhichGrantsAreNeeded() {
        fixture.workspace.faults().add(Fault.on("PUT", "/api/2.0/fs/directories", Effect.forbidden()));
        try (VolumeLandingZone zone = fixture.zone()) {
            assertThatThrownBy(() -> zone.open(FOLDER, new Cancellation()))
                    .isInstanceOfSatisfying(
                            RemotePermanent.class, e -> assertThat(e.code()).isEqualTo("databricks-forbidden"))
                    .hasMessageContainingAll("WRITE VOLUME", "READ VOLUME", "USE SCHEMA", "USE CATALOG");
        }
    }

    @Test
    void aMissingVolumeIsSaidBeforeAnythingIsSent() {
        try (VolumeLandingZone zone = fixture.zone()) {
            assertThatThrownBy(() -> zone.open(new VolumePath("/Volumes/main/bridge/none/x"), new Cancellation()))
                    .isInstanceOfSatisfying(
                            RemotePermanent.class, e -> assertThat(e.code()).isEqualTo("databricks-not-found"))
                    .hasMessageContaining("/Volumes/main/bridge/none/x");
        }
    }

    @Test
    void aWorkspaceThatIsDownIsATransientFailure() {
        Workspace.Credentials token =
                new Workspace.Credentials.Token(fixture.workspace.logins().personalToken());
        try (VolumeLandingZone zone = new VolumeLandingZone(
                fixture.session(token), LandingFixture.settings(UploadMode.AUTO), WorkContext.NONE)) {
            fixture.close();
            assertThatThrownBy(() -> zone.open(FOLDER, new Cancellation()))
                    .isInstanceOfSatisfying(
                            RemoteTransient.class, e -> assertThat(e.code()).isEqualTo("databricks-unreachable"))
                    .hasMessageContaining("ConnectException");
        }
    }

    @Test
    void aRetryAfterBeyondTheBudgetFailsAtOnce() {
        fixture.workspace
                .faults()
                .add(Fault.on("PUT", "/api/2.0/fs/directories", Effect.tooManyRequests(Duration.ofHours(1))));
        try (VolumeLandingZone zone = fixture.zone()) {
            assertThatThrownBy(() -> zone.open(FOLDER, new Cancellation()))
                    .isInstanceOfSatisfying(
                            RemoteTransient.class, e -> assertThat(e.code()).isEqualTo("databricks-throttled"));
        }
    }

    static Stream<Fault> closedMultipartWays() {
        return Stream.of(
                Fault.on("POST", FILES, Effect.respond(404, "ENDPOINT_NOT_FOUND", "No API found"))
                        .withAction("initiate-upload"),
                Fault.on("POST", FILES, Effect.respond(501, "NOT_IMPLEMENTED", "Not implemented"))
                        .withAction("initiate-upload"),
                Fault.on("POST", FILES, Effect.respond(400, "INVALID_PARAMETER_VALUE", "Unsupported"))
                        .withAction("initiate-upload"),
                Fault.on("POST", FILES, resumable()).withAction("initiate-upload"),
                Fault.on("POST", "/api/2.0/fs/create-upload-part-urls", Effect.forbidden())
                        .always(),
                Fault.on("PUT", STORAGE, Effect.forbidden()).always());
    }

    @ParameterizedTest
    @MethodSource("closedMultipartWays")
    void whereMultipartUploadsDoNotWorkFilesWaitOnTheLocalDisk(Fault fault) throws IOException {
        fixture.workspace.faults().add(fault);

        fixture.landTwoFiles(UploadMode.AUTO);

        fixture.assertTwoFilesLanded();
    }

    @Test
    void inModeMultipartAClosedWayIsAnErrorThatNamesTheSetting() {
        fixture.workspace
                .faults()
                .add(Fault.on("PUT", STORAGE, Effect.forbidden()).always());

        assertThatThrownBy(() -> fixture.landTwoFiles(UploadMode.MULTIPART))
                .isInstanceOfSatisfying(
                        RemotePermanent.class, e -> assertThat(e.code()).isEqualTo("multipart-unavailable"))
                .hasMessageContaining("bridge.databricks.upload-mode")
                .hasMessageNotContaining("signature");
    }

    private static Effect resumable() {
        return new Effect.Respond(Answer.json(200, "{\"resumable_upload\":{\"session_token\":\"x\"}}"));
    }
}
