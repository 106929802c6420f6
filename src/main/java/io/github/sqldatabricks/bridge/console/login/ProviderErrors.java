package io.github.sqldatabricks.bridge.console.login;

import io.github.sqldatabricks.bridge.api.ProblemMapper;
import io.github.sqldatabricks.bridge.api.security.Login;
import io.github.sqldatabricks.bridge.api.security.oidc.BrowserLogin;
import io.quarkus.oidc.OIDCException;
import io.quarkus.security.AuthenticationCompletionException;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Tells why a log-in at the provider came to nothing, in our words: the extension's hold tokens. */
public class ProviderErrors {

    private final BrowserLogin provider;
    private final ProblemMapper problems;
    private final Login login;

    public ProviderErrors(BrowserLogin provider, ProblemMapper problems, Login login) {
        this.provider = provider;
        this.problems = problems;
        this.login = login;
    }

    /** The browser is back, and nobody is known. */
    @ServerExceptionMapper
    public Response map(AuthenticationCompletionException failure, HttpServerRequest request) {
        BrowserLogin.forget(request);
        return problems.map(login.refused(request, provider.failed(request, cause(failure))));
    }

    private static Throwable cause(Throwable failure) {
        return failure.getCause() == null ? failure : failure.getCause();
    }

    /** The provider is needed and does not answer. */
    @ServerExceptionMapper
    public Response map(OIDCException failure, HttpServerRequest request) {
        return problems.map(login.refused(request, provider.unavailable()));
    }
}
