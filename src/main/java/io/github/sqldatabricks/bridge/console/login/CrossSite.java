package io.github.sqldatabricks.bridge.console.login;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;

/**
 * Refuses what pages of other places, of the same site too, send to the console. Browsers say where a request comes from, and no page
 * can change that; what says nothing is refused.
 *
 * @see <a href="https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html">OWASP,
 *     fetch metadata</a>
 */
final class CrossSite {

    private static final String SITE = "Sec-Fetch-Site";
    private static final String OURS = "same-origin";
    private static final String BY_HAND = "none";

    private CrossSite() {}

    /** @throws BridgeException.NotAllowed when the request does not come from one of our pages */
    static void refuse(HttpServerRequest request) {
        String site = request.getHeader(SITE);
        boolean ours = site == null ? isOurs(request) : site.equals(OURS);
        if (!ours) {
            throw new BridgeException.NotAllowed(
                    ErrorCode.CROSS_SITE_REQUEST,
                    "Expected a form of the console's own page, but the request came from elsewhere, or did not say from"
                            + " where. Nothing was done. Open the page again and repeat it.");
        }
    }

    /** @throws BridgeException.NotAllowed when a page of somebody else's leads here, who would choose the moment of a log-in */
    static void refuseLink(HttpServerRequest request) {
        String site = request.getHeader(SITE);
        if (site != null && !site.equals(OURS) && !site.equals(BY_HAND)) {
            throw new BridgeException.NotAllowed(
                    ErrorCode.CROSS_SITE_REQUEST,
                    "Expected the button of the console's own log-in page, but a page from elsewhere led here. Nothing was done. Open"
                            + " the console, and log in there.");
        }
    }

    /** Browsers send no Sec-Fetch-Site over plain HTTP, but where a form comes from. */
    private static boolean isOurs(HttpServerRequest request) {
        String origin = request.getHeader("Origin");
        if (origin == null || request.authority() == null) {
            return false;
        }
        try {
            URI from = URI.create(origin);
            return request.authority().toString().equalsIgnoreCase(from.getAuthority())
                    && request.scheme().equalsIgnoreCase(from.getScheme());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
