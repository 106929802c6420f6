package io.github.sqldatabricks.bridge.extraction;

import io.github.sqldatabricks.bridge.extraction.input.ConfinedFolder;
import io.github.sqldatabricks.bridge.extraction.input.CountryParameters;
import io.github.sqldatabricks.bridge.extraction.input.LastGood;
import io.github.sqldatabricks.bridge.extraction.input.ShownValue;
import io.github.sqldatabricks.bridge.extraction.template.QueryCatalog;
import io.github.sqldatabricks.bridge.extraction.template.SqlTemplate;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.model.ParameterValue;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.model.VolumePath;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Turns a request into queries that are ready to run, or says everything that is wrong with it. Nothing remote is touched.
 * Needs nothing but its configuration, so commands can use it without starting the service.
 */
@ApplicationScoped
public class ExtractionPlanner {

    private static final String QUERIES_PATH = "queries_path";
    private static final String CONFIG_PATH = "config_path";

    private final ExtractionConfig config;
    private final LastGood lastGood = new LastGood();
    private final InputFiles files;

    @Inject
    public ExtractionPlanner(ExtractionConfig config) {
        this.config = config;
        this.files = new InputFiles(config, lastGood);
    }

    /**
     * Finds the templates, loads the parameters and binds them.
     *
     * @return one entry per query: in the order of the request, or by name when it asks for all
     * @throws BridgeException.InvalidRequest naming all unknown queries, or all missing parameters of all queries at
     *     once, or what else is wrong
     * @throws BridgeException.NotFound when the country or a path does not exist
     */
    public List<PlannedQuery> plan(ExtractionRequest request) {
        QueryCatalog catalog = catalog(request.queriesPath(), Optional.of(request.country()));
        CountryParameters parameters = parameters(request.configPath(), request.country(), request.parameters());
        requireKnown(request.country(), catalog, parameters);
        List<SqlTemplate> templates =
                names(request, catalog).stream().map(catalog::template).toList();
        VolumePath destination = destination(request).resolve(request.country().code());
        return new QueryBinder(request, parameters.byName(), destination, config.chunkSize()).bindAll(templates);
    }

    /**
     * The templates of a folder, with their parameters.
     *
     * @param queriesPath as in {@link ExtractionRequest#queriesPath()}
     * @param country empty for the templates that are common to all
     * @throws BridgeException as {@link #plan}
     */
    public List<TemplateSummary> templates(Optional<String> queriesPath, Optional<Country> country) {
        QueryCatalog catalog = catalog(queriesPath, country);
        return catalog.names().stream()
                .map(catalog::template)
                .map(template -> new TemplateSummary(
                        template.name(), template.directives().description(), List.copyOf(template.parameters())))
                .toList();
    }

    /**
     * The parameters that hold for a country, with where each comes from; secrets are masked.
     *
     * @param configPath as in {@link ExtractionRequest#configPath()}
     * @param request parameters that win over those of the files
     * @param queriesPath as in {@link ExtractionRequest#queriesPath()}; its templates may declare further secrets
     * @throws BridgeException as {@link #plan}
     */
    public List<ShownParameter> parameters(
            Optional<String> configPath,
            Country country,
            Map<String, ParameterValue> request,
            Optional<String> queriesPath) {
        CountryParameters parameters = parameters(configPath, country, request);
        QueryCatalog catalog = catalog(queriesPath, Optional.of(country));
        requireKnown(country, catalog, parameters);
        Set<String> declared = declaredSecrets(catalog);
        return parameters.byName().entrySet().stream()
                .map(entry -> new ShownParameter(
                        entry.getKey(),
                        ShownValue.of(entry.getKey(), entry.getValue().value(), declared),
                        entry.getValue().origin()))
                .toList();
    }

    /** Reads all templates and parameter files, so that what is good now is known when a later change breaks it. One at a time. */
    public synchronized void check() {
        files.check();
    }

    /** What is wrong with which file; the last good version of each, if there was one, is in force. */
    public SortedMap<Path, String> brokenFiles() {
        return lastGood.broken();
    }

    private static Set<String> declaredSecrets(QueryCatalog catalog) {
        return catalog.names().stream()
                .flatMap(name -> catalog.template(name).directives().secrets().stream())
                .collect(Collectors.toSet());
    }

    private QueryCatalog catalog(Optional<String> queriesPath, Optional<Country> country) {
        return QueryCatalog.of(
                ConfinedFolder.below(config.queriesPath(), queriesPath, QUERIES_PATH), country, lastGood);
    }

    private CountryParameters parameters(
            Optional<String> configPath, Country country, Map<String, ParameterValue> request) {
        return CountryParameters.load(
                ConfinedFolder.below(config.configPath(), configPath, CONFIG_PATH), country, request, lastGood);
    }

    private static void requireKnown(Country country, QueryCatalog catalog, CountryParameters parameters) {
        if (!parameters.countryKnown() && !catalog.countryKnown()) {
            throw new BridgeException.NotFound(
                    "unknown-country",
                    "The country '" + country + "' has neither a file " + country
                            + ".yaml in the configuration folder nor a folder among the queries.");
        }
    }

    private static Collection<QueryName> names(ExtractionRequest request, QueryCatalog catalog) {
        SortedSet<QueryName> known = catalog.names();
        if (known.isEmpty()) {
            throw new BridgeException.NotFound("no-queries", "There is no template (*.sql) in the folder of queries.");
        }
        SortedSet<QueryName> unknown = new TreeSet<>(request.queries());
        unknown.removeAll(known);
        if (!unknown.isEmpty()) {
            throw new BridgeException.InvalidRequest(
                    "unknown-query", "There are no templates for " + unknown + ". Known are " + known + ".");
        }
        return request.queries().isEmpty()
                ? known
                : request.queries().stream().distinct().toList();
    }

    /**
     * Where the output of a request goes.
     *
     * @throws BridgeException.InvalidRequest when neither the request nor the configuration says
     */
    public VolumePath destination(ExtractionRequest request) {
        return request.destination()
                .or(() -> config.defaultDestination().map(VolumePath::new))
                .or(this::configuredVolume)
                .orElseThrow(() -> new BridgeException.InvalidRequest(
                        "missing-destination",
                        "Expected a destination such as /Volumes/main/bridge/landing, but the request names none and"
                                + " neither bridge.extraction.default-destination nor DATABRICKS_SCHEMA and"
                                + " DATABRICKS_VOLUME are set."));
    }

    private Optional<VolumePath> configuredVolume() {
        ExtractionConfig.Volume volume = config.volume();
        return volume.schema()
                .flatMap(schema -> volume.name()
                        .map(name -> new VolumePath("/Volumes/" + volume.catalog() + "/" + schema + "/" + name)));
    }
}
