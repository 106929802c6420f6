package io.github.sqldatabricks.bridge.extraction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.model.ParameterValue;
import io.github.sqldatabricks.bridge.model.ParameterValue.Text;
import io.github.sqldatabricks.bridge.model.ParameterValue.Whole;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.model.TemporalPolicy;
import io.github.sqldatabricks.bridge.model.VolumePath;
import io.github.sqldatabricks.bridge.testing.FixedExtractionConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Catches: problems told one at a time, a country's template or parameter that does not win, a path that leads out of its
 * folder, and secrets among the shown parameters.
 */
class ExtractionPlannerTest {

    @TempDir
    private Path root;

    private FixedExtractionConfig config;
    private ExtractionPlanner planner;

    @BeforeEach
    void folders() throws IOException {
        write("queries/common/orders.sql", "-- @description All orders\nSELECT 1 WHERE a = {start} AND b = '{end}'");
        write("queries/common/items.sql", "SELECT 1 WHERE c = {code}");
        write(
                "queries/bolivia/items.sql",
                "-- @default limit 5\n-- @temporal T text\nSELECT TOP ({limit}) 2 WHERE c = {code}");
        write("config/common_params.yaml", "start: 1\nend: 2\n");
        write("config/bolivia.yaml", "code: B\ndb:\n  password: hunter2\n");
        config = new FixedExtractionConfig(root.toRealPath());
        planner = new ExtractionPlanner(config);
    }

    @Test
    void allQueriesArePlannedByNameWhenNoneIsNamed() {
        List<PlannedQuery> plan = planner.plan(request());

        assertThat(plan).extracting(planned -> planned.query().name().value()).containsExactly("items", "orders");
        PlannedQuery items = plan.get(0);
        assertThat(items.query().sql()).endsWith("SELECT TOP (?) 2 WHERE c = ?");
        assertThat(items.query().parameters()).containsExactly(new Whole(5), new Text("B"));
        assertThat(items.query().temporalPolicies()).isEqualTo(Map.of("t", TemporalPolicy.TEXT));
        assertThat(items.folder()).isEqualTo(new VolumePath("/Volumes/main/bridge/landing/bolivia/items"));
        assertThat(items.chunkSize()).isEqualTo(100_000);
        assertThat(items.shownParameters()).isEqualTo(Map.of("limit", "5", "code", "B"));
        assertThat(items.templateSha256()).matches("[0-9a-f]{64}");
    }

    @Test
    void theRequestDecidesDestinationOrderSizeAndParameters() {
        ExtractionRequest request = new ExtractionRequest(
                Optional.empty(),
                Optional.empty(),
                new Country("bolivia"),
                Optional.of(new VolumePath("/Volumes/a/b/c")),
                List.of(new QueryName("orders"), new QueryName("items"), new QueryName("orders")),
                true,
                OptionalInt.of(7),
                Map.of("code", new Text("R"), "limit", new Whole(9)),
                OptionalLong.of(3));

        List<PlannedQuery> plan = planner.plan(request);

        assertThat(plan).extracting(planned -> planned.query().name().value()).containsExactly("orders", "items");
        assertThat(plan).allSatisfy(planned -> {
            assertThat(planned.overwrite()).isTrue();
            assertThat(planned.chunkSize()).isEqualTo(7);
            assertThat(planned.query().rowLimit()).hasValue(3);
        });
        assertThat(plan.get(1).query().parameters()).containsExactly(new Whole(9), new Text("R"));
        assertThat(plan.get(1).folder().value()).isEqualTo("/Volumes/a/b/c/bolivia/items");
    }

    @Test
    void allMissingParametersOfAllQueriesAreNamedAtOnce() throws IOException {
        write("config/common_params.yaml", "");
        write("config/bolivia.yaml", "");

        assertThatThrownBy(() -> planner.plan(request()))
                .isInstanceOf(BridgeException.InvalidRequest.class)
                .hasMessageContaining("'items' needs code.")
                .hasMessageContaining("'orders' needs start, end.");
    }

    @Test
    void allUnknownQueriesAreNamedAtOnce() {
        assertThatThrownBy(() -> planner.plan(request("nothing", "orders", "else")))
                .isInstanceOf(BridgeException.InvalidRequest.class)
                .hasMessageContaining("[else, nothing]")
                .hasMessageContaining("[items, orders]");
    }

    @Test
    void anUnknownCountryIsNotFound() {
        assertThatThrownBy(() -> planner.plan(country("atlantis")))
                .isInstanceOf(BridgeException.NotFound.class)
                .hasMessageContaining("'atlantis'");
    }

    @Test
    void aCountryWithQueriesOfItsOwnNeedsNoParameterFile() throws IOException {
        write("queries/peru/items.sql", "SELECT 3 WHERE c = 1");

        assertThat(planner.plan(country("peru"))).hasSize(2);
        assertThat(planner.plan(country("PERU")).get(0).query().sql()).startsWith("SELECT 3");
    }

    @Test
    void noDestinationAnywhereIsAnError() {
        assertThatThrownBy(() -> new ExtractionPlanner(config.withoutDestination()).plan(request()))
                .hasMessageContaining("bridge.extraction.default-destination");
    }

