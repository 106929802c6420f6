package io.github.sqldatabricks.bridge.api.older;

import io.github.sqldatabricks.bridge.api.BasePath;
import io.github.sqldatabricks.bridge.api.Problem;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;
import java.util.Set;

/**
 * Answers below the base path 400, as the predecessor did, to who retries or cancels what is in no state for it; scripts ask for
 * that number.
 */
@Provider
public class OlderAnswers implements ContainerResponseFilter {

    private static final int BAD_REQUEST = Response.Status.BAD_REQUEST.getStatusCode();

    private static final Set<String> WRONG_STATE = Set.of("job-ended", "event-not-retryable", "event-not-pending");

    private final BasePath base;

    public OlderAnswers(BasePath base) {
        this.base = base;
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (response.getEntity() instanceof Problem problem && WRONG_STATE.contains(problem.code()) && base.isInUse()) {
            response.setStatus(BAD_REQUEST);
            response.setEntity(problem.with(BAD_REQUEST));
        }
    }
}
