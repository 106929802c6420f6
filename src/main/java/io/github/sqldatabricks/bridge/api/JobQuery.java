package io.github.sqldatabricks.bridge.api;

import io.github.sqldatabricks.bridge.access.Principal;
import io.github.sqldatabricks.bridge.job.JobState.JobStatus;
import io.github.sqldatabricks.bridge.job.JobStore.JobFilter;
import io.github.sqldatabricks.bridge.job.JobStore.Position;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.model.QueryName;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.QueryParam;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;

/** The parameters of {@code GET /jobs}, as texts; what is wrong is refused when it is read. */
public record JobQuery(
        @Parameter(
                description = "Only jobs in this state, or in one of several, between commas",
                schema =
                        @Schema(
                                type = SchemaType.STRING,
                                pattern = "^(pending|running|completed|failed|cancelled)"
                                        + "(,(pending|running|completed|failed|cancelled)){0,9}$",
                                examples = "failed,cancelled"))
        @QueryParam("status_filter")
        String status,

        @Parameter(
                description = "Only of this country, whatever its case",
                schema = @Schema(type = SchemaType.STRING, pattern = "^" + Country.PATTERN + "$"))
        @QueryParam("country")
        String country,

        @Parameter(
                description = "Only asked for by this user; who is no admin sees their own anyway",
                schema = @Schema(type = SchemaType.STRING, minLength = 1))
        @QueryParam("owner")
        String owner,

        @Parameter(
                description = "Only with a query of this name",
                schema = @Schema(type = SchemaType.STRING, pattern = "^" + QueryName.PATTERN + "$"))
        @QueryParam("query")
        String query,

        @Parameter(
                description = "The earliest time of creation, such as 2026-11-21T08:00:00Z",
                schema = @Schema(type = SchemaType.STRING, format = "date-time"))
        @QueryParam("from")
        String from,

        @Parameter(
                description = "The first time of creation that is too late",
                schema = @Schema(type = SchemaType.STRING, format = "date-time"))
        @QueryParam("to")
        String to,

        @Parameter(
                description =
                        "Only jobs that come after this place of the list: the header Bridge-Next of the page before",
                schema = @Schema(type = SchemaType.STRING, pattern = "^" + Position.PATTERN + "$"))
        @QueryParam("after")
        String after,

        @BeanParam QueryParameters.Page page) {

    /**
     * Those in some states.
     *
     * @param states null for all
     * @param from the earliest time of creation; null for any
     */
    public static JobQuery of(String states, String from, QueryParameters.Page page) {
        return new JobQuery(states, null, null, null, from, null, null, page);
    }

    /**
     * The jobs that are wanted, of those that the principal may see.
     *
     * @throws BridgeException.InvalidRequest when a parameter is wrong
     */
    JobFilter filter(Principal principal) {
        return new JobFilter(
                principal.admin() ? Optional.empty() : Optional.of(principal.name()),
                QueryParameters.several(status, JobStatus::of),
                Optional.ofNullable(owner),
                Optional.ofNullable(country).map(Country::new),
                Optional.ofNullable(query).map(QueryName::new),
                QueryParameters.time("from", from),
                QueryParameters.time("to", to),
                Optional.ofNullable(after).map(Position::parse),
                page.size(),
                page.skipped());
    }
}
