package io.github.sqldatabricks.bridge.databricks;

import static io.github.sqldatabricks.bridge.databricks.LandingFixture.FOLDER;
import static io.github.sqldatabricks.bridge.databricks.LandingFixture.PART_SIZE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.sqldatabricks.bridge.extraction.Landing;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.BridgeException.RemotePermanent;
import io.github.sqldatabricks.bridge.model.BridgeException.RemoteTransient;
import io.github.sqldatabricks.bridge.model.VolumePath;
import io.github.sqldatabricks.bridge.sandbox.workspace.Answer;
import io.github.sqldatabricks.bridge.sandbox.workspace.Effect;
import io.github.sqldatabricks.bridge.sandbox.workspace.Fault;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Landings over real HTTP when the workspace or the object store misbehaves. Catches lost or doubled bytes after a
 * retry (the Java SDK 0.141.0 stores 0 bytes), retries of what can't succeed, errors that don't say what to do, and
 * secrets in them.
 */
@Timeout(60)
class VolumeLandingFaultsTest {

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

    static Stream<Arguments> passingFaults() {
        return Stream.of(UploadMode.MULTIPART, UploadMode.SINGLE).flatMap(mode -> {
            String upload = mode == UploadMode.SINGLE ? FILES : STORAGE;
            return Stream.of(
                            Fault.on("PUT", upload, Effect.tooManyRequests(Duration.ZERO)),
                            Fault.on("PUT", upload, Effect.tooManyRequests(Duration.ofSeconds(1))),
                            Fault.on("PUT", upload, Effect.unavailable()).times(3),
                            Fault.on("PUT", upload, Effect.internalError()),
                            Fault.on("PUT", upload, new Effect.CutRequest(500)).times(2),
                            Fault.on("PUT", upload, new Effect.CutResponse(0)),
                            Fault.on("PUT", upload, Effect.unavailable()).after(2),
                            Fault.on("PUT", "/api/2.0/fs/directories", Effect.unavailable()),
                            Fault.on("GET", "/api/2.0/fs/directories", new Effect.CutResponse(3)),
                            Fault.on("DELETE", FILES, Effect.unavailable()),
                            Fault.on("HEAD", FILES, new Effect.CutResponse(0)))
                    .map(fault -> Arguments.of(mode, fault));
        });
    }

    @ParameterizedTest
    @MethodSource("passingFaults")
    void aFaultThatPassesLeavesNoTrace(UploadMode mode, Fault fault) throws IOException {
        fixture.workspace.faults().add(fault);

        runOnce(mode);

        assertWhole();
    }

    static Stream<Fault> passingMultipartFaults() {
        return Stream.of(
                Fault.on("POST", FILES, Effect.unavailable()).withAction("initiate-upload"),
                Fault.on("POST", "/api/2.0/fs/create-upload-part-urls", Effect.tooManyRequests(Duration.ZERO)),
                Fault.on("POST", FILES, Effect.internalError()).withAction("complete-upload"),
                Fault.on("POST", FILES, new Effect.CutRequest(1)).withAction("complete-upload"),
                Fault.on("PUT", STORAGE, Effect.urlExpired()),
                Fault.on("PUT", STORAGE, Effect.urlExpired()).after(2));
    }

    @ParameterizedTest
    @MethodSource("passingMultipartFaults")
    void aFaultOfAMultipartCallThatPassesLeavesNoTrace(Fault fault) throws IOException {
        fixture.workspace.faults().add(fault);

        runOnce(UploadMode.MULTIPART);

        assertWhole();
    }

    @Test
    void aCompletionWhoseAnswerGotLostIsNotTakenForAFailure() throws IOException {
        fixture.leave("part_00000.parquet", "old");
        fixture.workspace
                .faults()
                .add(Fault.on("POST", FILES, new Effect.CutResponse(0)).withAction("complete-upload"));

        runOnce(UploadMode.MULTIPART);

        assertWhole();
    }

