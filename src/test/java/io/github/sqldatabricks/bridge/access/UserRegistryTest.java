package io.github.sqldatabricks.bridge.access;

import static io.github.sqldatabricks.bridge.testing.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.duty.Duties;
import io.github.sqldatabricks.bridge.model.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Catches a changed permissions file that is not noticed, and a broken one that locks everybody out or lets them in, and
 * entries that nobody can use without anybody hearing of it.
 */
class UserRegistryTest {

    @TempDir
    Path folder;

    private final Duties duties = new Duties();
    private final List<String> errors = new CopyOnWriteArrayList<>();
    private final List<String> warnings = new CopyOnWriteArrayList<>();
    private final Logger logger = Logger.getLogger(UserRegistry.class.getName());
    private final Handler listener = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            int level = entry.getLevel().intValue();
            if (level >= Level.WARNING.intValue()) {
                (level >= Level.SEVERE.intValue() ? errors : warnings)
                        .add(entry.getMessage() + " "
                                + List.of(Optional.ofNullable(entry.getParameters())
                                        .orElse(new Object[0])));
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        logger.addHandler(listener);
        duties.start();
    }

    @AfterEach
    void stopListening() {
        logger.removeHandler(listener);
        duties.close();
    }

    @Test
    void seesAChangedFile() throws IOException {
        Path file = write("permissions.yaml", "before");
        UserRegistry registry = registry(file, true);
        assertThat(names(registry)).containsExactly("before");
        write("permissions.yaml", "after");
        await().until(() -> names(registry).equals(List.of("after")));
    }

    @Test
    void seesTheSymbolicLinkThatKubernetesSwaps() throws IOException {
        Path first = Files.createDirectory(folder.resolve("..2026_1"));
        Path second = Files.createDirectory(folder.resolve("..2026_2"));
        Files.writeString(first.resolve("permissions.yaml"), users("one"));
        Files.writeString(second.resolve("permissions.yaml"), users("two"));
        FileTime sameTime = Files.getLastModifiedTime(first.resolve("permissions.yaml"));
        Files.setLastModifiedTime(second.resolve("permissions.yaml"), sameTime);
        Path data = Files.createSymbolicLink(folder.resolve("..data"), Path.of("..2026_1"));
        Path file = Files.createSymbolicLink(folder.resolve("permissions.yaml"), Path.of("..data/permissions.yaml"));
        UserRegistry registry = registry(file, true);
        assertThat(names(registry)).containsExactly("one");
        Path swap = Files.createSymbolicLink(folder.resolve("..data_tmp"), Path.of("..2026_2"));
        Files.move(swap, data, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        await().until(() -> names(registry).equals(List.of("two")));
    }

    @Test
    void keepsTheLastGoodUsersAndSaysSoOnceForEachBrokenFile() throws IOException {
        Path file = write("permissions.yaml", "good");
        UserRegistry registry = registry(file, true);
        Files.writeString(file, "users: [{name: evil}]");
        await().until(() -> errors.size() == 1);
        Files.delete(file);
        await().until(() -> errors.size() == 2);
        assertThat(names(registry)).containsExactly("good");
        assertThat(errors).allSatisfy(error -> assertThat(error).contains("NOT in force"));
        write("permissions.yaml", "better");
        await().until(() -> names(registry).equals(List.of("better")));
    }

    @Test
    void aFileThatIsNestedTooDeeplyDoesNotEndTheReloading() throws IOException {
        Path file = write("deep.yaml", "ana");
        UserRegistry registry = registry(file, true);
        Files.writeString(file, "users: " + "[".repeat(100_000) + "]".repeat(100_000));
        await().until(() -> registry.problem().isPresent());
        assertThat(names(registry)).containsExactly("ana");
        Files.writeString(file, users("eve"));
        await().until(() -> names(registry).equals(List.of("eve")));
    }

    @Test
    void takesAFileThatIsWrittenLater() throws IOException {
        UserRegistry registry = registry(folder.resolve("permissions.yaml"), true);
        assertThat(names(registry)).isEmpty();
        write("permissions.yaml", "late");
        await().until(() -> names(registry).equals(List.of("late")));
        assertThat(errors).isEmpty();
    }

    @Test
    void startsNoReloadingWhenItIsOff() throws IOException {
        Path file = write("permissions.yaml", "a");
        long before = reloaders();
        UserRegistry registry = registry(file, false);
        assertThat(names(registry)).containsExactly("a");
        assertThat(reloaders()).isEqualTo(before);
    }

    @Test
    void warnsOnceOfUsersWhomNoIdentityProviderCanVouchFor() throws IOException {
        Path file = Files.writeString(
                folder.resolve("permissions.yaml"),
                "users: [{name: ana, oidc_subject: a1}, {name: team, oidc_role: r}, {name: job, token_sha256: "
                        + "0".repeat(64) + "}]");
        UserRegistry registry = registry(file, false);
        assertThat(names(registry)).containsExactly("ana", "team", "job");
        assertThat(warnings).singleElement().asString().contains("bridge.access.oidc.issuer", "[ana, team]");
    }

    @Test
    void warnsOfNoOneWhenThereIsAnIdentityProviderOrNobodyNeedsIt() throws IOException {
        Path file = Files.writeString(folder.resolve("permissions.yaml"), "users: [{name: ana, oidc_subject: a1}]");
        registry(file, false, true);
        Files.writeString(file, "users: [{name: job, token_sha256: " + "0".repeat(64) + "}]");
        registry(file, false, false);
        assertThat(warnings).isEmpty();
    }

    private static long reloaders() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("duty-permissions_reload") && thread.isAlive())
                .count();
    }

    private UserRegistry registry(Path file, boolean hotReload) {
        return registry(file, hotReload, false);
    }

    private UserRegistry registry(Path file, boolean hotReload, boolean identityProvider) {
        return new UserRegistry(
                new PermissionsFile(file, Environment.DEVELOPMENT),
                new TestAccessConfig(Optional.empty(), file, hotReload),
                identityProvider,
                duties);
    }

    private Path write(String name, String user) throws IOException {
        Path next = Files.writeString(folder.resolve(name + ".next"), users(user));
        return Files.move(next, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    private static String users(String name) {
        return "users: [{name: " + name + ", token: " + name + "}]";
    }

    private static List<String> names(UserRegistry registry) {
        return registry.users().users().stream()
                .map(user -> user.principal().name())
                .toList();
    }
}
