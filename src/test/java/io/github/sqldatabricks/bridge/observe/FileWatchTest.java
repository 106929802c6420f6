package io.github.sqldatabricks.bridge.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.access.PermissionsState;
import io.github.sqldatabricks.bridge.audit.AuditTrail;
import io.github.sqldatabricks.bridge.extraction.ExtractionPlanner;
import io.github.sqldatabricks.bridge.extraction.ExtractionRequest;
import io.github.sqldatabricks.bridge.extraction.PlannedQuery;
import io.github.sqldatabricks.bridge.extraction.TemplateLibrary;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.replication.config.ReplicationLibrary;
import io.github.sqldatabricks.bridge.testing.AuditTrails;
import io.github.sqldatabricks.bridge.testing.FixedExtractionConfig;
import io.github.sqldatabricks.bridge.testing.MemoryAuditStore;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Templates and parameters in folders as Kubernetes mounts ConfigMaps, whose content is swapped by one link. Catches a swap that is
 * not noticed, a broken file that fails what worked, or is used, or is kept for ever, and one that nobody hears of.
 */
class FileWatchTest {

    private static final PermissionsState GOOD = new ChangingPermissions();

    @TempDir
    private Path root;

    private TemplateLibrary library;
    private ExtractionPlanner planner;
    private int versions;

    @BeforeEach
    void mount() throws IOException {
        swap("queries", Map.of("orders.sql", "SELECT 1 WHERE a = {start}"));
        swap("config", Map.of("bolivia.yaml", "start: 1\n"));
        FixedExtractionConfig config = new FixedExtractionConfig(root.toRealPath());
        library = new TemplateLibrary(config);
        planner = new ExtractionPlanner(config, library);
        library.check();
    }

    @Test
    void aSwappedConfigMapTakesEffectAtOnce() throws IOException {
        assertThat(plan()).isEqualTo("SELECT 1 WHERE a = ? [1]");
        swap("queries", Map.of("orders.sql", "SELECT 2 WHERE a = {start}"));
        swap("config", Map.of("bolivia.yaml", "start: 7\n"));
        assertThat(plan()).isEqualTo("SELECT 2 WHERE a = ? [7]");
    }

    @Test
    void aBrokenFileLeavesItsLastGoodVersionInForceUntilItIsRepaired() throws IOException {
        swap("queries", Map.of("orders.sql", "SELECT 2 WHERE a = {start"));
        swap("config", Map.of("bolivia.yaml", "start: [1\n"));
        assertThat(plan()).isEqualTo("SELECT 1 WHERE a = ? [1]");
        assertThat(library.brokenFiles().keySet())
                .extracting(file -> file.getFileName().toString())
                .containsExactly("bolivia.yaml", "orders.sql");
        swap("queries", Map.of("orders.sql", "SELECT 3 WHERE a = {start}"));
        swap("config", Map.of("bolivia.yaml", "start: 3\n"));
        assertThat(plan()).isEqualTo("SELECT 3 WHERE a = ? [3]");
        assertThat(library.brokenFiles()).isEmpty();
    }

    @Test
    void aFileThatWasNeverGoodFailsThoseWhoNeedItAlone() throws IOException {
        swap("queries", Map.of("orders.sql", "SELECT 1 WHERE a = {start}", "new.sql", "SELECT {"));
        library.check();
        assertThat(plan()).isEqualTo("SELECT 1 WHERE a = ? [1]");
        assertThatThrownBy(() -> plan("new")).isInstanceOf(BridgeException.InvalidRequest.class);
    }

    @Test
    void aFileThatIsGoneIsGone() throws IOException {
        swap("queries", Map.of("orders.sql", "SELECT {"));
        library.check();
        swap("queries", Map.of("other.sql", "SELECT 1"));
        library.check();
        assertThat(library.brokenFiles()).isEmpty();
        assertThatThrownBy(this::plan).hasMessageContaining("orders");
    }

    @Test
    void readinessTellsHowManyAndStaysUp() throws IOException {
        try (AuditTrailHolder held = new AuditTrailHolder(AuditTrails.into(MemoryAuditStore.empty()))) {
            FileWatch health = new FileWatch(library, replications(), GOOD, held.trail());
            assertThat(health.check().detail()).contains("are good");
            swap("queries", Map.of("orders.sql", "SELECT {"));
            library.check();
            assertThat(health.check().up()).isTrue();
            assertThat(health.check().detail()).startsWith("1 of the files").doesNotContain("orders");
        }
    }

