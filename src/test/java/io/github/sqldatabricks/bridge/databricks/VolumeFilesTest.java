package io.github.sqldatabricks.bridge.databricks;

import static io.github.sqldatabricks.bridge.databricks.LandingFixture.FOLDER;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.databricks.DatabricksConfig.UploadMode;
import io.github.sqldatabricks.bridge.databricks.VolumeLandingZone.LandingSettings;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.sandbox.workspace.Fault;
import io.github.sqldatabricks.bridge.sandbox.workspace.Fault.Effect;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Catches listings that stop at the first page, and files that are read short after the connection broke. */
class VolumeFilesTest {

    private static final int MORE_THAN_A_PAGE = 1100;

    @TempDir
    Path directory;

    private LandingFixture fixture;
    private VolumeFiles files;

    @BeforeEach
    void start() throws IOException {
        fixture = new LandingFixture(directory);
        LandingSettings settings = LandingFixture.settings(UploadMode.AUTO);
        files = new VolumeFiles(new WorkspaceHttp(fixture.session(), settings.requestTimeout()), settings.retry());
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void allPagesOfAFolderAreListedWithSizes() throws IOException {
        for (int number = 0; number < MORE_THAN_A_PAGE; number++) {
            fixture.leave("part_" + number, "hello");
        }

        assertThat(files.list(FOLDER, new Cancellation()))
                .hasSize(MORE_THAN_A_PAGE)
                .allMatch(file -> file.size() == 5 && !file.folder());
    }

    @Test
    void aFolderThatDoesNotExistIsEmpty() {
        assertThat(files.list(FOLDER, new Cancellation())).isEmpty();
    }

    @Test
    void aReadThatBreaksInTheMiddleStartsAnew() throws IOException {
        fixture.leave("_manifest.json", "hello, world");
        fixture.workspace.faults().add(Fault.on("GET", "/api/2.0/fs/files", new Effect.CutResponse(3)));

        assertThat(files.read(FOLDER.resolve("_manifest.json"), new Cancellation()))
                .contains("hello, world");
    }

    @Test
    void aFileThatDoesNotExistHasNoContent() {
        assertThat(files.read(FOLDER.resolve("none"), new Cancellation())).isEmpty();
    }
}
