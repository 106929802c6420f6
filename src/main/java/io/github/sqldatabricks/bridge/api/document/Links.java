package io.github.sqldatabricks.bridge.api.document;

import java.util.List;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/** Which operations take the id that another one has answered. */
final class Links {

    private static final String JOB = "$response.body#/job_id";
    private static final String EVENT = "$response.body#/event_id";
    private static final List<String> OF_JOBS = List.of("getJob", "cancelJob");
    private static final List<String> OF_EVENTS = List.of("getEvent", "cancelEvent", "retryEvent");

    private Links() {}

    static void add(OpenAPI document) {
        add(accepted(document, "/extract"), JOB, OF_JOBS);
        add(accepted(document, "/sync/events"), EVENT, OF_EVENTS);
        add(accepted(document, "/sync"), EVENT, OF_EVENTS);
    }

    private static APIResponse accepted(OpenAPI document, String path) {
        return document.getPaths().getPathItem(path).getPOST().getResponses().getAPIResponse("202");
    }

    private static void add(APIResponse response, String id, List<String> operations) {
        for (String operation : operations) {
            response.addLink(
                    operation, OASFactory.createLink().operationId(operation).addParameter("id", id));
        }
    }
}
