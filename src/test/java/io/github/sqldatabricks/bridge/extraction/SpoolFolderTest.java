package io.github.sqldatabricks.bridge.extraction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.sqldatabricks.bridge.model.BridgeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Catches: files of dead processes that stay for ever, files of living ones that are deleted, data others can read. */
class SpoolFolderTest {

    @TempDir
    private Path base;

    @Test
    void aRunsFolderGoesWithItsFiles() throws IOException {
        try (SpoolFolder spool = SpoolFolder.open(Optional.of(base))) {
            SpoolFolder.Run run = spool.newRun();
            Files.writeString(run.path().resolve("part"), "rows");
            run.close();
            assertThat(run.path()).doesNotExist();
        }
        assertThat(entries()).isEmpty();
    }

    @Test
    void onlyTheOwnerCanReadIt() throws IOException {
        try (SpoolFolder spool = SpoolFolder.open(Optional.of(base.resolve("new")));
                SpoolFolder.Run run = spool.newRun()) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(run.path())))
                    .isEqualTo("rwx------");
            assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(run.path().getParent())))
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void theFolderOfAKilledProcessIsDeletedAndThatOfALivingOneIsNot() throws Exception {
        Process holder = startHolder();
        try {
            List<Path> held = entries();
            SpoolFolder.open(Optional.of(base)).close();
            assertThat(entries()).as("while it lives").containsExactlyInAnyOrderElementsOf(held);
        } finally {
            holder.destroyForcibly().waitFor(20, TimeUnit.SECONDS);
        }
        assertThat(entries()).as("after its death").isNotEmpty();

        SpoolFolder.open(Optional.of(base)).close();
        assertThat(entries()).as("after the next start").isEmpty();
    }

    @Test
    void twoSpoolsOfOneProcessLeaveEachOtherAlone() throws IOException {
        try (SpoolFolder first = SpoolFolder.open(Optional.of(base));
                SpoolFolder.Run run = first.newRun()) {
            SpoolFolder.open(Optional.of(base)).close();
            assertThat(run.path()).exists();
        }
    }

    @Test
    void aFolderThatCannotBeMadeIsToldWithItsSetting() throws IOException {
        Path file = Files.writeString(base.resolve("file"), "no folder");

        assertThatThrownBy(() -> SpoolFolder.open(Optional.of(file)))
                .isInstanceOf(BridgeException.RemotePermanent.class)
                .hasMessageContaining("bridge.extraction.spool-path");
    }

    private Process startHolder() throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        SpoolHolder.class.getName(),
                        base.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        await().atMost(20, TimeUnit.SECONDS).until(this::holderHasWritten);
        return process;
    }

    private boolean holderHasWritten() throws IOException {
        try (Stream<Path> files = Files.walk(base)) {
            return files.anyMatch(file -> file.endsWith("part") && Files.isRegularFile(file));
        }
    }

    private List<Path> entries() throws IOException {
        try (Stream<Path> entries = Files.list(base)) {
            return entries.sorted().toList();
        }
    }

    /** A process with a spool folder and a file in it, until it is killed. */
    public static final class SpoolHolder {

        private SpoolHolder() {}

        public static void main(String[] arguments) throws Exception {
            SpoolFolder spool = SpoolFolder.open(Optional.of(Path.of(arguments[0])));
            Files.writeString(spool.newRun().path().resolve("part"), "rows");
            System.in.read();
        }
    }
}
