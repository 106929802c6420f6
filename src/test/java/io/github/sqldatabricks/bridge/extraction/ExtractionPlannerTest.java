package io.github.sqldatabricks.bridge.extraction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.extraction.TemplateLibrary.ShownParameter;
import io.github.sqldatabricks.bridge.extraction.TemplateLibrary.TemplateSummary;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.model.ParameterType;
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
import java.time.Instant;
import java.time.LocalDate;
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
    private TemplateLibrary library;
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
        library = new TemplateLibrary(config);
        planner = new ExtractionPlanner(config, library);
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
        assertThat(items.maskedParameters()).isEqualTo(Map.of("limit", "5", "code", "B"));
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
        write("queries/peru/items.sql", "SELECT 3 WHERE c = {code}");

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

        assertThat(library.templates(Optional.of("flat"), Optional.empty()))
                .extracting(TemplateSummary::name)
                .containsExactly("one");
    }

    @Test
    void pathsOfTheEarlierServiceAreUnderstood() {
        String absolute = config.queriesPath().toString();

        assertThat(library.templates(Optional.of(absolute), Optional.empty())).hasSize(2);
        assertThat(library.templates(Optional.of(absolute + "/common"), Optional.empty()))
                .hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "../config", "common/../../config", "/etc", "/", "common\\..\\..", "a\0b"})
    void aPathThatLeadsOutIsRefused(String path) {
        assertThatThrownBy(() -> library.templates(Optional.of(path), Optional.empty()))
                .isInstanceOfSatisfying(
                        BridgeException.InvalidRequest.class,
                        failure -> assertThat(failure.code()).isEqualTo("path-outside-root"));
    }

    @Test
    void aPathThatDoesNotExistIsNotFound() {
        assertThatThrownBy(() -> library.templates(Optional.of("missing"), Optional.empty()))
                .isInstanceOf(BridgeException.NotFound.class);
    }

    @Test
    void linksThatLeadOutAreRefusedAndLinksInsideAreFollowed() throws IOException {
        write("outside/secret.sql", "SELECT 1");
        Files.createDirectories(root.resolve("queries/linked"));
        Files.createSymbolicLink(root.resolve("queries/away"), root.resolve("outside"));
        Files.createSymbolicLink(root.resolve("queries/linked/secret.sql"), root.resolve("outside/secret.sql"));
        Files.createSymbolicLink(root.resolve("queries/inside"), root.resolve("queries/common"));

        assertThatThrownBy(() -> library.templates(Optional.of("away"), Optional.empty()))
                .isInstanceOf(BridgeException.InvalidRequest.class);
        assertThat(library.templates(Optional.of("linked"), Optional.empty()))
                .singleElement()
                .satisfies(summary -> assertThat(summary.problem())
                        .hasValueSatisfying(problem -> assertThat(problem).contains("leads outside")));
        assertThat(library.templates(Optional.of("inside"), Optional.empty())).hasSize(2);
    }

    @Test
    void aTemplateWhoseFileNameIsNoQueryNameIsRefused() throws IOException {
        write("queries/common/two words.sql", "SELECT 1");

        assertThatThrownBy(() -> planner.plan(request())).hasMessageContaining("two words");
    }

    @Test
    void templatesAreListedWithTheirParameters() {
        assertThat(library.templates(Optional.empty(), Optional.of(new Country("bolivia"))))
                .containsExactly(
                        summary("items", "", "limit", "code"), summary("orders", "All orders", "start", "end"));
    }

    @Test
    void parametersAreShownWithTheirOriginAndSecretsMasked() throws IOException {
        write("queries/common/orders.sql", "-- @secret start\nSELECT {start}");

        List<ShownParameter> shown = library.parameters(
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

        assertThat(planned.maskedParameters()).isEqualTo(Map.of("code", "********", "db_password", "********"));
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

    @Test
    void aParameterThatNoQueryUsesIsRefusedWithTheNearestName() {
        assertThatThrownBy(() ->
                        planner.plan(request("bolivia", Map.of("strat", new Text("1998"), "zzzzzz", new Text("")))))
                .isInstanceOfSatisfying(
                        BridgeException.InvalidRequest.class,
                        failure -> assertThat(failure.code()).isEqualTo("unknown-parameter"))
                .hasMessageContaining("'strat' (did you mean 'start'?)")
                .hasMessageContaining("'zzzzzz'.")
                .hasMessageContaining("code, end, limit, start");
    }

    @Test
    void aParameterOfAnotherQueryThanTheNamedOneIsRefused() {
        assertThatThrownBy(() -> planner.plan(request("bolivia", Map.of("start", new Text("1")), "items")))
                .hasMessageContaining("'start'");
        assertThat(planner.plan(request("bolivia", Map.of("start", new Text("1")))))
                .hasSize(2);
    }

    @Test
    void aQueryOfAJobIsPlannedAgainWithTheParametersOfItsSisters() {
        ExtractionRequest part = request("bolivia", Map.of("start", new Text("1")), "items");

        assertThat(planner.replan(part, Instant.EPOCH).query().name()).isEqualTo(new QueryName("items"));
    }

    @Test
    void aDotInANameIsTheSameAsAnUnderscore() throws IOException {
        write("queries/common/orders.sql", "SELECT {prices.first_month}, {prices_last}, {a.b}");
        write("config/common_params.yaml", "prices:\n  first_month: 7\n  last: 8\na.b: 9\n");

        assertThat(planner.plan(request("orders")).get(0).query().parameters())
                .containsExactly(new Whole(7), new Whole(8), new Whole(9));
        assertThat(planner.plan(request("bolivia", Map.of("prices.last", new Whole(5)), "orders"))
                        .get(0)
                        .query()
                        .parameters())
                .containsExactly(new Whole(7), new Whole(5), new Whole(9));
        assertThatThrownBy(() -> request("bolivia", Map.of("a.b", new Whole(1), "a_b", new Whole(2))))
                .hasMessageContaining("'a_b'");
    }

    @Test
    void computedParametersCountFromTheTimeOfTheRequest() throws IOException {
        write(
                "queries/common/orders.sql",
                "-- @computed since today - 1 days in America/La_Paz\n"
                        + "SELECT {start_period}, {end_period}, {start_year}, {start_date}, {since}");
        write(
                "config/common_params.yaml",
                "lookback_months: 24\n"
                        + "start_period: !computed month - lookback_months months as yyyyMM\n"
                        + "end_period: !computed month as yyyyMM\n"
                        + "start_year: !computed month - lookback_months months as yyyy\n"
                        + "start_date: !computed month - lookback_months months\n");
        Instant night = Instant.parse("2026-03-01T02:00:00Z"); // still February in La Paz

        PlannedQuery planned = planner.plan(request("orders"), night).get(0);

        assertThat(planned.query().parameters())
                .containsExactly(
                        new Whole(202403), new Whole(202603), new Whole(2024), date("2024-03-01"), date("2026-02-27"));
        assertThat(planned.maskedParameters())
                .containsEntry("since", "2026-02-27")
                .containsEntry("start_period", "202403");
        assertThat(planner.replan(request("orders"), night)).isEqualTo(planned);
    }

    @Test
    void whatADateIsComputedFromMayBeGivenByTheRequestAndTheDateItselfToo() throws IOException {
        write("queries/common/orders.sql", "-- @computed since month - lookback months as yyyyMM\nSELECT {since}");
        Instant now = Instant.parse("2026-03-31T00:00:00Z");

        assertThatThrownBy(() -> planner.plan(request("orders"), now)).hasMessageContaining("'orders' needs lookback");
        assertThat(parameters(Map.of("lookback", new Whole(1)), now)).containsExactly(new Whole(202602));
        assertThat(parameters(Map.of("since", new Text("x")), now)).containsExactly(new Text("x"));
        assertThatThrownBy(() -> parameters(Map.of("lookback", new Text("one")), now))
                .hasMessageContaining("'lookback' is no whole number");
        assertThatThrownBy(() -> parameters(Map.of("lookback", new Whole(99_999)), now))
                .hasMessageContaining("year");
    }

    private List<ParameterValue.Scalar> parameters(Map<String, ParameterValue> given, Instant now) {
        return planner.plan(request("bolivia", given, "orders"), now)
                .get(0)
                .query()
                .parameters();
    }

    private static ParameterValue.Typed date(String text) {
        return new ParameterValue.Typed(ParameterType.DATE, LocalDate.parse(text));
    }

    private static TemplateSummary summary(String name, String description, String... parameters) {
        return new TemplateSummary(name, description, List.of(parameters), Optional.empty(), Optional.empty());
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
