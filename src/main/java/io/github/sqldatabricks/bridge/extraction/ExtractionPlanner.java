package io.github.sqldatabricks.bridge.extraction;

import io.github.sqldatabricks.bridge.extraction.input.ConfinedFolder;
import io.github.sqldatabricks.bridge.extraction.input.CountryParameters;
import io.github.sqldatabricks.bridge.extraction.input.GivenParameter;
import io.github.sqldatabricks.bridge.extraction.input.LastGood;
import io.github.sqldatabricks.bridge.extraction.input.ShownValue;
import io.github.sqldatabricks.bridge.extraction.template.QueryCatalog;
import io.github.sqldatabricks.bridge.extraction.template.SqlTemplate;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.ParameterValue;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.model.VolumePath;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
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

    /** The queries of a request that comes now; see {@link #plan(ExtractionRequest, Instant)}. */
    public List<PlannedQuery> plan(ExtractionRequest request) {
        return plan(request, Instant.now());
    }

    /**
     * Finds the templates, loads the parameters and binds them.
     *
     * @param submitted when the request came; computed parameters count from it
     * @return one entry per query: in the order of the request, or by name when it asks for all
     * @throws BridgeException.InvalidRequest naming all unknown queries, or all missing parameters of all queries at
     *     once, parameters that none of the queries uses, or what else is wrong
     * @throws BridgeException.NotFound when the country or a path does not exist
     */
    public List<PlannedQuery> plan(ExtractionRequest request, Instant submitted) {
        return plan(request, submitted, true);
    }

    /**
     * One query of a job again: with the same values for what is computed, however late it runs.
     *
     * @param part names one query; parameters of its sister queries may be among its own
     * @param submitted when the job was created
     * @throws BridgeException as {@link #plan}
     */
    public PlannedQuery replan(ExtractionRequest part, Instant submitted) {
        return plan(part, submitted, false).get(0);
    }

    private List<PlannedQuery> plan(ExtractionRequest request, Instant submitted, boolean whole) {
        QueryCatalog catalog = catalog(request.queriesPath(), Optional.of(request.country()));
        CountryParameters parameters = parameters(request.configPath(), request.country(), request.parameters());
        requireKnown(request.country(), catalog, parameters);
        List<SqlTemplate> templates = templates(catalog, names(request, catalog));
        ParameterValues values = new ParameterValues(parameters.byName(), submitted);
        if (whole) {
            values.requireUsed(templates);
        }
        VolumePath destination = destination(request).resolve(request.country().code());
        return new QueryBinder(request, values, destination, config.chunkSize()).bindAll(templates);
    }

    /** Tells of all that are broken at once. */
    private static List<SqlTemplate> templates(QueryCatalog catalog, Collection<QueryName> names) {
        List<SqlTemplate> templates = new ArrayList<>();
        List<BridgeException.InvalidRequest> broken = new ArrayList<>();
        for (QueryName name : names) {
            try {
                templates.add(catalog.template(name));
            } catch (BridgeException.InvalidRequest e) {
                broken.add(e);
            }
        }
        if (broken.size() == 1) {
            throw broken.get(0);
        }
        if (!broken.isEmpty()) {
            String problems = broken.stream().map(Throwable::getMessage).collect(Collectors.joining(" "));
            throw new BridgeException.InvalidRequest(broken.get(0).error(), problems);
        }
        return templates;
    }

    /**
     * The templates of a folder, with their parameters; broken and disabled ones too.
     *
     * @param queriesPath as in {@link ExtractionRequest#queriesPath()}
     * @param country empty for the templates that are common to all
     * @throws BridgeException.NotFound when the country or the path does not exist
     */
    public List<TemplateSummary> templates(Optional<String> queriesPath, Optional<Country> country) {
        QueryCatalog catalog = catalog(queriesPath, country);
        country.ifPresent(known -> requireKnown(known, catalog, parameters(Optional.empty(), known, Map.of())));
        List<TemplateSummary> summaries = new ArrayList<>();
        catalog.names().forEach(name -> summaries.add(summary(catalog, name)));
        catalog.misnamed()
                .forEach((file, problem) -> summaries.add(
                        new TemplateSummary(file, "", List.of(), Optional.empty(), Optional.of(problem))));
        return summaries;
    }

    private static TemplateSummary summary(QueryCatalog catalog, QueryName name) {
        Optional<String> disabled = catalog.disabled(name);
        try {
            SqlTemplate template = catalog.template(name);
            return new TemplateSummary(
                    name.value(),
                    template.directives().description(),
                    List.copyOf(template.parameters()),
                    disabled,
                    Optional.empty());
        } catch (BridgeException.InvalidRequest e) {
            return new TemplateSummary(name.value(), "", List.of(), disabled, Optional.of(e.getMessage()));
        }
    }

    /**
     * The countries and servers that requests can name.
     *
     * @param queriesPath as in {@link ExtractionRequest#queriesPath()}
     * @param configPath as in {@link ExtractionRequest#configPath()}
     * @throws BridgeException when a path does not exist, or leads out of its folder
     */
    public List<CountrySummary> countries(Optional<String> queriesPath, Optional<String> configPath) {
        return CountryListing.of(
                ConfinedFolder.below(config.queriesPath(), queriesPath, QUERIES_PATH),
                ConfinedFolder.below(config.configPath(), configPath, CONFIG_PATH));
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
        ParameterValues values = new ParameterValues(parameters.byName(), Instant.now());
        return parameters.byName().entrySet().stream()
                .map(entry -> new ShownParameter(
                        entry.getKey(),
                        ShownValue.of(entry.getKey(), values.shown(entry.getKey()), declared),
                        origin(entry.getValue())))
                .toList();
    }

    private static String origin(GivenParameter parameter) {
        return parameter instanceof GivenParameter.Computed computed
                ? computed.origin() + ": " + computed.expression()
                : parameter.origin();
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
                .flatMap(name -> catalog.secrets(name).stream())
                .collect(Collectors.toSet());
    }

    /** @throws BridgeException.NotFound when the country has the name of a folder or file that is no country's */
    private QueryCatalog catalog(Optional<String> queriesPath, Optional<Country> country) {
        country.filter(named -> !CountryListing.isCountry(named.code())).ifPresent(named -> {
            throw new BridgeException.NotFound(
                    ErrorCode.UNKNOWN_COUNTRY,
                    "There is no country '" + named + "': the bridge's own files have that name.");
        });
        return QueryCatalog.of(
                ConfinedFolder.below(config.queriesPath(), queriesPath, QUERIES_PATH),
                country,
                lastGood,
                config.disabledQueries().orElse(List.of()));
    }

    private CountryParameters parameters(
            Optional<String> configPath, Country country, Map<String, ParameterValue> request) {
        return CountryParameters.load(
                ConfinedFolder.below(config.configPath(), configPath, CONFIG_PATH), country, request, lastGood);
    }

    private static void requireKnown(Country country, QueryCatalog catalog, CountryParameters parameters) {
        if (!parameters.countryKnown() && !catalog.countryKnown()) {
            throw new BridgeException.NotFound(
                    ErrorCode.UNKNOWN_COUNTRY,
                    "The country '" + country + "' has neither a file " + country
                            + ".yaml in the configuration folder nor a folder among the queries, in countries/ or in servers/."
                            + " bridge list-countries lists those that have.");
        }
    }

    private static Collection<QueryName> names(ExtractionRequest request, QueryCatalog catalog) {
        SortedSet<QueryName> known = catalog.names();
        if (known.isEmpty()) {
            throw new BridgeException.NotFound(
                    ErrorCode.NO_QUERIES, "There is no template (*.sql) in the folder of queries.");
        }
        SortedSet<QueryName> unknown = new TreeSet<>(request.queries());
        unknown.removeAll(known);
        if (!unknown.isEmpty()) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.UNKNOWN_QUERY, "There are no templates for " + unknown + ". Known are " + known + ".");
        }
        return request.queries().isEmpty() ? allOf(catalog) : named(request.queries(), catalog);
    }

    private static Collection<QueryName> allOf(QueryCatalog catalog) {
        if (!catalog.misnamed().isEmpty()) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.INVALID_QUERY_NAME,
                    "A request for all queries can't be answered: "
                            + String.join(" ", catalog.misnamed().values()) + " Rename the file, or name the queries.");
        }
        List<QueryName> enabled = catalog.names().stream()
                .filter(name -> catalog.disabled(name).isEmpty())
                .toList();
        if (enabled.isEmpty()) {
            throw new BridgeException.NotFound(ErrorCode.NO_QUERIES, "All templates are disabled.");
        }
        return enabled;
    }

    private static Collection<QueryName> named(List<QueryName> names, QueryCatalog catalog) {
        for (QueryName name : names) {
            catalog.disabled(name).ifPresent(reason -> {
                throw new BridgeException.InvalidRequest(
                        ErrorCode.QUERY_DISABLED, "The query '" + name + "' is disabled and not run: " + reason);
            });
        }
        return names.stream().distinct().toList();
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
                        ErrorCode.MISSING_DESTINATION,
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
