package io.github.sqldatabricks.bridge.databricks;

import static io.github.sqldatabricks.bridge.databricks.LandingFixture.FOLDER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.databricks.DatabricksConfig.UploadMode;
import io.github.sqldatabricks.bridge.extraction.LandingZone.LandedOutput;
import io.github.sqldatabricks.bridge.extraction.LandingZone.StagedOutput;
import io.github.sqldatabricks.bridge.extraction.QueryParts.PartResult.LandedFile;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.sandbox.workspace.Fault;
import io.github.sqldatabricks.bridge.sandbox.workspace.Fault.Effect;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Landings over real HTTP when nothing fails. Catches files that a reader sees before their time, parts of earlier
 * runs that stay, bytes that change on the way, and local or remote leftovers.
 */
class VolumeLandingTest {

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

    @ParameterizedTest
    @EnumSource(UploadMode.class)
    void filesAreInvisibleUntilPublishedAndThenAllThereWithTheManifest(UploadMode mode) throws IOException {
        try (VolumeLandingZone zone = fixture.zone(mode);
                StagedOutput output = zone.open(FOLDER, new Cancellation())) {
            output.upload("part_00000.parquet", fixture.file(3500));
            output.upload("part_00001.parquet", fixture.file(10));
            assertThat(fixture.visible()).isEmpty();
            assertThat(LandingFixture.output(zone)).isInstanceOf(LandedOutput.None.class);

            output.commit("{\"rows\":7}", List.of());

            assertThat(fixture.visible()).containsExactly("_manifest.json", "part_00000.parquet", "part_00001.parquet");
            assertThat(fixture.stored("part_00000.parquet")).hasSameBinaryContentAs(fixture.file(3500));
            assertThat(fixture.stored("part_00001.parquet")).hasSameBinaryContentAs(fixture.file(10));
            assertThat(fixture.stored("_manifest.json")).hasContent("{\"rows\":7}");
            assertThat(LandingFixture.output(zone)).isEqualTo(new LandedOutput.Whole("{\"rows\":7}"));
        }
        assertThat(fixture.workspace.openUploads()).isZero();
    }

    /** By two processes: what the first has landed stays, and what a third one left goes. */
    @ParameterizedTest
    @EnumSource(UploadMode.class)
    void filesThatHaveLandedOutliveTheirOutputAndAreCommittedByAnother(UploadMode mode) throws IOException {
        fixture.leave("p000-f1-00000.parquet", "of one that was overtaken");
        LandedFile landed = new LandedFile("p000-f2-00000.parquet", 1, 3500);
        try (VolumeLandingZone zone = fixture.zone(mode)) {
            try (StagedOutput output = zone.openShared(FOLDER, new Cancellation())) {
                output.upload(landed.name(), fixture.file(3500));
                output.upload("p001-f1-00000.parquet", fixture.file(20));
                output.land(List.of(landed.name()));
            }
            assertThat(fixture.visible()).containsExactly("p000-f1-00000.parquet", landed.name());
            assertThat(fixture.workspace.openUploads()).isZero();
            try (StagedOutput output = zone.openShared(FOLDER, new Cancellation())) {
                output.commit("{}", List.of(landed));
            }
        }
        assertThat(fixture.visible()).containsExactly("_manifest.json", landed.name());
        assertThat(fixture.stored(landed.name())).hasSameBinaryContentAs(fixture.file(3500));
    }

    /** Another process may be about to land its first file there. */
    @Test
    void aSharedFolderStaysAlthoughNothingHasLandedInIt() {
        try (VolumeLandingZone zone = fixture.zone()) {
            zone.openShared(FOLDER, new Cancellation()).close();
        }
        assertThat(fixture.stored("")).isDirectory();
    }

