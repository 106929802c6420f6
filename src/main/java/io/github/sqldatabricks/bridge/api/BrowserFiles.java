package io.github.sqldatabricks.bridge.api;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;

/**
 * What browsers and crawlers ask for by themselves. It is answered without a token, so that nobody who opens the service in a
 * browser counts as one who tries tokens.
 */
@ApplicationScoped
public class BrowserFiles {

    /** After {@link BasePath}. */
    private static final int EARLY = Integer.MIN_VALUE + 2;

    private static final int NOTHING = 204;

    /** Of browsers, Safari, and the tools for developers of Chrome. */
    private static final List<String> NOT_THERE = List.of(
            "/favicon.ico",
            "/apple-touch-icon.png",
            "/apple-touch-icon-precomposed.png",
            "/.well-known/appspecific/com.chrome.devtools.json");

    void install(@Observes Router router) {
        NOT_THERE.forEach(path -> router.get(path).order(EARLY).handler(BrowserFiles::nothing));
        router.get("/robots.txt").order(EARLY).handler(BrowserFiles::robots);
    }

    private static void nothing(RoutingContext call) {
        call.response().setStatusCode(NOTHING).end();
    }

    /** Nothing here is for search engines (RFC 9309). */
    private static void robots(RoutingContext call) {
        call.response().putHeader("Content-Type", "text/plain").end("User-agent: *\nDisallow: /\n");
    }
}
