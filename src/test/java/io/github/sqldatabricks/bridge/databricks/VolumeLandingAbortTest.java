package io.github.sqldatabricks.bridge.databricks;

import static io.github.sqldatabricks.bridge.databricks.LandingFixture.FOLDER;
import static io.github.sqldatabricks.bridge.databricks.LandingFixture.PART_SIZE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.sqldatabricks.bridge.databricks.DatabricksConfig.UploadMode;
import io.github.sqldatabricks.bridge.databricks.RetryPolicy.RemoteFailure;
import io.github.sqldatabricks.bridge.extraction.LandingZone.LandedOutput;
import io.github.sqldatabricks.bridge.extraction.LandingZone.StagedOutput;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.BridgeException.RemotePermanent;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.sandbox.workspace.Fault;
import io.github.sqldatabricks.bridge.sandbox.workspace.Fault.Effect;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Landings over real HTTP that are interrupted. Catches a half-published folder that looks whole, uploads that can't be
 * stopped, and work done twice when a publication is repeated.
 */
@Timeout(60)
class VolumeLandingAbortTest {

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
    void publishingAgainAfterAFailureInTheMiddleCompletesNothingTwice() throws IOException {
        fixture.workspace
                .faults()
                .add(Fault.on("POST", FILES + FOLDER + "/part_00001", Effect.forbidden())
                        .withAction("complete-upload"));
        try (VolumeLandingZone zone = fixture.zone(UploadMode.MULTIPART);
                StagedOutput output = zone.open(FOLDER, new Cancellation())) {
            output.upload("part_00000.parquet", fixture.file(2500));
            output.upload("part_00001.parquet", fixture.file(20));
            assertThatThrownBy(() -> output.commit("{}", List.of())).isInstanceOf(RemotePermanent.class);
            assertThat(fixture.visible()).doesNotContain("_manifest.json");

            output.commit("{}", List.of());
        }

        fixture.assertTwoFilesLanded();
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
        Cancellation cancellation = new Cancellation();
        try (VolumeLandingZone zone = fixture.zone(UploadMode.MULTIPART);
                StagedOutput output = zone.open(FOLDER, cancellation)) {
            CompletableFuture<Void> upload =
                    CompletableFuture.runAsync(() -> output.upload("sales.parquet", fixture.file(5 * PART_SIZE)));
            assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();

            cancellation.cancel("the query was cancelled");

            assertThatThrownBy(() -> upload.get(5, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(BridgeException.Cancelled.class);
            assertThatThrownBy(() -> output.commit("{}", List.of())).isInstanceOf(BridgeException.Cancelled.class);
        } finally {
            release.countDown();
        }
        assertThat(fixture.visible()).isEmpty();
        assertThat(fixture.workspace.openUploads()).isZero();
    }

    @Test
    void whilePublishingTheFolderIsMarkedAndHasNoManifestButStillTheOldFiles() throws Exception {
        fixture.landTwoFiles(UploadMode.MULTIPART);
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        fixture.workspace
                .faults()
                .add(Fault.on("POST", FILES, new Effect.Hold(arrived, release)).withAction("complete-upload"));
        try (VolumeLandingZone zone = fixture.zone(UploadMode.MULTIPART);
                StagedOutput output = zone.open(FOLDER, new Cancellation())) {
            output.upload("sales.parquet", fixture.file(30));
            CompletableFuture<Void> publishing = CompletableFuture.runAsync(() -> output.commit("{}", List.of()));
            assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();

            assertThat(fixture.visible()).containsExactly("_publishing", "part_00000.parquet", "part_00001.parquet");
            assertThat(LandingFixture.output(zone)).isInstanceOf(LandedOutput.None.class);

            release.countDown();
            publishing.get(10, TimeUnit.SECONDS);
            assertThat(fixture.visible()).containsExactly("_manifest.json", "sales.parquet");
        } finally {
            release.countDown();
        }
    }

    @Test
    void aVolumeThatDoesNotAnswerIsWaitedForAsLongAsTheCallerSays() {
        CountDownLatch release = new CountDownLatch(1);
        fixture.workspace
                .faults()
                .add(Fault.on("GET", "/api/2.0/fs/directories", new Effect.Hold(new CountDownLatch(1), release))
                        .times(9));
        try (VolumeLandingZone zone = fixture.zone()) {
            assertThatThrownBy(() -> zone.outputs(List.of(FOLDER), Duration.ofMillis(300), new Cancellation()))
                    .isInstanceOf(BridgeException.Cancelled.class);
        } finally {
            release.countDown();
        }
    }

    @Test
    void cancellingEndsALookAtAVolumeThatDoesNotAnswerAtOnce() throws Exception {
        assertCancelEnds(
                "GET", (zone, cancellation) -> zone.outputs(List.of(FOLDER), Duration.ofDays(1), cancellation));
    }

    @Test
    void cancellingEndsTheOpeningOfAnOutputAtOnce() throws Exception {
        assertCancelEnds("HEAD", (zone, cancellation) -> zone.open(FOLDER, cancellation));
        assertCancelEnds("PUT", (zone, cancellation) -> zone.open(FOLDER, cancellation));
        assertThat(fixture.visible()).isEmpty();
    }

    /** The folder is made, but its answer is lost; the repeated request is under way when the query is cancelled. */
    @Test
    void cancellingWhileFoldersAreMadeLeavesNoneOfThem() throws Exception {
        String folders = "/api/2.0/fs/directories";
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        fixture.workspace.faults().add(Fault.on("PUT", folders, new Effect.CutResponse(0)));
        fixture.workspace.faults().add(Fault.on("PUT", folders, new Effect.Hold(arrived, release)));
        Cancellation cancellation = new Cancellation();
        try (VolumeLandingZone zone = fixture.zone()) {
            CompletableFuture<Void> opening = CompletableFuture.runAsync(() -> zone.open(FOLDER, cancellation));
            assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(fixture.stored(".")).isDirectory();

            cancellation.cancel("the query was cancelled");

            assertThatThrownBy(() -> opening.get(5, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(BridgeException.Cancelled.class);
            assertThat(fixture.stored(".")).doesNotExist();
        } finally {
            release.countDown();
        }
    }

    /** A volume that does not answer when folders are removed keeps a cancel waiting for seconds, not for the request's time-out. */
    @Test
    void cancellingWhileFoldersAreMadeDoesNotWaitForASilentVolume() throws Exception {
        String folders = "/api/2.0/fs/directories";
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        fixture.workspace.faults().add(Fault.on("PUT", folders, new Effect.Hold(arrived, release)));
        fixture.workspace.faults().add(Fault.on("DELETE", folders, new Effect.Hold(new CountDownLatch(1), release)));
        Cancellation cancellation = new Cancellation();
        try (VolumeLandingZone zone = fixture.zone()) {
            CompletableFuture<Void> opening = CompletableFuture.runAsync(() -> zone.open(FOLDER, cancellation));
            assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();

            cancellation.cancel("the query was cancelled");

            assertThatThrownBy(() -> opening.get(20, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(BridgeException.Cancelled.class);
        } finally {
            release.countDown();
        }
    }

    /** The volume never answers; the request's own time-out is longer than the test waits. */
    private void assertCancelEnds(String method, BiConsumer<VolumeLandingZone, Cancellation> call) throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        fixture.workspace.faults().add(Fault.on(method, "/api/2.0/fs/directories", new Effect.Hold(arrived, release)));
        Cancellation cancellation = new Cancellation();
        try (VolumeLandingZone zone = fixture.zone()) {
            CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> call.accept(zone, cancellation));
            assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();

            cancellation.cancel("the query was cancelled");

            assertThatThrownBy(() -> waiting.get(5, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(BridgeException.Cancelled.class)
                    .hasMessageContaining("the query was cancelled");
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
                StagedOutput output = zone.open(FOLDER, new Cancellation())) {
            CompletableFuture<Throwable> failure = new CompletableFuture<>();
            Thread uploader = new Thread(() -> failure.complete(
                    catchThrowable(() -> output.upload("sales.parquet", fixture.file(5 * PART_SIZE)))));
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
        Cancellation cancellation = new Cancellation();
        CountDownLatch failed = new CountDownLatch(1);
        CompletableFuture<Void> call = CompletableFuture.runAsync(() -> patient.call("Testing", cancellation, () -> {
            failed.countDown();
            throw RemoteFailure.noAnswer("down", null);
        }));
        assertThat(failed.await(10, TimeUnit.SECONDS)).isTrue();

        cancellation.cancel("the query was cancelled");

        assertThatThrownBy(() -> call.get(5, TimeUnit.SECONDS)).hasCauseInstanceOf(BridgeException.Cancelled.class);
    }
}
