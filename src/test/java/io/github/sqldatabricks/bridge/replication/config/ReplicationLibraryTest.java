package io.github.sqldatabricks.bridge.replication.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.replication.config.Replication.StreamRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Catches a file that becomes broken and takes its replication with it, one that breaks unnoticed, and a name that means two. */
class ReplicationLibraryTest {

    @TempDir
    Path folder;

    @Test
    void aFileThatBreaksKeepsItsLastGoodVersionAndIsTold() throws IOException {
        write("sales.yaml", "sales", "dbo.Orders");
        ReplicationLibrary library = new ReplicationLibrary(folder);
        assertThat(library.brokenFiles()).isEmpty();

        Files.writeString(folder.resolve("sales.yaml"), "version: 1\nnam: sales\n");
        assertThat(library.find("sales").rules()).extracting(StreamRule::key).containsExactly("dbo.Orders");
        assertThat(library.brokenFiles())
                .hasEntrySatisfying(
                        folder.resolve("sales.yaml"),
                        problem -> assertThat(problem).contains("Unknown key 'nam'", "sales.yaml line 2"));

        write("sales.yaml", "sales", "dbo.Prices");
        assertThat(library.find("sales").rules()).extracting(StreamRule::key).containsExactly("dbo.Prices");
        assertThat(library.brokenFiles()).isEmpty();

        Files.delete(folder.resolve("sales.yaml"));
        assertThat(library.files()).isEmpty();
        assertThatThrownBy(() -> library.find("sales")).isInstanceOf(BridgeException.NotFound.class);
    }

    @Test
    void aFileThatWasNeverGoodHidesNoOtherAndIsNamed() throws IOException {
        write("sales.yaml", "sales", "dbo.Orders");
        Files.writeString(folder.resolve("broken.yaml"), "version: 2\n");
        Files.writeString(folder.resolve("notes.txt"), "no replication");
        ReplicationLibrary library = new ReplicationLibrary(folder);

        assertThat(library.replications()).extracting(Replication::name).containsExactly("sales");
        assertThat(library.files()).hasSize(2);
        assertThatThrownBy(() -> library.find("broken"))
                .isInstanceOfSatisfying(
                        BridgeException.NotFound.class,
                        e -> assertThat(e.error()).isEqualTo(ErrorCode.UNKNOWN_REPLICATION))
                .hasMessageContaining("Broken is broken.yaml: ");
    }

    @Test
    void aNameIsOneFilesOnly() throws IOException {
        write("a.yaml", "sales", "dbo.Orders");
        write("b.yaml", "sales", "dbo.Prices");
        ReplicationLibrary library = new ReplicationLibrary(folder);

        assertThat(library.find("sales").file()).isEqualTo("a.yaml");
        assertThat(library.brokenFiles()).containsOnlyKeys(folder.resolve("b.yaml"));
        assertThat(library.brokenFiles().get(folder.resolve("b.yaml")))
                .isEqualTo("The name 'sales' in b.yaml is that of the replication in a.yaml too. Give each its own.");
    }

    @Test
    void withoutAFolderThereAreNone() {
        assertThat(new ReplicationLibrary(folder.resolve("nowhere")).files()).isEmpty();
    }

    private void write(String file, String name, String table) throws IOException {
        Files.writeString(
                folder.resolve(file),
                "version: 1\nname: " + name + "\nsource: {country: bolivia}\n"
                        + "target: {catalog: main, schema: s, volume: /Volumes/main/landing/s}\nstreams: {" + table
                        + ": {}}\n");
    }
}
