package io.github.sqldatabricks.bridge.cli;

import io.quarkus.runtime.Quarkus;
import io.quarkus.vertx.http.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bridge serve}: the service, until it is told to stop. */
@Command(name = "serve", description = "Runs the service: REST API, health, metrics.")
final class ServeCommand extends ServiceCommand {

    @Option(
            names = "--host",
            description = "Address to listen on. Default: API_HOST, or 0.0.0.0; with the sandbox 127.0.0.1.")
    private String host;

    @Option(names = "--port", description = "Port to listen on. Default: API_PORT or 8000.")
    private Integer port;

    @Option(
            names = "--once",
            hidden = true,
            description =
                    "Starts with nothing but a store in memory, asks itself whether it lives, and stops: what archives of"
                            + " classes are made of.")
    private boolean once;

    /** Nothing of a real installation is touched, whatever the variables of the caller say. */
    private static final Map<String, String> ALONE = Map.of(
            "quarkus.http.host", "127.0.0.1",
            "quarkus.http.port", "0",
            "bridge.jobs.url", LocalSettings.JOBS_IN_MEMORY,
            "bridge.sync.poller.enabled", "false",
            "bridge.messaging.kafka.enabled", "false");

    @Mixin
    private SandboxOptions sandbox = new SandboxOptions();

    @Override
    Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(sandbox.enabled() ? onThisMachine() : Map.of());
        settings.putAll(sandbox.settings());
        if (once) {
            settings.putAll(ALONE);
        }
        if (host != null) {
            settings.put("quarkus.http.host", host);
        }
        if (port != null) {
            settings.put("quarkus.http.port", port.toString());
        }
        return settings;
    }

    /** The sandbox is for this machine, and keeps nothing, unless a setting says otherwise. */
    private static Map<String, String> onThisMachine() {
        Map<String, String> settings = new HashMap<>();
        if (!LocalConfiguration.isSet("quarkus.http.host") && !LocalConfiguration.isSet("API_HOST")) {
            settings.put("quarkus.http.host", "127.0.0.1");
        }
        if (!LocalConfiguration.isSet("bridge.jobs.url")) {
            settings.put("bridge.jobs.url", LocalSettings.JOBS_IN_MEMORY);
        }
        return settings;
    }

    @Override
    int run() {
        if (once) {
            return lives() ? 0 : 1;
        }
        consoleAddress()
                .ifPresent(address -> specification().commandLine().getOut().println("Console: " + address));
        Quarkus.waitForExit();
        return 0;
    }

    /** Where a browser of this machine finds the console; empty when it is switched off. */
    private static Optional<String> consoleAddress() {
        Config config = ConfigProvider.getConfig();
        if (!config.getOptionalValue("bridge.console.enabled", Boolean.class).orElse(true)) {
            return Optional.empty();
        }
        HttpServer server = bean(HttpServer.class);
        boolean plain = server.getPort() > 0;
        String host = config.getValue("quarkus.http.host", String.class);
        String root =
                config.getOptionalValue("quarkus.http.root-path", String.class).orElse("/");
        return Optional.of((plain ? "http://" : "https://")
                + (host.equals("0.0.0.0") || host.equals("127.0.0.1") ? "localhost" : host) + ":"
                + (plain ? server.getPort() : server.getSecurePort())
                + (root.endsWith("/") ? root : root + "/") + "console/");
    }

    private static boolean lives() {
        try {
            int port = bean(HttpServer.class).getPort();
            HttpURLConnection connection = (HttpURLConnection) URI.create("http://127.0.0.1:" + port + "/health/live")
                    .toURL()
                    .openConnection();
            return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
