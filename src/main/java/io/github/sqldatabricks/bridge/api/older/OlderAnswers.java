package io.github.sqldatabricks.bridge.api.older;

import io.github.sqldatabricks.bridge.api.BasePath;
import io.github.sqldatabricks.bridge.api.Problem;
import io.github.sqldatabricks.bridge.model.ErrorCode;
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

    private static final Set<ErrorCode> WRONG_STATE =
            Set.of(ErrorCode.JOB_ENDED, ErrorCode.EVENT_NOT_RETRYABLE, ErrorCode.EVENT_NOT_PENDING);

    private final BasePath base;

    public OlderAnswers(BasePath base) {
        this.base = base;
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (response.getEntity() instanceof Problem problem && isWrongState(problem) && base.isInUse()) {
            response.setStatus(BAD_REQUEST);
            response.setEntity(problem.with(BAD_REQUEST));
        }
    }

    private static boolean isWrongState(Problem problem) {
        return ErrorCode.of(problem.code()).filter(WRONG_STATE::contains).isPresent();
    }
}
