package io.github.sqldatabricks.bridge.console;

import io.github.sqldatabricks.bridge.access.Principal;
import io.github.sqldatabricks.bridge.api.ConsolePath;
import io.github.sqldatabricks.bridge.api.service.ReplicaView;
import io.github.sqldatabricks.bridge.api.service.ServiceViews;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.health.SmallRyeHealthReporter;
import io.smallrye.mutiny.Multi;
import io.vertx.core.json.JsonObject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What the bridge depends on, and how it is doing: {@code /health/ready} as a page. */
@Path(ConsolePath.ROOT + "/health")
@Blocking
public class HealthPage {

    private final Pages pages;
    private final ServiceViews views;
    private final SmallRyeHealthReporter reporter;
    private final ConsoleConfig config;
    private final String version;

    public HealthPage(
            Pages pages,
            ServiceViews views,
            SmallRyeHealthReporter reporter,
            ConsoleConfig config,
            @ConfigProperty(name = "quarkus.application.version") String version) {
        this.pages = pages;
        this.views = views;
        this.reporter = reporter;
        this.config = config;
        this.version = version;
    }

    /** The page. */
    @GET
    @Produces(MediaType.TEXT_HTML)
    public Response page() {
        return pages.live(content());
    }

    /** Its changes. */
    @GET
    @Produces(Pages.STREAM)
    public Multi<String> live() {
        return pages.stream(content());
    }

    private Pages.Content content() {
        String base = pages.base();
        Principal viewer = pages.viewer();
        return new Pages.Content("Health", "health", () -> {
            JsonObject health =
                    new JsonObject(reporter.getReadiness().getPayload().toString());
            return Templates.health(new Model(
                            base,
                            health.getString("status"),
                            checks(health),
                            version,
                            config.grafanaUrl().orElse(""),
                            viewer.admin() ? views.replicas(viewer) : List.of()))
                    .render();
        });
    }

    /** Also for the overview. */
    static List<Check> checks(JsonObject health) {
        List<Check> checks = new ArrayList<>();
        for (Object one : health.getJsonArray("checks")) {
            JsonObject check = (JsonObject) one;
            Map<String, String> data = new TreeMap<>();
            check.getJsonObject("data", new JsonObject())
                    .forEach(entry -> data.put(entry.getKey(), String.valueOf(entry.getValue())));
            checks.add(new Check(check.getString("name"), check.getString("status"), data));
        }
        return checks;
    }

    /** What the page shows; {@code grafana} may be empty, and {@code replicas} are shown to administrators. */
    public record Model(
            String base,
            String status,
            List<Check> checks,
            String version,
            String grafana,
            List<ReplicaView> replicas) {}

    /** One dependency. */
    public record Check(String name, String status, Map<String, String> data) {

        /** For an id of the page. */
        public String id() {
            return name.replaceAll("[^A-Za-z0-9]", "-");
        }
    }
}
