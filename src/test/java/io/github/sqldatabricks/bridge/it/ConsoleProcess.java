package io.github.sqldatabricks.bridge.it;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.sqldatabricks.bridge.console.Chromium;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The one process with the sandbox that all tests of the console in a browser share: ana may do all, up to a limit of deleted rows; ben may
 * look until somebody revokes his token; eve administers. Tests are skipped where there is no browser.
 */
final class ConsoleProcess implements BeforeAllCallback {

    /** One job of {@code many} has so many queries; the last one fails until its template is mended. */
    static final int MANY = 62;

    private static final String STOCK = "SELECT warehouse, product_id FROM dbo.stock WHERE warehouse = {warehouse}";

    private static volatile Running running;

    private record Running(Path directory, BridgeProcess process) implements AutoCloseable {
        @Override
        public void close() {
            process.close();
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        assumeTrue(
                Chromium.isThere(),
                "SKIPPED: the console is not tried in a browser, because there is no chromium with its chromedriver");
        running = context.getRoot()
                .getStore(ExtensionContext.Namespace.GLOBAL)
                .computeIfAbsent(ConsoleProcess.class, key -> start(), Running.class);
    }

    private static Running start() {
        try {
            Path directory = Files.createTempDirectory("bridge-console");
            Templates.write(directory, "stock", STOCK);
            Templates.write(directory, "counted", STOCK);
            Templates.write(directory, "copies", Templates.COPIES);
            permissions(directory, 5, true);
            Map<String, String> settings = new HashMap<>(LandedFiles.settings(directory));
            settings.put("BRIDGE_SYNC_POLLER_ENABLED", "false");
            settings.put("BRIDGE_ACCESS_RELOAD_INTERVAL", "200ms");
            return new Running(directory, BridgeProcess.serve(directory, settings, "--sandbox"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where it listens, by a name of this machine whose cookie a page may have over plain HTTP. */
    static String root() {
        return running.process().uri().replace("127.0.0.1", "localhost");
    }

    /** Its REST API, for a user. */
    static Service service(String token) {
        return Service.of(running.process(), token);
    }

    /** Writes a template of another folder of templates than the usual one, {@code queries_path} of a request. */
    static void template(String folder, String name, String sql) throws IOException {
        Path common = Files.createDirectories(running.directory().resolve("queries/" + folder + "/common"));
        Files.writeString(common.resolve(name + ".sql"), sql);
    }

    /** How many rows ana may delete at once, and whether ben's token is valid; counts as soon as the file is read again. */
    static void permissions(int deletes, boolean ben) throws IOException {
        permissions(running.directory(), deletes, ben);
    }

    private static void permissions(Path directory, int deletes, boolean ben) throws IOException {
        Path next = directory.resolve("permissions.next");
        Files.writeString(
                next,
                "users:\n  - {name: ana, token: token-of-ana, sources: ['*'],"
                        + " permissions: [{table: '*', access: read_write, max_delete_rows: " + deletes + "}]}\n"
                        + "  - {name: eve, token: token-of-eve, admin: true, sources: ['*'],"
                        + " permissions: [{table: '*', access: read_write, max_delete_rows: 1}]}\n"
                        + (ben ? "  - {name: ben, token: token-of-ben, permissions: []}\n" : ""));
        Files.move(next, directory.resolve("config/permissions.yaml"), StandardCopyOption.REPLACE_EXISTING);
    }
}