    @Test
    void aLostUploadSessionIsAFailureAlthoughAFileOfTheSameLengthIsThere() throws IOException {
        runOnce(UploadMode.MULTIPART);
        // In doubt after the 500, and then gone: exactly what a lost answer looks like, but nothing was stored.
        fixture.workspace
                .faults()
                .add(Fault.on("POST", FILES, Effect.internalError()).withAction("complete-upload"));
        fixture.workspace
                .faults()
                .add(Fault.on("POST", FILES, Effect.respond(404, "NOT_FOUND", "no such session"))
                        .withAction("complete-upload")
                        .always());

        try (VolumeLandingZone zone = fixture.zone(UploadMode.MULTIPART);
                Landing landing = zone.open(FOLDER)) {
            landing.stage("part_00000.parquet", fixture.file(2500));
            assertThatThrownBy(() -> landing.publish("{}"))
                    .isInstanceOfSatisfying(
                            RemoteTransient.class, e -> assertThat(e.code()).isEqualTo("upload-incomplete"));
        }
    }

    @Test
    void anUploadThatStoresTooFewBytesIsSentAgain() throws IOException {
        fixture.workspace
                .faults()
                .add(Fault.on("PUT", FILES, new Effect.Truncate(0)).after(1));

        runOnce(UploadMode.SINGLE);

        assertWhole();
    }

    @Test
    void anUploadThatAlwaysStoresTooFewBytesFailsInTheEnd() throws IOException {
        fixture.workspace
                .faults()
                .add(Fault.on("PUT", FILES + FOLDER + "/part_", new Effect.Truncate(7))
                        .always());

        assertThatThrownBy(() -> runOnce(UploadMode.SINGLE))
                .isInstanceOf(RemoteTransient.class)
                .hasMessageContaining("the volume holds 7");
        assertThat(fixture.visible()).doesNotContain("_manifest.json");
    }

    @Test
    void aPartThatStoresTooFewBytesIsFoundBeforeTheCommit() throws IOException {
        fixture.workspace.faults().add(Fault.on("PUT", STORAGE, new Effect.Truncate(7)));

        assertThatThrownBy(() -> runOnce(UploadMode.MULTIPART))
                .isInstanceOfSatisfying(
                        RemoteTransient.class, e -> assertThat(e.code()).isEqualTo("upload-incomplete"));
        assertThat(fixture.visible()).doesNotContain("_manifest.json");
    }

    @Test
    void aTokenThatExpiresBetweenTwoFilesIsRenewed() throws IOException {
        try (VolumeLandingZone zone = fixture.zone(UploadMode.MULTIPART);
                Landing landing = zone.open(FOLDER)) {
            landing.stage("part_00000.parquet", fixture.file(2500));
            fixture.workspace.logins().expireIssuedTokens();
            landing.stage("part_00001.parquet", fixture.file(20));
            fixture.workspace.logins().expireIssuedTokens();
            landing.publish("{}");
        }

        assertWhole();
    }

    @Test
    void aPersonalAccessTokenThatIsRefusedFailsAtOnceAndStaysSecret() {
        Workspace.Credentials wrong = new Workspace.Credentials.Token("dapi-very-secret");
        try (VolumeLandingZone zone =
                new VolumeLandingZone(fixture.session(wrong), LandingFixture.settings(UploadMode.AUTO))) {
            RemotePermanent refused = catchThrowableOfType(RemotePermanent.class, () -> zone.open(FOLDER));

            assertThat(refused.code()).isEqualTo("databricks-unauthorized");
            assertThat(refused).hasMessageContaining("DATABRICKS_TOKEN").hasMessageNotContaining("very-secret");
        }
        assertThat(fixture.calls(call -> true)).isZero();
    }

    @Test
    void aServicePrincipalsWrongSecretIsUnauthorizedAndStaysSecret() {
        Workspace.Credentials wrong = new Workspace.Credentials.ServicePrincipal(
                fixture.workspace.logins().clientId(), "dose-very-secret");
        try (VolumeLandingZone zone =
                new VolumeLandingZone(fixture.session(wrong), LandingFixture.settings(UploadMode.AUTO))) {
            RemotePermanent refused = catchThrowableOfType(RemotePermanent.class, () -> zone.open(FOLDER));

            assertThat(refused.code()).isEqualTo("databricks-unauthorized");
            assertThat(refused).hasStackTraceContaining("databricks").hasMessageNotContaining("very-secret");
        }
    }

