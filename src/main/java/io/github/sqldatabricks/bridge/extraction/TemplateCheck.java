package io.github.sqldatabricks.bridge.extraction;

import io.github.sqldatabricks.bridge.extraction.TemplateLibrary.CountrySummary;
import io.github.sqldatabricks.bridge.extraction.TemplateLibrary.TemplateSummary;
import io.github.sqldatabricks.bridge.load.LoadSpec;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.model.ParameterValue;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.model.VolumePath;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Looks for what is wrong with templates and parameter files before somebody asks for them: every template of every country is
 * planned. Nothing remote is touched.
 */
public final class TemplateCheck {

    /** Where the output would go is no matter here. */
    private static final VolumePath ANYWHERE = new VolumePath("/Volumes/main/bridge/check");

    private final TemplateLibrary library;
    private final ExtractionPlanner planner;
    private final Map<String, ParameterValue> given;
    private final Set<Finding> findings = new LinkedHashSet<>();
    private int planned;

    private TemplateCheck(TemplateLibrary library, ExtractionPlanner planner, Map<String, ParameterValue> given) {
        this.library = library;
        this.planner = planner;
        this.given = given;
    }

    /**
     * Checks all templates and parameter files of the configured folders.
     *
     * @param given parameters that requests always give, so that they are not missing
     * @throws BridgeException when a folder does not exist
     */
    public static Result of(ExtractionConfig config, Map<String, ParameterValue> given) {
        TemplateLibrary library = new TemplateLibrary(config);
        TemplateCheck check = new TemplateCheck(library, new ExtractionPlanner(config, library), given);
        return check.run();
    }

    private Result run() {
        List<CountrySummary> countries = library.countries(Optional.empty(), Optional.empty());
        look("", Optional.empty());
        countries.forEach(country -> look(country.name(), Optional.of(new Country(country.name()))));
        library.check();
        library.brokenFiles().forEach((file, problem) -> findings.add(new Finding("", file.toString(), problem)));
        return new Result(countries.size(), planned, List.copyOf(findings));
    }

    private void look(String label, Optional<Country> country) {
        try {
            library.templates(Optional.empty(), country).forEach(template -> look(label, country, template));
        } catch (BridgeException e) {
            findings.add(new Finding(label, "", e.getMessage()));
        }
    }

    private void look(String label, Optional<Country> country, TemplateSummary template) {
        if (template.problem().isPresent()) {
            findings.add(new Finding("", template.name(), template.problem().get()));
        } else if (template.disabled().isEmpty() && country.isPresent()) {
            plan(label, country.get(), new QueryName(template.name()));
        }
    }

    private void plan(String label, Country country, QueryName query) {
        try {
            planned++;
            planner.replan(request(country, query), Instant.now());
        } catch (BridgeException e) {
            findings.add(new Finding(label, query.value(), e.getMessage()));
        }
    }

    private ExtractionRequest request(Country country, QueryName query) {
        return new ExtractionRequest(
                Optional.empty(),
                Optional.empty(),
                country,
                Optional.of(ANYWHERE),
                List.of(query),
                false,
                OptionalInt.empty(),
                given,
                OptionalLong.empty(),
                LoadSpec.NONE);
    }

    /**
     * What was found.
     *
     * @param countries how many there are
     * @param planned how many templates were planned, each for each country
     * @param findings what is wrong; empty when nothing is
     */
    public record Result(int countries, int planned, List<Finding> findings) {
        public Result {
            findings = List.copyOf(findings);
        }
    }

    /**
     * Something that is wrong.
     *
     * @param country whose; empty when it is wrong for all
     * @param what a template's or file's name; empty when it is about the whole country
     * @param problem for people
     */
    public record Finding(String country, String what, String problem) {}
}