    @Test
    void filesThatHaveLandedAndAreGoneOrOtherOnesAreAllNamedAndNotCommitted() throws IOException {
        fixture.leave("p000-f1-00000.parquet", "short");
        fixture.leave("p002-f1-00000.parquet", "there");
        List<LandedFile> landed = List.of(
                new LandedFile("p000-f1-00000.parquet", 1, 3500),
                new LandedFile("p001-f1-00000.parquet", 1, 3500),
                new LandedFile("p002-f1-00000.parquet", 1, 5));
        try (VolumeLandingZone zone = fixture.zone();
                StagedOutput output = zone.open(FOLDER, new Cancellation())) {
            assertThatThrownBy(() -> output.commit("{}", landed))
                    .isInstanceOfSatisfying(BridgeException.UploadIncomplete.class, failure -> {
                        assertThat(failure.code()).isEqualTo("upload-incomplete");
                        assertThat(failure.files())
                                .containsExactlyInAnyOrder("p000-f1-00000.parquet", "p001-f1-00000.parquet");
                    })
                    .hasMessageContaining("lists 5 bytes")
                    .hasMessageContaining("other files of the folder: 1.");
        }
        assertThat(fixture.visible()).doesNotContain("_manifest.json");
    }

    @ParameterizedTest
    @EnumSource(UploadMode.class)
    void theLocalFileIsDeletedOnceItIsNotNeeded(UploadMode mode) throws IOException {
        try (VolumeLandingZone zone = fixture.zone(mode);
                StagedOutput output = zone.open(FOLDER, new Cancellation())) {
            output.upload("sales.parquet", fixture.file(2500));
            assertThat(fixture.localFiles()).hasSize(mode == UploadMode.SINGLE ? 1 : 0);
            output.commit("{}", List.of());
            assertThat(fixture.localFiles()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(UploadMode.class)
    void aSingleFileReplacesManyPartsAndManyPartsASingleFile(UploadMode mode) throws IOException {
        try (VolumeLandingZone zone = fixture.zone(mode)) {
            publish(zone, "part_00000.parquet", "part_00001.parquet", "part_00002.parquet");
            publish(zone, "sales.parquet");
            assertThat(fixture.visible()).containsExactly("_manifest.json", "sales.parquet");

            publish(zone, "part_00000.parquet", "part_00001.parquet");
            assertThat(fixture.visible()).containsExactly("_manifest.json", "part_00000.parquet", "part_00001.parquet");
        }
    }

    @Test
    void onlyParquetFilesOfTheFolderItselfAreReplaced() throws IOException {
        fixture.leave("part_00009.parquet", "old");
        fixture.leave("README.txt", "mine");
        Files.createDirectory(fixture.stored("deeper.parquet"));
        try (VolumeLandingZone zone = fixture.zone()) {
            publish(zone, "sales.parquet");
        }

        assertThat(fixture.visible())
                .containsExactly("README.txt", "_manifest.json", "deeper.parquet", "sales.parquet");
    }

    @Test
    void noFilesAtAllLeaveOnlyTheManifest() throws IOException {
        fixture.leave("sales.parquet", "old");
        try (VolumeLandingZone zone = fixture.zone()) {
            publish(zone);
        }

        assertThat(fixture.visible()).containsExactly("_manifest.json");
    }

    @Test
    void anEmptyFileArrivesEmpty() throws IOException {
        try (VolumeLandingZone zone = fixture.zone(UploadMode.MULTIPART);
                StagedOutput output = zone.open(FOLDER, new Cancellation())) {
            output.upload("empty.parquet", fixture.file(0));
            output.commit("{}", List.of());
        }

        assertThat(fixture.stored("empty.parquet")).isEmptyFile();
    }

    @ParameterizedTest
    @EnumSource(UploadMode.class)
    void closingWithoutPublishingDiscardsEverything(UploadMode mode) throws IOException {
        fixture.leave("sales.parquet", "old");
        try (VolumeLandingZone zone = fixture.zone(mode);
                StagedOutput output = zone.open(FOLDER, new Cancellation())) {
            output.upload("sales.parquet", fixture.file(2500));
        }

        assertThat(fixture.visible()).containsExactly("sales.parquet");
        assertThat(fixture.stored("sales.parquet")).hasContent("old");
        assertThat(fixture.workspace.openUploads()).isZero();
        assertThat(fixture.localFiles()).isEmpty();
    }

    @Test
    void outputOfAServiceThatWroteNoManifestCountsAsOutputThatNobodyKnows() throws IOException {
        try (VolumeLandingZone zone = fixture.zone()) {
            assertThat(LandingFixture.output(zone)).isInstanceOf(LandedOutput.None.class);
            fixture.leave("notes.txt", "no output");
            assertThat(LandingFixture.output(zone)).isInstanceOf(LandedOutput.None.class);
            fixture.leave("sales.parquet", "old");
            assertThat(LandingFixture.output(zone)).isInstanceOf(LandedOutput.Unlabelled.class);
        }
    }

    @Test
    void whatEndsWithoutPublishingLeavesNoFolderThatItMade() throws IOException {
        Path country = fixture.stored("..").toAbsolutePath().normalize();
        try (VolumeLandingZone zone = fixture.zone()) {
            zone.open(FOLDER, new Cancellation()).close();
            assertThat(country).doesNotExist();

            StagedOutput output = zone.open(FOLDER, new Cancellation());
            Path ofAnother = Files.createDirectory(country.resolve("stock"));
            output.close();
            assertThat(country).isDirectoryContaining(ofAnother::equals);
            assertThat(fixture.stored("")).doesNotExist();

            publish(zone, "sales.parquet");
            zone.open(FOLDER, new Cancellation()).close();
            assertThat(fixture.visible()).containsExactly("_manifest.json", "sales.parquet");
        }
    }

    @Test
    void anUnfinishedPublicationIsNotOutput() throws IOException {
        try (VolumeLandingZone zone = fixture.zone()) {
            fixture.workspace
                    .faults()
                    .add(Fault.on("PUT", "/api/2.0/fs/files" + FOLDER + "/_manifest", Effect.forbidden()));
            try (StagedOutput output = zone.open(FOLDER, new Cancellation())) {
                output.upload("part_00000.parquet", fixture.file(10));
                assertThatThrownBy(() -> output.commit("{}", List.of()))
                        .isInstanceOf(BridgeException.RemotePermanent.class);
                assertThat(fixture.visible()).contains("part_00000.parquet").doesNotContain("_manifest.json");
                assertThat(LandingFixture.output(zone)).isInstanceOf(LandedOutput.None.class);
            }
        }
        assertThat(fixture.visible()).doesNotContain("part_00000.parquet");
    }

    @Test
    void aLocalFileThatSomebodyDeletesIsWorthAnotherAttempt() throws IOException {
        try (VolumeLandingZone zone = fixture.zone(UploadMode.SINGLE);
                StagedOutput output = zone.open(FOLDER, new Cancellation())) {
            Path beforeStaging = fixture.file(10);
            Files.delete(beforeStaging);
            assertThatThrownBy(() -> output.upload("part_00000.parquet", beforeStaging))
                    .isInstanceOfSatisfying(BridgeException.RemoteTransient.class, VolumeLandingTest::isSpoolDeleted);

            Path whileItWaits = fixture.file(20);
            output.upload("part_00001.parquet", whileItWaits);
            Files.delete(whileItWaits);
            assertThatThrownBy(() -> output.commit("{}", List.of()))
                    .isInstanceOfSatisfying(BridgeException.RemoteTransient.class, VolumeLandingTest::isSpoolDeleted);
        }
        assertThat(fixture.visible()).doesNotContain("_manifest.json");
    }

    private static void isSpoolDeleted(BridgeException failure) {
        assertThat(failure.code()).isEqualTo("spool-deleted");
    }

    @Test
    void moreThanTheSpoolLimitIsRefusedAndRoomComesBack() {
        try (VolumeLandingZone zone = fixture.zone(UploadMode.SINGLE)) {
            try (StagedOutput output = zone.open(FOLDER, new Cancellation())) {
                output.upload("part_00000.parquet", fixture.file(60_000));
                assertThatThrownBy(() -> output.upload("part_00001.parquet", fixture.file(60_000)))
                        .isInstanceOfSatisfying(
                                BridgeException.RemotePermanent.class,
                                refused -> assertThat(refused.code()).isEqualTo("spool-limit-exceeded"))
                        .hasMessageContaining("bridge.databricks.spool-limit");
            }
            try (StagedOutput output = zone.open(FOLDER, new Cancellation())) {
                output.upload("part_00000.parquet", fixture.file(60_000));
                output.commit("{}", List.of());
                output.upload("part_00001.parquet", fixture.file(60_000));
            }
        }
    }

    private void publish(VolumeLandingZone zone, String... names) {
        try (StagedOutput output = zone.open(FOLDER, new Cancellation())) {
            for (String name : names) {
                output.upload(name, fixture.file(1500));
            }
            output.commit("{}", List.of());
        }
    }
}