    static Stream<Fault> passingLoginFaults() {
        return Stream.of(
                Fault.on("GET", "/.well-known", Effect.unavailable()),
                Fault.on("GET", "/oidc", Effect.unavailable()),
                Fault.on("POST", "/oidc", Effect.internalError()),
                Fault.on("POST", "/oidc", new Effect.CutResponse(0)));
    }

    @ParameterizedTest
    @MethodSource("passingLoginFaults")
    void aLoginThatFailsOnceIsTriedAgain(Fault fault) throws IOException {
        fixture.workspace.faults().add(fault);

        runOnce(UploadMode.AUTO);

        assertWhole();
    }

    @Test
    void aMissingGrantSaysWhichGrantsAreNeeded() {
        fixture.workspace.faults().add(Fault.on("PUT", "/api/2.0/fs/directories", Effect.forbidden()));
        try (VolumeLandingZone zone = fixture.zone()) {
            assertThatThrownBy(() -> zone.open(FOLDER))
                    .isInstanceOfSatisfying(
                            RemotePermanent.class, e -> assertThat(e.code()).isEqualTo("databricks-forbidden"))
                    .hasMessageContainingAll("WRITE VOLUME", "READ VOLUME", "USE SCHEMA", "USE CATALOG");
        }
    }

    @Test
    void aMissingVolumeIsSaidBeforeAnythingIsSent() {
        try (VolumeLandingZone zone = fixture.zone()) {
            assertThatThrownBy(() -> zone.open(new VolumePath("/Volumes/main/bridge/none/x")))
                    .isInstanceOfSatisfying(
                            RemotePermanent.class, e -> assertThat(e.code()).isEqualTo("databricks-not-found"))
                    .hasMessageContaining("/Volumes/main/bridge/none/x");
        }
    }

