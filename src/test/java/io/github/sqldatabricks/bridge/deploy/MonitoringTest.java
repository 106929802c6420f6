package io.github.sqldatabricks.bridge.deploy;

import static io.github.sqldatabricks.bridge.testing.Waiting.await;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sqldatabricks.bridge.testing.SandboxTable;
import io.github.sqldatabricks.bridge.testing.WatchedSandbox;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The dashboard, the alerts and the list of metrics, against a service that runs and has done work. Catches a name, label or
 * label's value that the service does not expose, a metric that nobody wrote down, and a runbook that is not there.
 */
@QuarkusTest
@TestProfile(WatchedSandbox.class)
class MonitoringTest {

    private static final Path DASHBOARD = Path.of("k8s/monitoring/grafana-dashboard.json");
    private static final Path RULES = Path.of("k8s/monitoring/prometheus-rules.yaml");
    private static final Path DOCUMENT = Path.of("docs/operations.md");
    private static final Pattern DOCUMENTED = Pattern.compile("(?m)^\\| `(bridge_\\w+)` \\|");
    private static final Pattern SECTION = Pattern.compile("docs/operations\\.md, section '(.+)'");

    /** Prometheus' own series and labels; a histogram's bound. */
    private static final Set<String> OF_PROMETHEUS = Set.of("up", "job", "instance", "le");

    @Test
    void theDashboardShowsWhatTheServiceExposes() throws IOException {
        JsonNode dashboard = new ObjectMapper().readTree(Files.readString(DASHBOARD));
        List<String> expressions = dashboard.findValuesAsText("expr");
        assertThat(expressions).hasSizeGreaterThan(40);
        assertThat(problems(expressions, metricsAfterWork())).isEmpty();
    }

    @Test
    void theAlertsWatchWhatTheServiceExposes() throws IOException {
        assertThat(problems(rules("expr"), metricsAfterWork())).isEmpty();
    }

    @Test
    void everyAlertNamesASectionOfItsRunbook() throws IOException {
        String document = Files.readString(DOCUMENT);
        List<String> runbooks = rules("runbook");
        assertThat(runbooks).hasSameSizeAs(rules("alert")).allSatisfy(runbook -> {
            assertThat(runbook).matches(SECTION);
            assertThat(document).contains("### " + SECTION.matcher(runbook).replaceAll("$1") + "\n");
        });
    }

    @Test
    void theDocumentListsExactlyTheMetricsThatThereAre() throws IOException {
        Set<String> documented = DOCUMENTED
                .matcher(Files.readString(DOCUMENT))
                .results()
                .map(row -> row.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(metricsAfterWork().families("bridge_")).isEqualTo(documented);
    }

    @Test
    void aWrongNameLabelOrValueIsFound() {
        ExposedMetrics metrics = metricsAfterWork();
        assertThat(problems(List.of("sum by (le) (rate(bridge_no_such_thing_total[5m])) > 0"), metrics))
                .containsExactly("bridge_no_such_thing_total is not exposed");
        assertThat(problems(List.of("sum(bridge_events{state=\"failed\"}) or up"), metrics))
                .containsExactly("bridge_events has no label state");
        assertThat(problems(List.of("max(bridge_events{status=~\"fail|block\"})"), metrics))
                .containsExactly("bridge_events{status} is never fail|block");
    }

    private static List<String> problems(List<String> expressions, ExposedMetrics metrics) {
        return expressions.stream()
                .flatMap(expression -> PromQl.selectors(expression).stream())
                .filter(selector -> !OF_PROMETHEUS.contains(selector.metric()))
                .flatMap(selector -> problems(selector, metrics).stream())
                .distinct()
                .toList();
    }

    private static List<String> problems(PromQl.Selector selector, ExposedMetrics metrics) {
        List<ExposedMetrics.Sample> series = metrics.series(selector.metric());
        if (series.isEmpty()) {
            return List.of(selector.metric() + " is not exposed");
        }
        return selector.conditions().stream()
                .filter(condition -> !OF_PROMETHEUS.contains(condition.label()))
                .map(condition -> problem(selector.metric(), condition, series))
                .filter(problem -> !problem.isEmpty())
                .toList();
    }

    private static String problem(String metric, PromQl.Condition condition, List<ExposedMetrics.Sample> series) {
        List<String> values = series.stream()
                .map(sample -> sample.labels().get(condition.label()))
                .filter(value -> value != null)
                .toList();
        if (values.isEmpty()) {
            return metric + " has no label " + condition.label();
        }
        // The outcomes of HTTP requests are Micrometer's, and not every one of them happens here.
        boolean possible = !metric.startsWith("bridge_") || values.stream().anyMatch(condition::admits);
        return possible ? "" : metric + "{" + condition.label() + "} is never " + condition.value();
    }

    private static List<String> rules(String key) throws IOException {
        Object file = new Load(LoadSettings.builder().build()).loadFromString(Files.readString(RULES));
        return new ObjectMapper().valueToTree(file).findValuesAsText(key);
    }

    private static ExposedMetrics metricsAfterWork() {
        SandboxTable.create("monitored", 1);
        String job = given().contentType(ContentType.JSON)
                .body("{\"country\": \"bolivia\", \"queries\": [\"customers_by_nation\"], \"overwrite\": true,"
                        + " \"destination\": \"/Volumes/main/bridge/landing/monitored\"}")
                .post("/extract")
                .then()
                .statusCode(202)
                .extract()
                .path("job_id");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> given().get("/jobs/" + job).path("status").equals("completed"));
        given().contentType(ContentType.JSON)
                .body("{\"operation\": \"DELETE\", \"target_table\": \"dbo.monitored\","
                        + " \"filter_conditions\": {\"warehouse\": \"La Paz\"}}")
                .post("/sync/events?process_immediately=true")
                .then()
                .statusCode(200);
        given().post("/sync/poller/trigger").then().statusCode(200);
        return new ExposedMetrics(given().accept("text/plain").get("/metrics").asString());
    }
}
