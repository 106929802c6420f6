package io.github.sqldatabricks.bridge.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.core.Response;

/** The log-in page. */
@RequestScoped
public class LoginPage {

    private final Pages pages;

    public LoginPage(Pages pages) {
        this.pages = pages;
    }

    /** The page with this status. */
    public Response answer(int status, LoginForm form) {
        return pages.answer(
                status,
                new Pages.Content("Log in", "", () -> Templates.login(form).render()),
                false);
    }
}