    @Test
    void aFlatFolderWorksToo() throws IOException {
        write("queries/flat/one.sql", "SELECT 1");
        write("queries/flat/notes.txt", "no template");
        write("queries/flat/.hidden.sql", "no template");

        assertThat(planner.templates(Optional.of("flat"), Optional.empty()))
                .extracting(summary -> summary.name().value())
                .containsExactly("one");
    }

    @Test
    void pathsOfTheEarlierServiceAreUnderstood() {
        String absolute = config.queriesPath().toString();

        assertThat(planner.templates(Optional.of(absolute), Optional.empty())).hasSize(2);
        assertThat(planner.templates(Optional.of(absolute + "/common"), Optional.empty()))
                .hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "../config", "common/../../config", "/etc", "/", "common\\..\\..", "a\0b"})
    void aPathThatLeadsOutIsRefused(String path) {
        assertThatThrownBy(() -> planner.templates(Optional.of(path), Optional.empty()))
                .isInstanceOfSatisfying(
                        BridgeException.InvalidRequest.class,
                        failure -> assertThat(failure.code()).isEqualTo("path-outside-root"));
    }

    @Test
    void aPathThatDoesNotExistIsNotFound() {
        assertThatThrownBy(() -> planner.templates(Optional.of("missing"), Optional.empty()))
                .isInstanceOf(BridgeException.NotFound.class);
    }

    @Test
    void linksThatLeadOutAreRefusedAndLinksInsideAreFollowed() throws IOException {
        write("outside/secret.sql", "SELECT 1");
        Files.createDirectories(root.resolve("queries/linked"));
        Files.createSymbolicLink(root.resolve("queries/away"), root.resolve("outside"));
        Files.createSymbolicLink(root.resolve("queries/linked/secret.sql"), root.resolve("outside/secret.sql"));
        Files.createSymbolicLink(root.resolve("queries/inside"), root.resolve("queries/common"));

        assertThatThrownBy(() -> planner.templates(Optional.of("away"), Optional.empty()))
                .isInstanceOf(BridgeException.InvalidRequest.class);
        assertThatThrownBy(() -> planner.templates(Optional.of("linked"), Optional.empty()))
                .isInstanceOf(BridgeException.InvalidRequest.class);
        assertThat(planner.templates(Optional.of("inside"), Optional.empty())).hasSize(2);
    }

    @Test
    void aTemplateWhoseFileNameIsNoQueryNameIsRefused() throws IOException {
        write("queries/common/two words.sql", "SELECT 1");

        assertThatThrownBy(() -> planner.plan(request())).hasMessageContaining("two words");
    }

    @Test
    void templatesAreListedWithTheirParameters() {
        assertThat(planner.templates(Optional.empty(), Optional.of(new Country("bolivia"))))
                .containsExactly(
                        new TemplateSummary(new QueryName("items"), "", List.of("limit", "code")),
                        new TemplateSummary(new QueryName("orders"), "All orders", List.of("start", "end")));
    }

    @Test
    void parametersAreShownWithTheirOriginAndSecretsMasked() throws IOException {
        write("queries/common/orders.sql", "-- @secret start\nSELECT {start}");

        List<ShownParameter> shown = planner.parameters(
                Optional.empty(), new Country("bolivia"), Map.of("end", new Text("E")), Optional.empty());

        assertThat(shown)
                .containsExactly(
                        new ShownParameter("start", "********", "common_params.yaml line 1"),
                        new ShownParameter("end", "E", "request"),
                        new ShownParameter("code", "B", "bolivia.yaml line 1"),
                        new ShownParameter("db_password", "********", "bolivia.yaml line 3"));
    }

    @Test
    void secretsInAPlanAreMaskedButBound() throws IOException {
        write("queries/bolivia/items.sql", "-- @secret code\nSELECT {code}, {db_password}");

        PlannedQuery planned = planner.plan(request("items")).get(0);

        assertThat(planned.shownParameters()).isEqualTo(Map.of("code", "********", "db_password", "********"));
        assertThat(planned.query().parameters()).containsExactly(new Text("B"), new Text("hunter2"));
        assertThat(planned.secrets().names()).containsExactlyInAnyOrder("code", "db_password");
    }

    @Test
    void theSamplesOfTheProjectArePlannedForTheDemoCountry() {
        ExtractionPlanner samples = new ExtractionPlanner(new FixedExtractionConfig(Path.of("")));

        List<PlannedQuery> plan = samples.plan(request());

        assertThat(plan)
                .extracting(planned -> planned.query().name().value())
                .containsExactly(
                        "customers_by_nation", "line_items", "orders_of_period", "revenue_by_month", "top_customers");
        assertThat(plan.get(4).query().parameters()).hasSize(3);
    }

    private static ExtractionRequest request(String... queries) {
        return request("bolivia", Map.of(), queries);
    }

    private static ExtractionRequest country(String country) {
        return request(country, Map.of("code", new Text("C")));
    }

    private static ExtractionRequest request(
            String country, Map<String, ParameterValue> parameters, String... queries) {
        return new ExtractionRequest(
                Optional.empty(),
                Optional.empty(),
                new Country(country),
                Optional.empty(),
                Stream.of(queries).map(QueryName::new).toList(),
                false,
                OptionalInt.empty(),
                parameters,
                OptionalLong.empty());
    }

    private void write(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
