package io.github.sqldatabricks.bridge.databricks;

import static io.github.sqldatabricks.bridge.databricks.LandingFixture.FOLDER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.model.BridgeException.RemotePermanent;
import io.github.sqldatabricks.bridge.sandbox.workspace.Fault;
import io.github.sqldatabricks.bridge.sandbox.workspace.Fault.Effect;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Catches listings that stop at the first page, and downloads that are short after the connection broke. */
class VolumeReaderTest {

    private static final int MORE_THAN_A_PAGE = 1100;

    @TempDir
    Path directory;

    private LandingFixture fixture;
    private VolumeReader reader;

    @BeforeEach
    void start() throws IOException {
        fixture = new LandingFixture(directory);
        reader = new VolumeReader(fixture.session(), LandingFixture.settings(UploadMode.AUTO));
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

        assertThat(reader.list(FOLDER)).hasSize(MORE_THAN_A_PAGE).allMatch(file -> file.size() == 5 && !file.folder());
    }

    @Test
    void aFolderThatDoesNotExistIsEmpty() {
        assertThat(reader.list(FOLDER)).isEmpty();
    }

    @Test
    void aDownloadThatBreaksInTheMiddleStartsAnew() throws IOException {
        fixture.leave("sales.parquet", "hello, world");
        fixture.workspace.faults().add(Fault.on("GET", "/api/2.0/fs/files", new Effect.CutResponse(3)));

        reader.download(FOLDER.resolve("sales.parquet"), directory.resolve("copy"));

        assertThat(directory.resolve("copy")).hasContent("hello, world");
    }

    @Test
    void aFileThatDoesNotExistIsAnErrorAndLeavesNoLocalFile() {
        assertThatThrownBy(() -> reader.download(FOLDER.resolve("none"), directory.resolve("copy")))
                .isInstanceOf(RemotePermanent.class)
                .hasMessageContaining("404");
        assertThat(directory.resolve("copy")).doesNotExist();
    }
}
