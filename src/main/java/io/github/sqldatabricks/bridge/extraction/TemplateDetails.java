package io.github.sqldatabricks.bridge.extraction;

import io.github.sqldatabricks.bridge.extraction.TemplateLibrary.TemplateSummary;
import io.github.sqldatabricks.bridge.extraction.input.CountryParameters.GivenParameter;
import io.github.sqldatabricks.bridge.extraction.input.DateExpression;
import io.github.sqldatabricks.bridge.extraction.input.ParameterText;
import io.github.sqldatabricks.bridge.extraction.template.Directives;
import io.github.sqldatabricks.bridge.extraction.template.ParameterDeclaration;
import io.github.sqldatabricks.bridge.extraction.template.PartitionBy;
import io.github.sqldatabricks.bridge.extraction.template.QueryCatalog;
import io.github.sqldatabricks.bridge.extraction.template.SqlTemplate;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.model.ParameterValue;
import io.github.sqldatabricks.bridge.model.QueryName;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a form or a reader wants to know of templates before any of them is asked for. Thread-safe. */
@ApplicationScoped
public class TemplateDetails {

    /** Where a value is missing that is bound and not part of the text: the tables are the same whatever it is. */
    private static final ParameterValue STAND_IN = new ParameterValue.Text("0");

    private final TemplateLibrary library;

    public TemplateDetails(TemplateLibrary library) {
        this.library = library;
    }

    /**
     * The templates of a folder; broken and disabled ones too.
     *
     * @param queriesPath as in {@link ExtractionRequest#queriesPath()}
     * @param country empty for the templates that are common to all
     * @throws BridgeException.NotFound when the country or the path does not exist
     */
    public List<Detail> of(Optional<String> queriesPath, Optional<Country> country) {
        QueryCatalog catalog = library.catalog(queriesPath, country);
        Map<String, GivenParameter> given = country.map(known ->
                        library.parameters(Optional.empty(), known, Map.of()).byName())
                .orElse(Map.of());
        ParameterValues values = new ParameterValues(given, Instant.now());
        return library.templates(queriesPath, country).stream()
                .map(summary -> detail(catalog, values, summary))
                .toList();
    }

    private static Detail detail(QueryCatalog catalog, ParameterValues values, TemplateSummary summary) {
        if (summary.problem().isPresent()) {
            return new Detail(
                    summary, Optional.empty(), Optional.empty(), List.of(), Optional.empty(), Optional.empty());
        }
        QueryName name = new QueryName(summary.name());
        SqlTemplate template = catalog.template(name);
        return new Detail(
                summary,
                Optional.of(catalog.place(name)),
                Optional.of(template.sha256()),
                template.parameters().stream()
                        .map(parameter -> parameter(template.directives(), parameter))
                        .toList(),
                template.directives().partition(),
                statement(template, values));
    }

    private static Optional<String> statement(SqlTemplate template, ParameterValues values) {
        Directives directives = template.directives();
        if (directives.identifiers().keySet().stream()
                .anyMatch(name -> ParameterText.isSecret(name, directives.secrets()))) {
            return Optional.empty();
        }
        try {
            Map<String, ParameterValue> bound = new HashMap<>(values.of(template));
            template.parameters().stream()
                    .filter(name -> !template.directives().identifiers().containsKey(name))
                    .forEach(name -> bound.putIfAbsent(name, STAND_IN));
            return bound.keySet().containsAll(template.parameters())
                    ? Optional.of(template.bind(bound).sql())
                    : Optional.empty();
        } catch (BridgeException.InvalidRequest valuesDoNotFit) {
            return Optional.empty();
        }
    }

    private static Parameter parameter(Directives directives, String name) {
        boolean secret = ParameterText.isSecret(name, directives.secrets());
        return new Parameter(
                name,
                Optional.ofNullable(directives.types().get(name))
                        .map(ParameterDeclaration::type)
                        .map(Object::toString),
                Optional.ofNullable(directives.defaults().get(name))
                        .map(value -> ParameterText.shown(name, value, directives.secrets())),
                Optional.ofNullable(directives.computed().get(name)).map(DateExpression::toString),
                secret,
                Optional.ofNullable(directives.identifiers().get(name)).map(Pattern::pattern));
    }

    /**
     * A template in detail.
     *
     * @param summary what people choose it by
     * @param file where it is, below the folder of templates; empty when it is broken
     * @param sha256 of its text; empty when it is broken
     * @param parameters in order of use
     * @param partition how its rows are divided among several readers; empty when one reads them
     * @param statement as it would be bound for the country, for finding the tables that it reads; empty when it is broken, or a name
     *     in it depends on a value that nobody gives, or on a secret
     */
    public record Detail(
            TemplateSummary summary,
            Optional<String> file,
            Optional<String> sha256,
            List<Parameter> parameters,
            Optional<PartitionBy> partition,
            Optional<String> statement) {

        public Detail {
            parameters = List.copyOf(parameters);
        }
    }

    /**
     * A parameter of a template.
     *
     * @param type of SQL Server, as it is declared
     * @param defaultText the value when nobody gives one, masked when it is a secret
     * @param computed how it is computed when nobody gives one
     * @param identifier the pattern that it must match, because it is a part of a name
     */
    public record Parameter(
            String name,
            Optional<String> type,
            Optional<String> defaultText,
            Optional<String> computed,
            boolean secret,
            Optional<String> identifier) {}
}
