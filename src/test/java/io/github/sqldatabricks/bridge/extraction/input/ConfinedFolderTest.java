package io.github.sqldatabricks.bridge.extraction.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.model.BridgeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders by their whole path, as callers of the predecessor name them. Catches one that is refused below the root, and one outside. */
class ConfinedFolderTest {

    @TempDir
    private Path directory;

    private Path root;
    private Path link;

    @BeforeEach
    void folders() throws IOException {
        Path real = directory.toRealPath();
        root = Files.createDirectories(real.resolve("mounted/queries"));
        Files.createDirectories(root.resolve("daily"));
        Files.createDirectories(real.resolve("mounted/queries-of-others"));
        link = Files.createSymbolicLink(real.resolve("queries"), root);
    }

    @Test
    void aWholePathBelowTheRootIsUnderstood() {
        assertThat(below(root, root.toString())).isEqualTo(root);
        assertThat(below(root, root + "/daily")).isEqualTo(root.resolve("daily"));
        assertThat(below(root, root + "/daily/../daily/")).isEqualTo(root.resolve("daily"));
    }

    @Test
    void soIsOneOfARootThatIsALink() {
        assertThat(below(link, link + "/daily")).isEqualTo(root.resolve("daily"));
        assertThat(below(link, root.toString())).isEqualTo(root);
        assertThat(below(link, root + "/daily")).isEqualTo(root.resolve("daily"));
    }

    @Test
    void whatLeavesItIsRefused() {
        for (Path configured : new Path[] {root, link}) {
            assertOutside(configured, root + "/..");
            assertOutside(configured, root + "/daily/../../queries-of-others");
            assertOutside(configured, root + "-of-others");
            assertOutside(configured, "/");
        }
    }

    private static Path below(Path configured, String name) {
        return ConfinedFolder.below(configured, Optional.of(name), "queries_path")
                .path();
    }

    private static void assertOutside(Path configured, String name) {
        assertThatThrownBy(() -> below(configured, name))
                .isInstanceOfSatisfying(
                        BridgeException.class,
                        refused -> assertThat(refused.code()).isEqualTo("path-outside-root"));
    }
}
