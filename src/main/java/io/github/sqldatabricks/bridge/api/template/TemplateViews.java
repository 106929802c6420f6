package io.github.sqldatabricks.bridge.api.template;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.github.sqldatabricks.bridge.access.AccessControl;
import io.github.sqldatabricks.bridge.access.Principal;
import io.github.sqldatabricks.bridge.access.QueryTables;
import io.github.sqldatabricks.bridge.extraction.RowSource;
import io.github.sqldatabricks.bridge.extraction.TemplateDetails;
import io.github.sqldatabricks.bridge.extraction.TemplateDetails.Detail;
import io.github.sqldatabricks.bridge.extraction.TemplateLibrary;
import io.github.sqldatabricks.bridge.extraction.TemplateLibrary.CountrySummary;
import io.github.sqldatabricks.bridge.extraction.TemplateLibrary.ShownParameter;
import io.github.sqldatabricks.bridge.job.JobState.JobStatus;
import io.github.sqldatabricks.bridge.job.JobTracker;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Country;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What a principal can ask for, whoever asks: for those who may read some table, and for admins. No secret is shown. Thread-safe,
 * blocking.
 */
@ApplicationScoped
public class TemplateViews {

    private final TemplateLibrary library;
    private final TemplateDetails details;
    private final QueryTables tables;
    private final JobTracker jobs;
    private final RowSource source;
    private final AccessControl access;

    public TemplateViews(
            TemplateLibrary library,
            TemplateDetails details,
            QueryTables tables,
            JobTracker jobs,
            RowSource source,
            AccessControl access) {
        this.library = library;
        this.details = details;
        this.tables = tables;
        this.jobs = jobs;
        this.source = source;
        this.access = access;
    }

    /**
     * The countries, by name.
     *
     * @throws BridgeException.NotAllowed when the principal may read no table
     */
    public List<CountryView> countries(Principal principal) {
        access.authorizeReading(principal);
        Map<String, Map<JobStatus, Instant>> newest =
                jobs.newestByCountry(principal.admin() ? Optional.empty() : Optional.of(principal.name()));
        return library.countries(Optional.empty(), Optional.empty()).stream()
                .map(country -> CountryView.of(
                        country,
                        origin(country),
                        newest.getOrDefault(country.name().toLowerCase(Locale.ROOT), Map.of())))
                .toList();
    }

    /** A country whose connection is not configured is listed all the same. */
    private Map<String, String> origin(CountrySummary country) {
        try {
            return source.origin(new Country(country.name()));
        } catch (BridgeException e) {
            return Map.of();
        }
    }

    /**
     * The templates of a country, broken and disabled ones too.
     *
     * @param queriesPath as in {@code POST /extract}
     * @param country empty for the templates that are common to all
     * @throws BridgeException.NotAllowed when the principal may read no table
     * @throws BridgeException.NotFound when the country or the path does not exist
     */
    public List<TemplateView> templates(Principal principal, Optional<String> queriesPath, Optional<Country> country) {
        access.authorizeReading(principal);
        return details.of(queriesPath, country).stream().map(this::view).toList();
    }

    private TemplateView view(Detail detail) {
        return TemplateView.of(detail, detail.statement().map(tables::of));
    }

    /**
     * The parameters that the files give for a country.
     *
     * @throws BridgeException as {@link #templates}
     */
    public List<ParameterView> parameters(
            Principal principal, Country country, Optional<String> configPath, Optional<String> queriesPath) {
        access.authorizeReading(principal);
        return library.parameters(configPath, country, Map.of(), queriesPath).stream()
                .map(ParameterView::of)
                .toList();
    }

    /** A parameter of a country over the wire. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @Schema(name = "CountryParameter")
    public record ParameterView(
            String name,

            @Schema(description = "As text; masked when it is a secret")
            String value,

            @Schema(description = "The file and line that give it, and how it is computed")
            String origin) {

        static ParameterView of(ShownParameter parameter) {
            return new ParameterView(parameter.name(), parameter.value(), parameter.origin());
        }
    }
}