    @Test
    void aWorkspaceThatIsDownIsATransientFailure() {
        Workspace.Credentials token =
                new Workspace.Credentials.Token(fixture.workspace.logins().personalToken());
        try (VolumeLandingZone zone =
                new VolumeLandingZone(fixture.session(token), LandingFixture.settings(UploadMode.AUTO))) {
            fixture.close();
            assertThatThrownBy(() -> zone.open(FOLDER))
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
            assertThatThrownBy(() -> zone.open(FOLDER))
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

        runOnce(UploadMode.AUTO);

        assertWhole();
    }

    @Test
    void inModeMultipartAClosedWayIsAnErrorThatNamesTheSetting() {
        fixture.workspace
                .faults()
                .add(Fault.on("PUT", STORAGE, Effect.forbidden()).always());

        assertThatThrownBy(() -> runOnce(UploadMode.MULTIPART))
                .isInstanceOfSatisfying(
                        RemotePermanent.class, e -> assertThat(e.code()).isEqualTo("multipart-unavailable"))
                .hasMessageContaining("bridge.databricks.upload-mode")
                .hasMessageNotContaining("signature");
    }

    @Test
    void publishingAgainAfterAFailureInTheMiddleCompletesNothingTwice() throws IOException {
        fixture.workspace
                .faults()
                .add(Fault.on("POST", FILES + FOLDER + "/part_00001", Effect.forbidden())
                        .withAction("complete-upload"));
        try (VolumeLandingZone zone = fixture.zone(UploadMode.MULTIPART);
                Landing landing = zone.open(FOLDER)) {
            landing.stage("part_00000.parquet", fixture.file(2500));
            landing.stage("part_00001.parquet", fixture.file(20));
            assertThatThrownBy(() -> landing.publish("{}")).isInstanceOf(RemotePermanent.class);
            assertThat(fixture.visible()).doesNotContain("_manifest.json");

            landing.publish("{}");
        }

        assertWhole();
        assertThat(fixture.calls(call -> "complete-upload".equals(call.query().get("action"))))
                .isEqualTo(2);
    }

    @Test
    void abortingEndsAnUploadAtOnceAndLeavesNothing() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        fixture.workspace
                .faults()
                .add(Fault.on("PUT", STORAGE, new Effect.Hold(arrived, release)).after(1));
        try (VolumeLandingZone zone = fixture.zone(UploadMode.MULTIPART);
                Landing landing = zone.open(FOLDER)) {
            CompletableFuture<Void> upload =
                    CompletableFuture.runAsync(() -> landing.stage("sales.parquet", fixture.file(5 * PART_SIZE)));
            assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();

            landing.abort();

            assertThatThrownBy(() -> upload.get(5, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(BridgeException.Cancelled.class);
            assertThatThrownBy(() -> landing.publish("{}")).isInstanceOf(BridgeException.Cancelled.class);
        } finally {
            release.countDown();
        }
        assertThat(fixture.visible()).isEmpty();
        assertThat(fixture.workspace.openUploads()).isZero();
    }

    @Test
    void whilePublishingTheFolderIsMarkedAndHasNoManifestButStillTheOldFiles() throws Exception {
        runOnce(UploadMode.MULTIPART);
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        fixture.workspace
                .faults()
                .add(Fault.on("POST", FILES, new Effect.Hold(arrived, release)).withAction("complete-upload"));
        try (VolumeLandingZone zone = fixture.zone(UploadMode.MULTIPART);
                Landing landing = zone.open(FOLDER)) {
            landing.stage("sales.parquet", fixture.file(30));
            CompletableFuture<Void> publishing = CompletableFuture.runAsync(() -> landing.publish("{}"));
            assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();

            assertThat(fixture.visible()).containsExactly("_publishing", "part_00000.parquet", "part_00001.parquet");
            assertThat(zone.hasOutput(FOLDER)).isFalse();

            release.countDown();
            publishing.get(10, TimeUnit.SECONDS);
            assertThat(fixture.visible()).containsExactly("_manifest.json", "sales.parquet");
        } finally {
            release.countDown();
        }
    }

    @Test
    void interruptingTheThreadEndsAnUploadToo() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        fixture.workspace
                .faults()
                .add(Fault.on("PUT", STORAGE, new Effect.Hold(arrived, release)).times(9));
        try (VolumeLandingZone zone = fixture.zone(UploadMode.MULTIPART);
                Landing landing = zone.open(FOLDER)) {
            CompletableFuture<Throwable> failure = new CompletableFuture<>();
            Thread uploader = new Thread(() -> failure.complete(
                    catchThrowable(() -> landing.stage("sales.parquet", fixture.file(5 * PART_SIZE)))));
            uploader.start();
            assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();

            uploader.interrupt();

            assertThat(failure.get(5, TimeUnit.SECONDS)).isInstanceOf(BridgeException.Cancelled.class);
        } finally {
            release.countDown();
        }
    }

    @Test
    void abortingEndsTheWaitBeforeARetry() throws Exception {
        RetryPolicy patient = new RetryPolicy(Duration.ofHours(1), Duration.ofHours(1), Duration.ofHours(9));
        AbortSignal signal = new AbortSignal();
        CountDownLatch failed = new CountDownLatch(1);
        CompletableFuture<Void> call = CompletableFuture.runAsync(() -> patient.call("Testing", signal, () -> {
            failed.countDown();
            throw RemoteFailure.noAnswer("down", null);
        }));
        assertThat(failed.await(10, TimeUnit.SECONDS)).isTrue();

        signal.abort();

        assertThatThrownBy(() -> call.get(5, TimeUnit.SECONDS)).hasCauseInstanceOf(BridgeException.Cancelled.class);
    }

    private void runOnce(UploadMode mode) {
        try (VolumeLandingZone zone = fixture.zone(mode);
                Landing landing = zone.open(FOLDER)) {
            landing.stage("part_00000.parquet", fixture.file(2500));
            landing.stage("part_00001.parquet", fixture.file(20));
            landing.publish("{}");
        }
    }

    private void assertWhole() throws IOException {
        assertThat(fixture.visible()).containsExactly("_manifest.json", "part_00000.parquet", "part_00001.parquet");
        assertThat(fixture.stored("part_00000.parquet")).hasSameBinaryContentAs(fixture.file(2500));
        assertThat(fixture.stored("part_00001.parquet")).hasSameBinaryContentAs(fixture.file(20));
        assertThat(fixture.workspace.openUploads()).isZero();
    }

    private static Effect resumable() {
        return new Effect.Respond(Answer.json(200, "{\"resumable_upload\":{\"session_token\":\"x\"}}"));
    }
}
