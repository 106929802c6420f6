package io.github.sqldatabricks.bridge.api.security;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;

/** Tells the caller of a 401 how to log in, as RFC 9110 (section 15.5.2) and RFC 6750 (section 3) ask. */
@Provider
public class ChallengeFilter implements ContainerResponseFilter {

    private static final String CHALLENGE = "Bearer realm=\"sql-databricks-bridge\"";
    private static final String WRONG_TOKEN = CHALLENGE + ", error=\"invalid_token\"";

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (response.getStatus() == Response.Status.UNAUTHORIZED.getStatusCode()) {
            boolean sentOne = request.getHeaderString(HttpHeaders.AUTHORIZATION) != null;
            response.getHeaders().putSingle(HttpHeaders.WWW_AUTHENTICATE, sentOne ? WRONG_TOKEN : CHALLENGE);
        }
    }
}
