package io.github.sqldatabricks.bridge.extraction;

import io.github.sqldatabricks.bridge.extraction.PlannedQuery.SecretParameters;
import io.github.sqldatabricks.bridge.extraction.RowSource.RowQuery;
import io.github.sqldatabricks.bridge.extraction.input.CountryParameters;
import io.github.sqldatabricks.bridge.extraction.input.ParameterText;
import io.github.sqldatabricks.bridge.extraction.template.QueryCatalog;
import io.github.sqldatabricks.bridge.extraction.template.SqlTemplate;
import io.github.sqldatabricks.bridge.extraction.template.SqlTemplate.BoundStatement;
import io.github.sqldatabricks.bridge.load.LoadSettings;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.ParameterValue;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.model.VolumePath;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Turns a request into queries that are ready to run, or says everything that is wrong with it. Nothing remote is touched.
 * Needs nothing but its configuration, so commands can use it without starting the service.
 */
@ApplicationScoped
public class ExtractionPlanner {

    private final ExtractionConfig config;
    private final TemplateLibrary library;

    @Inject
    public ExtractionPlanner(ExtractionConfig config, TemplateLibrary library) {
        this.config = config;
        this.library = library;
    }

    /** A planner on its own, with what the configured folders have now. */
    public ExtractionPlanner(ExtractionConfig config) {
        this(config, new TemplateLibrary(config));
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
        return planAgain(part, submitted).get(0);
    }

    /**
     * Some queries of a job again: with the same values for what is computed, however late they run.
     *
     * @param part names them; parameters of their sister queries may be among its own
     * @param submitted when the job was created
     * @throws BridgeException as {@link #plan}
     */
    public List<PlannedQuery> planAgain(ExtractionRequest part, Instant submitted) {
        return plan(part, submitted, false);
    }

    /**
     * A statement that stands in no template's file, with the values that the country's parameters have for it.
     *
     * @param own parameters that win over those of the files
     * @param submitted computed parameters count from it
     * @throws BridgeException.InvalidRequest when parameters are missing or do not fit
     */
    public BoundStatement bind(
            Country country, SqlTemplate statement, Map<String, ParameterValue> own, Instant submitted) {
        ParameterValues values = new ParameterValues(
                library.parameters(Optional.empty(), country, own).byName(), submitted);
        List<String> missing = values.missing(statement);
        if (!missing.isEmpty()) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.MISSING_PARAMETERS,
                    "Parameters are missing: '" + statement.name() + "' needs " + String.join(", ", missing)
                            + ". Give them in " + country + ".yaml or in common_params.yaml.");
        }
        return statement.bind(values.of(statement));
    }

    /**
     * The statement of a planned query as people may see it, with masks in the place of secrets.
     *
     * @param request that it was planned for
     * @return empty when a secret is a part of a name in it
     */
    public Optional<BoundStatement> shown(ExtractionRequest request, PlannedQuery planned) {
        if (planned.secrets().names().isEmpty()) {
            return Optional.of(shown(
                    new BoundStatement(planned.query().sql(), planned.query().parameters())));
        }
        Map<String, ParameterValue> values = new HashMap<>(planned.parameters());
        planned.secrets().values().forEach((name, value) -> values.put(name, ParameterText.masked(value)));
        SqlTemplate template = library.catalog(request.queriesPath(), Optional.of(request.country()))
                .template(planned.query().name());
        try {
            // What is left of a comment in a comment may declare a secret's default.
            return Optional.of(shown(template.bind(values)))
                    .filter(bound -> !bound.sql().startsWith("/*"));
        } catch (BridgeException.InvalidRequest e) {
            return Optional.empty();
        }
    }

    private static BoundStatement shown(BoundStatement bound) {
        return new BoundStatement(SqlTemplate.withoutHead(bound.sql()), bound.parameters());
    }

    private List<PlannedQuery> plan(ExtractionRequest request, Instant submitted, boolean whole) {
        QueryCatalog catalog = library.catalog(request.queriesPath(), Optional.of(request.country()));
        CountryParameters parameters =
                library.parameters(request.configPath(), request.country(), request.parameters());
        TemplateLibrary.requireKnown(request.country(), catalog, parameters);
        List<SqlTemplate> templates = templates(catalog, names(request, catalog));
        ParameterValues values = new ParameterValues(parameters.byName(), submitted);
        if (whole) {
            values.requireUsed(templates);
        }
        VolumePath destination = destination(request).resolve(request.country().code());
        requireValues(request, templates, values);
        List<PlannedQuery> planned = templates.stream()
                .map(template -> bound(request, template, values, destination))
                .toList();
        if (whole) {
            PlannedLoads.requireKnown(request, planned);
        }
        PlannedLoads.requireApart(planned);
        return planned;
    }

    /** @throws BridgeException.InvalidRequest naming all missing parameters of all templates */
    private static void requireValues(
            ExtractionRequest request, List<SqlTemplate> templates, ParameterValues parameters) {
        StringBuilder missing = new StringBuilder();
        for (SqlTemplate template : templates) {
            List<String> names = parameters.missing(template);
            if (!names.isEmpty()) {
                missing.append(" Query '").append(template.name()).append("' needs ");
                missing.append(String.join(", ", names)).append('.');
            }
        }
        if (!missing.isEmpty()) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.MISSING_PARAMETERS,
                    "Parameters are missing." + missing + " Give them in " + request.country()
                            + ".yaml, in common_params.yaml or in the request.");
        }
    }

    private PlannedQuery bound(
            ExtractionRequest request, SqlTemplate template, ParameterValues parameters, VolumePath destination) {
        Map<String, ParameterValue> values = parameters.of(template);
        Set<String> secrets = template.directives().secrets();
        BoundStatement statement = template.bind(values);
        RowQuery query = new RowQuery(
                request.country(),
                template.name(),
                statement.sql(),
                statement.parameters(),
                request.limit(),
                template.directives().temporalPolicies());
        Map<String, String> shown = new TreeMap<>();
        values.forEach((name, value) -> shown.put(name, ParameterText.shown(name, value, secrets)));
        Map<String, ParameterValue> secret = new HashMap<>(values);
        secret.keySet().removeIf(name -> !ParameterText.isSecret(name, secrets));
        Optional<LoadSettings> load = new PlannedLoads(config.fileNames())
                .settings(request, template.name(), template.directives().load(), values, secret.keySet());
        return new PlannedQuery(
                query,
                List.of(query),
                template.sha256(),
                values,
                shown,
                new SecretParameters(secret),
                destination.resolve(template.name().value()),
                // What is loaded are the rows of now, and not those that an earlier run has left.
                request.overwrite() || load.isPresent(),
                request.chunkSize().orElse(config.chunkSize()),
                load,
                // So many rows only are those that come first to one reader.
                template.directives().partition().filter(by -> request.limit().isEmpty()));
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
