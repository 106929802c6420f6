package io.github.sqldatabricks.bridge.api.document;

import io.github.sqldatabricks.bridge.api.Problem;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.headers.Header;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/** The errors that follow from the kind of an operation. An annotation says only what is particular about one. */
final class ProblemResponses {

    private static final int FIRST_ERROR = 400;

    /** Of all operations. */
    private static final Set<String> ANYWHERE = Set.of("400", "406", "408", "429", "500", "503");

    private static final Set<String> WITH_TOKEN = Set.of("401", "403");
    private static final Set<String> WITH_BODY = Set.of("413", "415");
    private static final Set<String> WITH_ID = Set.of("404");

    private static final Map<String, APIResponse> COMMON = new TreeMap<>(Map.ofEntries(
            Map.entry("400", problem("The request is wrong; the code and the detail say what")),
            Map.entry(
                    "401",
                    problem("No token, or one that is not valid")
                            .addHeader("WWW-Authenticate", header("How to log in (RFC 6750)", SchemaType.STRING))),
            Map.entry("403", problem("The token may not do this")),
            Map.entry("404", problem("There is none, or the caller may not see it")),
            Map.entry("406", problem("Accept has no media type that the operation answers with")),
            Map.entry("408", problem("The request did not come in time")),
            Map.entry("413", problem("The body is larger than quarkus.http.limits.max-body-size")),
            Map.entry("415", problem("The body's Content-Type is none that the operation takes")),
            Map.entry(
                    "429", waiting("Too many requests, or too many failed logins from this address; see Retry-After")),
            Map.entry("500", problem("A defect of the service; its log has the details under the problem's instance")),
            Map.entry("502", problem("SQL Server or Databricks refused")),
            Map.entry("503", waiting("The service, SQL Server or Databricks is busy or away; see Retry-After"))));

    private ProblemResponses() {}

    static void complete(OpenAPI document) {
        COMMON.forEach((status, response) -> document.getComponents().addResponse(name(status), response));
        document.getPaths()
                .getPathItems()
                .values()
                .forEach(path -> path.getOperations().values().forEach(ProblemResponses::complete));
    }

    private static void complete(Operation operation) {
        operation.getResponses().getAPIResponses().forEach((status, response) -> {
            if (Integer.parseInt(status) >= FIRST_ERROR) {
                fill(status, response);
            }
        });
        for (String status : statuses(operation)) {
            if (!operation.getResponses().hasAPIResponse(status)) {
                operation
                        .getResponses()
                        .addAPIResponse(status, OASFactory.createAPIResponse().ref(name(status)));
            }
        }
    }

    private static Set<String> statuses(Operation operation) {
        Set<String> statuses = new TreeSet<>(ANYWHERE);
        if (operation.getSecurity() == null || !operation.getSecurity().isEmpty()) {
            statuses.addAll(WITH_TOKEN);
        }
        if (operation.getRequestBody() != null) {
            statuses.addAll(WITH_BODY);
        }
        List<Parameter> parameters = operation.getParameters() == null ? List.of() : operation.getParameters();
        if (parameters.stream().anyMatch(parameter -> parameter.getIn() == Parameter.In.PATH)) {
            statuses.addAll(WITH_ID);
        }
        return statuses;
    }

    /** An annotated error has a description of its own; the rest is that of all. */
    private static void fill(String status, APIResponse response) {
        response.setContent(content());
        APIResponse common = COMMON.get(status);
        if (common != null && common.getHeaders() != null) {
            response.setHeaders(common.getHeaders());
        }
    }

    private static String name(String status) {
        return "Problem" + status;
    }

    private static APIResponse problem(String description) {
        return OASFactory.createAPIResponse().description(description).content(content());
    }

    private static APIResponse waiting(String description) {
        return problem(description).addHeader("Retry-After", header("Seconds to wait", SchemaType.INTEGER));
    }

    private static Header header(String description, SchemaType type) {
        return OASFactory.createHeader()
                .description(description)
                .schema(OASFactory.createSchema().addType(type));
    }

    private static Content content() {
        return OASFactory.createContent()
                .addMediaType(Problem.MEDIA_TYPE, OASFactory.createMediaType().schema(AnyJson.reference("Problem")));
    }
}
