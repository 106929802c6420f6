package io.github.sqldatabricks.bridge.extraction;

import io.github.sqldatabricks.bridge.extraction.input.ConfinedFolder;
import io.github.sqldatabricks.bridge.extraction.input.CountryParameters;
import io.github.sqldatabricks.bridge.extraction.input.CountryParameters.GivenParameter;
import io.github.sqldatabricks.bridge.extraction.input.LastGood;
import io.github.sqldatabricks.bridge.extraction.input.ParameterText;
import io.github.sqldatabricks.bridge.extraction.template.QueryCatalog;
import io.github.sqldatabricks.bridge.extraction.template.SqlTemplate;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.ParameterValue;
import io.github.sqldatabricks.bridge.model.QueryName;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * The folders of templates and parameter files: what requests can name, for people, and which files are broken. A broken
 * file is known before a request needs it, and its last good version stays in force. Thread-safe.
 */
@ApplicationScoped
public class TemplateLibrary {

    private static final String QUERIES_PATH = "queries_path";
    private static final String CONFIG_PATH = "config_path";

    /** {@code queries/<folder>/countries/<country>}, and one to spare. */
    private static final int DEPTH = 4;

    private static final String TEMPLATE = ".sql";
    private static final String PARAMETERS = ".yaml";
    /** Users and tokens stand beside the parameters, and have their own check. */
    private static final String PERMISSIONS = "permissions";
    /** So do replications, in a folder of their own. */
    private static final String REPLICATIONS = "replications";

    private final ExtractionConfig config;
    private final LastGood lastGood = new LastGood();
    private final Set<Path> present = new HashSet<>();

    @Inject
    public TemplateLibrary(ExtractionConfig config) {
        this.config = config;
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
        Set<String> declared = declaredSecrets();
        ParameterValues values = new ParameterValues(parameters.byName(), Instant.now());
        return parameters.byName().entrySet().stream()
                .map(entry -> new ShownParameter(
                        entry.getKey(),
                        ParameterText.shown(entry.getKey(), values.shown(entry.getKey()), declared),
                        origin(entry.getValue())))
                .toList();
    }

    /** @throws BridgeException.NotFound ({@code unknown-country}) when neither the parameters nor the templates know the country */
    public void requireKnown(Country country) {
        requireKnown(
                country,
                catalog(Optional.empty(), Optional.of(country)),
                parameters(Optional.empty(), country, Map.of()));
    }

    private static String origin(GivenParameter parameter) {
        return parameter instanceof GivenParameter.Computed computed
                ? computed.origin() + ": " + computed.expression()
                : parameter.origin();
    }

    /** Reads all templates and parameter files, so that what is good now is known when a later change breaks it. One at a time. */
    public synchronized void check() {
        present.clear();
        below(config.queriesPath(), QUERIES_PATH, this::checkTemplates);
        below(config.configPath(), CONFIG_PATH, this::checkParameters);
        lastGood.retain(present);
    }

    /** What is wrong with which file; the last good version of each, if there was one, is in force. */
    public SortedMap<Path, String> brokenFiles() {
        return lastGood.broken();
    }

    /** By any template of any country: what is a secret somewhere is one wherever it is shown without its template. */
    private Set<String> declaredSecrets() {
        Set<String> declared = new HashSet<>();
        below(config.queriesPath(), QUERIES_PATH, (folder, depth) -> addSecrets(folder, depth, declared));
        return declared;
    }

    private static void addSecrets(ConfinedFolder folder, int depth, Set<String> declared) {
        for (String name : folder.fileNames(TEMPLATE)) {
            try {
                folder.file(name).map(folder::read).map(SqlTemplate::secrets).ifPresent(declared::addAll);
            } catch (BridgeException.InvalidRequest unreadable) {
                // Nothing can be asked of it.
            }
        }
        descend(folder, depth, (below, left) -> addSecrets(below, left, declared));
    }

