package io.github.sqldatabricks.bridge.databricks;

import static io.github.sqldatabricks.bridge.databricks.LandingFixture.FOLDER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.databricks.DatabricksConfig.UploadMode;
import io.github.sqldatabricks.bridge.extraction.LandingZone.StagedOutput;
import io.github.sqldatabricks.bridge.model.BridgeException.RemoteTransient;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.sandbox.workspace.Fault;
import io.github.sqldatabricks.bridge.sandbox.workspace.Fault.Effect;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
 * Landings over real HTTP when the workspace or the object store fails for a while. Catches lost or doubled bytes after a
 * retry (the Java SDK 0.141.0 stores 0 bytes), lost answers taken for failures or successes, and tokens not renewed.
 */
@Timeout(60)
class VolumeLandingRetryTest {

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

        fixture.landTwoFiles(mode);

        fixture.assertTwoFilesLanded();
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

        fixture.landTwoFiles(UploadMode.MULTIPART);

        fixture.assertTwoFilesLanded();
    }

    @Test
    void aCompletionWhoseAnswerGotLostIsNotTakenForAFailure() throws IOException {
        fixture.leave("part_00000.parquet", "old");
        fixture.workspace
                .faults()
                .add(Fault.on("POST", FILES, new Effect.CutResponse(0)).withAction("complete-upload"));

        fixture.landTwoFiles(UploadMode.MULTIPART);

        fixture.assertTwoFilesLanded();
    }

    @Test
    void aLostUploadSessionIsAFailureAlthoughAFileOfTheSameLengthIsThere() throws IOException {
        fixture.landTwoFiles(UploadMode.MULTIPART);
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
                StagedOutput output = zone.open(FOLDER, new Cancellation())) {
            output.upload("part_00000.parquet", fixture.file(2500));
            assertThatThrownBy(() -> output.commit("{}", List.of()))
                    .isInstanceOfSatisfying(
                            RemoteTransient.class, e -> assertThat(e.code()).isEqualTo("upload-incomplete"));
        }
    }

    @Test
    void anUploadThatStoresTooFewBytesIsSentAgain() throws IOException {
        fixture.workspace
                .faults()
                .add(Fault.on("PUT", FILES, new Effect.Truncate(0)).after(1));

        fixture.landTwoFiles(UploadMode.SINGLE);

        fixture.assertTwoFilesLanded();
    }

    @Test
    void anUploadThatAlwaysStoresTooFewBytesFailsInTheEnd() throws IOException {
        fixture.workspace
                .faults()
                .add(Fault.on("PUT", FILES + FOLDER + "/part_", new Effect.Truncate(7))
                        .always());

        assertThatThrownBy(() -> fixture.landTwoFiles(UploadMode.SINGLE))
                .isInstanceOf(RemoteTransient.class)
                .hasMessageContaining("the volume holds 7");
        assertThat(fixture.visible()).doesNotContain("_manifest.json");
    }

    @Test
    void aPartThatStoresTooFewBytesIsFoundBeforeTheCommit() throws IOException {
        fixture.workspace.faults().add(Fault.on("PUT", STORAGE, new Effect.Truncate(7)));

        assertThatThrownBy(() -> fixture.landTwoFiles(UploadMode.MULTIPART))
                .isInstanceOfSatisfying(
                        RemoteTransient.class, e -> assertThat(e.code()).isEqualTo("upload-incomplete"));
        assertThat(fixture.visible()).doesNotContain("_manifest.json");
    }

    @Test
    void aTokenThatExpiresBetweenTwoFilesIsRenewed() throws IOException {
        try (VolumeLandingZone zone = fixture.zone(UploadMode.MULTIPART);
                StagedOutput output = zone.open(FOLDER, new Cancellation())) {
            output.upload("part_00000.parquet", fixture.file(2500));
            fixture.workspace.logins().expireIssuedTokens();
            output.upload("part_00001.parquet", fixture.file(20));
            fixture.workspace.logins().expireIssuedTokens();
            output.commit("{}", List.of());
        }

        fixture.assertTwoFilesLanded();
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

        fixture.landTwoFiles(UploadMode.AUTO);

        fixture.assertTwoFilesLanded();
    }
}
