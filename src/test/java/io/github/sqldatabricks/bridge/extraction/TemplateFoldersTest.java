package io.github.sqldatabricks.bridge.extraction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.extraction.TemplateLibrary.CountrySummary;
import io.github.sqldatabricks.bridge.extraction.TemplateLibrary.ShownParameter;
import io.github.sqldatabricks.bridge.extraction.TemplateLibrary.TemplateSummary;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.model.ParameterValue;
import io.github.sqldatabricks.bridge.model.ParameterValue.Text;
import io.github.sqldatabricks.bridge.model.QueryName;
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
 * Catches: folders of countries and servers that are not found, one broken template that hides the others, and templates that run
 * although they are disabled.
 */
class TemplateFoldersTest {

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
    void foldersOfTheEarlierServiceAreUnderstood() throws IOException {
        write("queries/countries/chile/items.sql", "SELECT 4");
        write("queries/servers/KTCLSQL002/loc_sales.sql", "SELECT 5");
        write("queries/countries/empty/readme.txt", "");

        assertThat(names("chile")).containsExactly("items", "orders");
        assertThat(planner.plan(request("chile", Map.of(), "items"))
                        .get(0)
                        .query()
                        .sql())
                .isEqualTo("SELECT 4");
        assertThat(names("ktclsql002")).containsExactly("loc_sales");
        assertThat(library.countries(Optional.empty(), Optional.empty()))
                .containsExactly(
                        new CountrySummary("bolivia", false, true, 1),
                        new CountrySummary("chile", false, false, 1),
                        new CountrySummary("empty", false, false, 0),
                        new CountrySummary("KTCLSQL002", true, false, 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"atlantis", "common", "servers", "countries", "common_params", "permissions"})
    void whatIsNoCountryHasNoTemplates(String name) throws IOException {
        write("queries/countries/chile/items.sql", "SELECT 4");
        write("config/permissions.yaml", "users: []");

        assertThatThrownBy(() -> names(name)).isInstanceOf(BridgeException.NotFound.class);
        assertThatThrownBy(() -> planner.plan(country(name))).isInstanceOf(BridgeException.NotFound.class);
    }

    private List<String> names(String country) {
        return library.templates(Optional.empty(), Optional.of(new Country(country))).stream()
                .map(TemplateSummary::name)
                .toList();
    }

    @Test
    void aBrokenTemplateHidesNoOther() throws IOException {
        write("queries/common/broken.sql", "-- @secret code\nSELECT 'open");
        write("queries/common/two words.sql", "SELECT 1");

        assertThat(planner.plan(request("items"))).hasSize(1);
        assertThat(library.templates(Optional.empty(), Optional.of(new Country("bolivia"))))
                .filteredOn(summary -> summary.problem().isPresent())
                .extracting(TemplateSummary::name)
                .containsExactly("broken", "two words.sql");
        assertThat(library.parameters(Optional.empty(), new Country("bolivia"), Map.of(), Optional.empty()))
                .contains(new ShownParameter("code", "********", "bolivia.yaml line 1"));
        assertThatThrownBy(() -> planner.plan(request("broken"))).hasMessageContaining("does not end");
        assertThatThrownBy(() -> planner.plan(request())).hasMessageContaining("two words");
    }

    @Test
    void allBrokenTemplatesOfARequestAreNamedAtOnce() throws IOException {
        write("queries/common/broken.sql", "SELECT 'open");
        write("queries/common/other.sql", "EXEC p");

        assertThatThrownBy(() -> planner.plan(request()))
                .hasMessageContaining("'broken'")
                .hasMessageContaining("'other'");
    }

    @Test
    void aDisabledTemplateIsLeftOutAndRefusedWhenItIsNamed() throws IOException {
        write("queries/common/gone.sql", "-- @disabled its table has moved\n-- SELECT 1");

        assertThat(planner.plan(request())).hasSize(2);
        assertThatThrownBy(() -> planner.plan(request("gone")))
                .isInstanceOfSatisfying(
                        BridgeException.InvalidRequest.class,
                        failure -> assertThat(failure.code()).isEqualTo("query-disabled"))
                .hasMessageContaining("its table has moved");
    }

    @Test
    void templatesAreDisabledByNameForAllOrForOneCountry() throws IOException {
        write("config/chile.yaml", "code: C");
        ExtractionPlanner some = new ExtractionPlanner(config.withDisabled("orders", "chile/items"));

        assertThat(some.plan(request()))
                .extracting(planned -> planned.query().name().value())
                .containsExactly("items");
        assertThatThrownBy(() -> some.plan(country("chile"))).hasMessageContaining("disabled");
        assertThatThrownBy(() -> some.plan(request("orders")))
                .hasMessageContaining("bridge.extraction.disabled-queries");
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
