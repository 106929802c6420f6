package io.github.sqldatabricks.bridge.console;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * The log-in form.
 *
 * @param base the path of the console as this browser sees it
 * @param to where to go then, below the console's path
 * @param problem why the last attempt did not succeed; empty for the first one
 * @param refused why nobody can log in from there; empty when one can
 * @param provider the host of the identity provider where one can log in instead; empty when there is none
 */
public record LoginForm(String base, String to, String problem, String refused, String provider) {

    /** Where the log-in at the provider begins. */
    public String atProvider() {
        return base + "/login/provider?to=" + URLEncoder.encode(to, StandardCharsets.UTF_8);
    }
}
