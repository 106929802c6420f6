package io.github.sqldatabricks.bridge.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The sandbox with users: mallory, who may read and write one small table and tries everything; ana, who may do all; eve, who
 * administers; rosa, who may do all within limits;
 * olga, who operates a replication whose sources she may not read. The events table, read when it is asked for, acts for pricing, and may act for
 * stock.
 */
public class GuardedSandbox extends SandboxService {

    /** The folder of replications; tests write their files into it. */
    public static final Path REPLICATIONS = folder();

    /** The folder of templates that are common to all countries; those of the repository, and what tests write. */
    public static final Path TEMPLATES = templates();

    private static Path templates() {
        try {
            Path folder = Files.createTempDirectory("bridge-templates");
            for (String country : List.of("common", "bolivia")) {
                Path copies = Files.createDirectory(folder.resolve(country));
                try (DirectoryStream<Path> templates = Files.newDirectoryStream(Path.of("queries", country))) {
                    for (Path template : templates) {
                        Files.copy(template, copies.resolve(template.getFileName()));
                    }
                }
            }
            return folder.resolve("common");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path folder() {
        try {
            Path folder = Files.createTempDirectory("bridge-replications");
            Files.copy(Path.of("config/replications/sandbox.yaml"), folder.resolve("sandbox.yaml"));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Map<String, String> getConfigOverrides() {
        Map<String, String> settings = new HashMap<>(super.getConfigOverrides());
        settings.putAll(Users.settings("""
                users:
                  - {name: mallory, token: token-of-mallory, admin: true, sources: ["*"], permissions: [{table: "dbo.region", access: read_write}]}
                  - {name: ana, token: token-of-ana, sandbox: true, sources: ["*"], loads: [main.loaded.*, main.replicated.*], operate: [rest, gap, range, refused, kept, pages, moved, remote], permissions: [{table: "*", access: read_write}]}
                  - {name: eve, token: token-of-eve, admin: true, permissions: []}
                  - name: rosa
                    token: token-of-rosa
                    sources: ["*"]
                    admin: true
                    permissions: [{table: "*", access: write, max_delete_rows: 20}]
                  - {name: olga, token: token-of-olga, sources: ["*"], loads: [main.loaded.*], operate: [rest], permissions: []}
                  - name: pricing
                    token: token-of-pricing
                    sources: ["*"]
                    permissions: [{table: "dbo.pricing", access: write}]
                  - name: stock
                    token: token-of-stock
                    sources: ["*"]
                    events: true
                    permissions: [{table: "dbo.stock", access: write, max_delete_rows: 5}]
                """));
        settings.put("bridge.access.max-failed-attempts", "100000");
        settings.put("bridge.extraction.default-destination", "/Volumes/main/bridge/landing");
        settings.put("bridge.audit.queue-capacity", "100000");
        settings.put("bridge.sync.poller.enabled", "true");
        settings.put("bridge.sync.poller.interval", "1D");
        settings.put("bridge.sync.mirror.interval", "1s");
        settings.put("bridge.sync.events-user", "pricing");
        settings.put("bridge.extraction.retry-delay", "50ms");
        settings.put("bridge.extraction.queries-path", TEMPLATES.getParent().toString());
        settings.put("bridge.replications.path", REPLICATIONS.toString());
        settings.put("bridge.replications.user", "ana");
        return settings;
    }
}
