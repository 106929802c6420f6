package io.github.sqldatabricks.bridge.store;

import static io.github.sqldatabricks.bridge.testing.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.sqldatabricks.bridge.audit.AuditChain;
import io.github.sqldatabricks.bridge.audit.AuditEntry;
import io.github.sqldatabricks.bridge.audit.AuditEvent;
import io.github.sqldatabricks.bridge.audit.AuditType;
import io.github.sqldatabricks.bridge.audit.AuditVerifier;
import io.github.sqldatabricks.bridge.duty.Duties;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.testing.FixedStoreConfig;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The file of an embedded store. Catches a store that stays away once its disk was full, a broken or empty file that is taken for a
 * store, or that nobody names, and a file that only grows.
 */
class EmbeddedStoreTest {

    private static final AuditChain CHAIN = AuditChain.of(Optional.empty());
    private static final int COMMITS = 3000;

    @TempDir
    private Path folder;

    private static JobDatabase at(Path folder) {
        return new JobDatabase(FixedStoreConfig.h2("jdbc:h2:file:" + folder.resolve("jobs")));
    }

    private static void append(JobDatabase database) {
        new JdbcAuditStore(database, CHAIN)
                .append(List.of(AuditEntry.of(AuditEvent.by("ana", AuditType.AUTH_SUCCESS, "GET", "/jobs"))));
    }

    @Test
    void anEmptyFileIsNotTakenForANewStore() throws IOException {
        Path file = Files.createFile(folder.resolve("jobs.mv.db"));
        try (JobDatabase database = at(folder)) {
            assertThatThrownBy(database::open)
                    .isInstanceOfSatisfying(
                            BridgeException.RemotePermanent.class,
                            failure -> assertThat(failure.code()).isEqualTo("job-store-empty"))
                    .hasMessageContaining(file.toString());
        }
        assertThat(file).isEmptyFile();
    }

    @Test
    void aFileThatIsNoStoreIsNamedAndLeftAsItIs() throws IOException {
        Path file = Files.writeString(folder.resolve("jobs.mv.db"), "somebody's letters ".repeat(1000));
        try (JobDatabase database = at(folder)) {
            assertThatThrownBy(database::open)
                    .isInstanceOfSatisfying(
                            BridgeException.RemotePermanent.class,
                            failure -> assertThat(failure.code()).isEqualTo("job-store-broken"))
                    .hasMessageContaining(file.toString());
        }
        assertThat(file).hasContent("somebody's letters ".repeat(1000));
    }

    @Test
    void aFullDiskIsSaidAndForgottenOnceThereIsRoom() throws Exception {
        assumeTrue(
                mount("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", folder.toString()), "needs root, for a tmpfs");
        try (JobDatabase database = at(folder)) {
            append(database);
            Path filler = folder.resolve("filler");
            fill(filler);
            long before = new JdbcAuditStore(database, CHAIN).head().sequence();
            long stored = appendUntilItFails(database);
            assertThatThrownBy(() -> append(database)).isInstanceOf(BridgeException.RemoteTransient.class);
            Files.delete(filler);
            await().atMost(Duration.ofSeconds(10)).ignoreExceptions().until(() -> {
                append(database);
                return true;
            });
            JdbcAuditStore audit = new JdbcAuditStore(database, CHAIN);
            assertThat(audit.head().sequence()).isGreaterThanOrEqualTo(before + stored + 1);
            assertThat(new AuditVerifier(audit, CHAIN, Optional.empty()).verify())
                    .isInstanceOf(AuditVerifier.Result.Intact.class);
        } finally {
            mount("umount", folder.toString());
        }
    }

    private static long appendUntilItFails(JobDatabase database) {
        for (int stored = 0; stored < COMMITS; stored++) {
            try {
                append(database);
            } catch (BridgeException.RemoteTransient e) {
                assertThat(e.code()).isEqualTo("audit-store-unavailable");
                assertThat(e).hasMessageContaining("disk is full");
                return stored;
            }
        }
        throw new AssertionError("The disk is full, and nobody noticed.");
    }

    private static void fill(Path filler) throws IOException {
        try (OutputStream out = Files.newOutputStream(filler)) {
            while (true) {
                out.write(new byte[4096]);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space");
        }
    }

    private static boolean mount(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
    }

    @Test
    @Tag("nightly")
    void theFileOfManySmallChangesStaysSmall() {
        Duties duties = new Duties();
        try (JobDatabase database = at(folder)) {
            database.assign(duties);
            duties.start();
            long most = 0;
            for (int i = 0; i < COMMITS; i++) {
                append(database);
                most = Math.max(most, database.fileBytes().orElseThrow());
            }
            long grown = most;
            append(database);
            await().atMost(Duration.ofSeconds(40)).untilAsserted(() -> {
                append(database);
                assertThat(database.fileBytes().orElseThrow())
                        .as("after it had %d bytes", grown)
                        .isLessThan(8L << 20);
            });
        } finally {
            duties.close();
        }
        assertThat(folder.resolve("jobs.mv.db").toFile())
                .satisfies(file -> assertThat(file.length()).isLessThan(4L << 20));
    }
}