    @Test
    void everyChangeIsRecordedOnce() throws IOException {
        MemoryAuditStore store = MemoryAuditStore.empty();
        try (AuditTrailHolder held = new AuditTrailHolder(AuditTrails.into(store))) {
            FileWatch watch = new FileWatch(library, replications(), GOOD, held.trail());
            watch.look();
            swap("queries", Map.of("orders.sql", "SELECT {"));
            watch.look();
            watch.look();
            swap("queries", Map.of("orders.sql", "SELECT 1 WHERE a = {start}"));
            watch.look();
        }
        assertThat(types(store)).containsExactly("file_rejected", "file_reloaded");
    }

    @Test
    void brokenPermissionsAreRecordedOnceAndCounted() {
        MemoryAuditStore store = MemoryAuditStore.empty();
        ChangingPermissions permissions = new ChangingPermissions();
        try (AuditTrailHolder held = new AuditTrailHolder(AuditTrails.into(store))) {
            FileWatch watch = new FileWatch(library, replications(), permissions, held.trail());
            permissions.problem = Optional.of("line 3");
            watch.look();
            watch.look();
            assertThat(watch.check().detail()).startsWith("1 of the files");
            permissions.problem = Optional.empty();
            permissions.loads++;
            watch.look();
        }
        assertThat(types(store)).containsExactly("permissions_rejected", "permissions_reloaded");
    }

    @Test
    void aReplicationThatBreaksIsRecordedOnceAndCounted() throws IOException {
        MemoryAuditStore store = MemoryAuditStore.empty();
        swap("replications", Map.of("sales.yaml", "version: 1\nnam: sales\n"));
        try (AuditTrailHolder held = new AuditTrailHolder(AuditTrails.into(store))) {
            FileWatch watch = new FileWatch(library, replications(), GOOD, held.trail());
            watch.look();
            watch.look();
            assertThat(watch.check().detail()).startsWith("1 of the files");
            swap("replications", Map.of());
            watch.look();
        }
        assertThat(types(store)).containsExactly("file_rejected", "file_reloaded");
    }

    private ReplicationLibrary replications() {
        return new ReplicationLibrary(root.resolve("replications"));
    }

    private static List<String> types(MemoryAuditStore store) {
        return store.copy().stream().map(kept -> kept.entry().type()).toList();
    }

    private record AuditTrailHolder(AuditTrail trail) implements AutoCloseable {
        @Override
        public void close() {
            trail.close();
        }
    }

    private static final class ChangingPermissions implements PermissionsState {

        private Optional<String> problem = Optional.empty();
        private int loads = 1;

        @Override
        public Optional<String> permissionsProblem() {
            return problem;
        }

        @Override
        public int permissionsLoads() {
            return loads;
        }
    }

    private String plan() {
        return plan("orders");
    }

    private String plan(String query) {
        ExtractionRequest request = new ExtractionRequest(
                Optional.empty(),
                Optional.empty(),
                new Country("bolivia"),
                Optional.empty(),
                List.of(new QueryName(query)),
                false,
                OptionalInt.empty(),
                Map.of(),
                OptionalLong.empty());
        PlannedQuery planned = planner.plan(request).get(0);
        return planned.query().sql() + " " + planned.maskedParameters().values();
    }

    /** As the kubelet does: a new folder, links to it, and one rename that makes it count. */
    private void swap(String folder, Map<String, String> files) throws IOException {
        Path mount = Files.createDirectories(root.resolve(folder));
        Path content = Files.createDirectory(mount.resolve("..version" + ++versions));
        for (Map.Entry<String, String> file : files.entrySet()) {
            Files.writeString(content.resolve(file.getKey()), file.getValue());
        }
        Path next = Files.createSymbolicLink(mount.resolve("..data_tmp"), content.getFileName());
        Files.move(next, mount.resolve("..data"), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (DirectoryStream<Path> links = Files.newDirectoryStream(mount, "*.{sql,yaml}")) {
            for (Path link : links) {
                Files.delete(link);
            }
        }
        for (String name : files.keySet()) {
            Files.createSymbolicLink(mount.resolve(name), Path.of("..data", name));
        }
    }
}