    /** @throws BridgeException.NotFound when the country has the name of a folder or file that is no country's */
    QueryCatalog catalog(Optional<String> queriesPath, Optional<Country> country) {
        country.filter(named -> !isCountry(named.code())).ifPresent(named -> {
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

    /** The parameters of files and request. */
    CountryParameters parameters(Optional<String> configPath, Country country, Map<String, ParameterValue> request) {
        return CountryParameters.load(
                ConfinedFolder.below(config.configPath(), configPath, CONFIG_PATH), country, request, lastGood);
    }

    /** @throws BridgeException.NotFound when there is neither a parameter file nor a folder of templates of the country */
    static void requireKnown(Country country, QueryCatalog catalog, CountryParameters parameters) {
        if (!parameters.countryKnown() && !catalog.countryKnown()) {
            throw new BridgeException.NotFound(
                    ErrorCode.UNKNOWN_COUNTRY,
                    "The country '" + country + "' has neither a file " + country
                            + ".yaml in the configuration folder nor a folder among the queries, in countries/ or in servers/."
                            + " bridge list-countries lists those that have.");
        }
    }

    private static void below(Path root, String field, BiConsumer<ConfinedFolder, Integer> look) {
        if (Files.isDirectory(root)) {
            look.accept(ConfinedFolder.below(root, Optional.empty(), field), DEPTH);
        }
    }

    private void checkTemplates(ConfinedFolder folder, int depth) {
        for (String name : folder.fileNames(TEMPLATE)) {
            String stem = name.substring(0, name.length() - TEMPLATE.length());
            look(folder, name, text -> SqlTemplate.parse(new QueryName(stem), text));
        }
        descend(folder, depth, this::checkTemplates);
    }

    private void checkParameters(ConfinedFolder folder, int depth) {
        for (String name : folder.fileNames(PARAMETERS)) {
            if (!name.startsWith(PERMISSIONS)) {
                look(folder, name, text -> CountryParameters.parse(name, text));
            }
        }
        descend(folder, depth, this::checkParameters);
    }

    private static void descend(ConfinedFolder folder, int depth, BiConsumer<ConfinedFolder, Integer> look) {
        if (depth > 0) {
            folder.folderNames().stream()
                    .filter(name -> !name.equals(REPLICATIONS))
                    .flatMap(name -> folder.folder(name).stream())
                    .forEach(below -> look.accept(below, depth - 1));
        }
    }

    private void look(ConfinedFolder folder, String name, Function<String, Object> parser) {
        folder.file(name).ifPresent(file -> {
            present.add(file);
            try {
                lastGood.parse(folder, file, parser);
            } catch (BridgeException.InvalidRequest neverGood) {
                // It is known as broken now.
            }
        });
    }

    /** Whether a request can name it. */
    static boolean isCountry(String name) {
        String key = name.toLowerCase(Locale.ROOT);
        if (QueryCatalog.RESERVED_FOLDERS.contains(key) || CountryParameters.RESERVED_FILES.contains(key)) {
            return false;
        }
        try {
            return new Country(name).code().equals(name);
        } catch (BridgeException.InvalidRequest e) {
            return false;
        }
    }

    /** Finds the countries and servers that templates and parameter files know. */
    private static final class CountryListing {

        private final SortedMap<String, CountrySummary> found = new TreeMap<>();

        /** All of them, by name. */
        static List<CountrySummary> of(ConfinedFolder queries, ConfinedFolder config) {
            CountryListing listing = new CountryListing();
            queries.folder("countries").ifPresent(parent -> listing.addFolders(parent, false, true));
            queries.folder("servers").ifPresent(parent -> listing.addFolders(parent, true, true));
            listing.addFolders(queries, false, false);
            for (String file : config.fileNames(PARAMETERS)) {
                listing.add(file.substring(0, file.length() - PARAMETERS.length()), false, true, 0);
            }
            return List.copyOf(listing.found.values());
        }

        /** @param evenEmpty whether a folder without templates counts, too */
        private void addFolders(ConfinedFolder parent, boolean server, boolean evenEmpty) {
            for (String name : parent.folderNames()) {
                int templates =
                        parent.folder(name).orElseThrow().fileNames(TEMPLATE).size();
                if (evenEmpty || templates > 0) {
                    add(name, server, false, templates);
                }
            }
        }

        private void add(String name, boolean server, boolean parameterFile, int templates) {
            if (isCountry(name)) {
                found.merge(
                        name.toLowerCase(Locale.ROOT),
                        new CountrySummary(name, server, parameterFile, templates),
                        CountryListing::merged);
            }
        }

        /** A parameter file alone says nothing of which of the two it is for. */
        private static CountrySummary merged(CountrySummary earlier, CountrySummary later) {
            CountrySummary both = earlier.with(later);
            boolean server = later.parameterFile() ? earlier.server() : both.server();
            return new CountrySummary(both.name(), server, both.parameterFile(), both.templates());
        }
    }

    /**
     * A country, or a server that is read once for several of them.
     *
     * @param name as its folder or file says it
     * @param server whether it is a folder in {@code servers/}
     * @param parameterFile whether it has a parameter file of its own
     * @param templates how many templates are in its own folders
     */
    public record CountrySummary(String name, boolean server, boolean parameterFile, int templates) {

        /** Both together: what stands in several places is one country. */
        CountrySummary with(CountrySummary other) {
            return new CountrySummary(
                    name, server && other.server, parameterFile || other.parameterFile, templates + other.templates);
        }
    }

    /**
     * A template as people choose it.
     *
     * @param name the query's name; of a file whose name can't be one, the file's
     * @param description what its author says; may be empty
     * @param parameters the names that it needs values for, in order of use
     * @param disabled why it is not to be run; empty when it may be
     * @param problem why it can't be read; empty when it can
     */
    public record TemplateSummary(
            String name,
            String description,
            List<String> parameters,
            Optional<String> disabled,
            Optional<String> problem) {

        public TemplateSummary {
            parameters = List.copyOf(parameters);
        }
    }

    /**
     * A parameter, for people.
     *
     * @param value as text, masked when it is a secret
     * @param origin a file and line, or {@code request}
     */
    public record ShownParameter(String name, String value, String origin) {}
}
