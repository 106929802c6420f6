package io.github.sqldatabricks.bridge.extraction;

import static io.github.sqldatabricks.bridge.testing.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.model.BridgeException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Catches: a deleted folder that nothing makes again, files of dead processes that stay for ever, files of living ones that are deleted, data others can read. */
class SpoolFolderTest {

    @TempDir
    private Path base;

    @Test
    void aRunsFolderGoesWithItsFiles() throws IOException {
        try (SpoolFolder spool = SpoolFolder.open(base)) {
            SpoolFolder.Run run = spool.newRun();
            Files.writeString(run.path().resolve("part"), "rows");
            run.close();
            assertThat(run.path()).doesNotExist();
        }
        assertThat(entries()).isEmpty();
    }

    @Test
    void onlyTheOwnerCanReadIt() throws IOException {
        try (SpoolFolder spool = SpoolFolder.open(base.resolve("new"));
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
            SpoolFolder.open(base).close();
            assertThat(entries()).as("while it lives").containsExactlyInAnyOrderElementsOf(held);
        } finally {
            holder.destroyForcibly().waitFor(20, TimeUnit.SECONDS);
        }
        assertThat(entries()).as("after its death").isNotEmpty();

        SpoolFolder.open(base).close();
        assertThat(entries()).as("after the next start").isEmpty();
    }

    @Test
    void twoSpoolsOfOneProcessLeaveEachOtherAlone() throws IOException {
        try (SpoolFolder first = SpoolFolder.open(base);
                SpoolFolder.Run run = first.newRun()) {
            SpoolFolder.open(base).close();
            assertThat(run.path()).exists();
        }
    }

    @Test
    void aFolderThatSomebodyDeletesIsMadeAgainAndLocked() throws Exception {
        Path shared = base.resolve("shared");
        try (SpoolFolder spool = SpoolFolder.open(shared)) {
            for (Path deleted : List.of(spool.newRun().path().getParent(), shared)) {
                deleteAll(deleted);

                SpoolFolder.Run run = spool.newRun();
                Files.writeString(run.path().resolve("part"), "rows");
                startAndEnd(shared);

                assertThat(run.path().resolve("part")).as("after %s", deleted).exists();
            }
        }
    }

    @Test
    void theFolderIsBesideTheStore() {
        String home = System.getProperty("user.home");

        assertThat(SpoolFolder.besideStore("jdbc:h2:file:/var/bridge/jobs;MODE=x;A=/b/c"))
                .isEqualTo(Path.of("/var/bridge/spool"));
        assertThat(SpoolFolder.besideStore("jdbc:h2:file:./data/jobs")).isEqualTo(Path.of("./data/spool"));
        assertThat(SpoolFolder.besideStore("jdbc:h2:~/jobs")).isEqualTo(Path.of(home, "spool"));
        assertThat(SpoolFolder.besideStore("jdbc:sqlserver://server;databaseName=x"))
                .isEqualTo(Path.of("data/spool"));
        assertThat(SpoolFolder.besideStore("jdbc:h2:tcp://server/jobs")).isEqualTo(Path.of("data/spool"));
        assertThat(SpoolFolder.besideStore("jdbc:h2:mem:x").getParent())
                .isEqualTo(Path.of(System.getProperty("java.io.tmpdir")));
    }

    @Test
    void aFolderThatCannotBeMadeIsToldWithItsSetting() throws IOException {
        Path file = Files.writeString(base.resolve("file"), "no folder");

        assertThatThrownBy(() -> SpoolFolder.open(file))
                .isInstanceOf(BridgeException.RemotePermanent.class)
                .hasMessageContaining("bridge.extraction.spool-path");
    }

    private Process startHolder() throws IOException {
        Process process = holder(base).start();
        await().atMost(20, TimeUnit.SECONDS).until(this::holderHasWritten);
        return process;
    }

    private static void startAndEnd(Path folder) throws Exception {
        Process process = holder(folder)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .start();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }

    private static void deleteAll(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static ProcessBuilder holder(Path folder) {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        SpoolHolder.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD);
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
            SpoolFolder spool = SpoolFolder.open(Path.of(arguments[0]));
            Files.writeString(spool.newRun().path().resolve("part"), "rows");
            System.in.read();
        }
    }
}
