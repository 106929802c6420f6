package io.github.sqldatabricks.bridge.api.template;

import io.github.sqldatabricks.bridge.api.security.TokenFilter.Caller;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Tells what {@code POST /extract} can be asked for. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Extraction")
@Blocking
public class TemplatesResource {

    private final TemplateViews templates;
    private final Caller caller;

    public TemplatesResource(TemplateViews templates, Caller caller) {
        this.templates = templates;
        this.caller = caller;
    }

    /** Lists countries. */
    @GET
    @Path("countries")
    @Operation(operationId = "listCountries", summary = "List the countries that queries can be extracted for")
    @APIResponse(responseCode = "200", description = "The countries, by name")
    @APIResponse(responseCode = "403", description = "The caller may read no table")
    public List<CountryView> countries() {
        return templates.countries(caller.principal());
    }

    /** Lists templates. */
    @GET
    @Path("queries")
    @Operation(
            operationId = "listQueries",
            summary = "List query templates with their parameters and the tables that they read")
    @APIResponse(responseCode = "200", description = "The templates, by name; broken and disabled ones too")
    @APIResponse(responseCode = "403", description = "The caller may read no table")
    @APIResponse(responseCode = "404", description = "The country or the path does not exist")
    public List<TemplateView> queries(
            @Parameter(
                            description = "Whose templates; left out for those that are common to all",
                            schema = @Schema(type = SchemaType.STRING, pattern = "^" + Country.PATTERN + "$"))
                    @QueryParam("country")
                    String country,
            @Parameter(
                            description = "Folder of templates below the configured one",
                            schema = @Schema(type = SchemaType.STRING, minLength = 1))
                    @QueryParam("queries_path")
                    String queriesPath) {
        return templates.templates(
                caller.principal(),
                Optional.ofNullable(queriesPath),
                Optional.ofNullable(country).map(Country::new));
    }

    /** Lists parameters. */
    @GET
    @Path("parameters")
    @Operation(
            operationId = "listParameters",
            summary = "List the parameters that files give for a country, and where each comes from")
    @APIResponse(responseCode = "200", description = "The parameters, in the order of the files; secrets are masked")
    @APIResponse(responseCode = "403", description = "The caller may read no table")
    @APIResponse(responseCode = "404", description = "The country or a path does not exist")
    public List<TemplateViews.ParameterView> parameters(
            @Parameter(
                            required = true,
                            description = "Whose parameters",
                            schema = @Schema(type = SchemaType.STRING, pattern = "^" + Country.PATTERN + "$"))
                    @QueryParam("country")
                    String country,
            @Parameter(
                            description = "Folder of parameter files below the configured one",
                            schema = @Schema(type = SchemaType.STRING, minLength = 1))
                    @QueryParam("config_path")
                    String configPath,
            @Parameter(
                            description = "Folder of templates below the configured one; they may declare secrets",
                            schema = @Schema(type = SchemaType.STRING, minLength = 1))
                    @QueryParam("queries_path")
                    String queriesPath) {
        if (country == null) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.INVALID_FIELD, "Expected the query parameter country, such as country=bolivia.");
        }
        return templates.parameters(
                caller.principal(),
                new Country(country),
                Optional.ofNullable(configPath),
                Optional.ofNullable(queriesPath));
    }
}
