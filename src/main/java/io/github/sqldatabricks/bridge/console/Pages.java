package io.github.sqldatabricks.bridge.console;

import io.github.sqldatabricks.bridge.access.AccessControl;
import io.github.sqldatabricks.bridge.access.BrowserSessions;
import io.github.sqldatabricks.bridge.access.Permissions.AccessLevel;
import io.github.sqldatabricks.bridge.access.Principal;
import io.github.sqldatabricks.bridge.api.ConsolePath;
import io.github.sqldatabricks.bridge.api.live.LiveStreams;
import io.github.sqldatabricks.bridge.api.live.Look;
import io.github.sqldatabricks.bridge.api.live.Viewer;
import io.github.sqldatabricks.bridge.api.security.TokenFilter.Caller;
import io.github.sqldatabricks.bridge.console.live.Regions;
import io.github.sqldatabricks.bridge.console.login.Visit;
import io.quarkus.qute.RawString;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.smallrye.mutiny.Multi;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** Makes answers of contents, for the present request: its viewer, its theme, its place. */
@RequestScoped
public class Pages {

    /** What a page's stream is; who accepts anything gets the page. */
    public static final String STREAM = "text/event-stream;qs=0.5";

    private static final String THEME = "bridge-theme";
    private static final Set<String> THEMES = Set.of("light", "dark");
    private static final MediaType HTML = MediaType.TEXT_HTML_TYPE.withCharset("UTF-8");

    private final Caller caller;
    private final AccessControl access;
    private final CurrentVertxRequest request;
    private final UriInfo uri;
    private final Assets assets;
    private final LiveStreams streams;
    private final BrowserSessions sessions;
    private final Visit visit;

    public Pages(
            Caller caller,
            AccessControl access,
            CurrentVertxRequest request,
            UriInfo uri,
            Assets assets,
            LiveStreams streams,
            BrowserSessions sessions,
            Visit visit) {
        this.caller = caller;
        this.access = access;
        this.request = request;
        this.uri = uri;
        this.assets = assets;
        this.streams = streams;
        this.sessions = sessions;
        this.visit = visit;
    }

    /**
     * A page's content. Asked for once by a page, and once a second by a stream.
     *
     * @param title for the tab
     * @param section which entry of the navigation it belongs to
     * @param main the HTML of {@code main}
     * @param changing the parts of the same, for streams
     */
    public record Content(String title, String section, Supplier<String> main, Function<Look, Regions> changing) {

        /** One that has nothing in common with others. */
        public Content(String title, String section, Supplier<String> main) {
            this(title, section, main, look -> Regions.of(main.get()));
        }
    }

    /** Who looks. */
    public Principal viewer() {
        return caller.principal();
    }

    /** Whether the principal is shown what can be extracted, as REST does; to start it takes a right to read some table. */
    static boolean seesTemplates(Principal principal) {
        return principal.admin() || mayRead(principal);
    }

    /** Whether the principal may read any table. */
    static boolean mayRead(Principal principal) {
        return principal.permissions().allowAnything(AccessLevel.READ);
    }

    /** The path of the console as this browser sees it, without a slash at its end. */
    public String base() {
        String root = uri.getBaseUri().getPath();
        return root.substring(0, root.length() - (root.endsWith("/") ? 1 : 0)) + ConsolePath.ROOT;
    }

    /** A page that stands still. */
    public Response still(Content content) {
        return answer(Response.Status.OK.getStatusCode(), content, false);
    }

    /** A page that a stream keeps current: {@link #stream} of the same content, under the same address. */
    public Response live(Content content) {
        return answer(Response.Status.OK.getStatusCode(), content, true);
    }

    /** What changes on a page, for as long as somebody looks. */
    public Multi<String> stream(Content content) {
        if (http().method() != HttpMethod.GET) {
            // A stream has no end that somebody who wants no body could wait for.
            return Multi.createFrom().empty();
        }
        return streams.open(
                watching(), http().uri(), look -> content.changing().apply(look).withoutHtml());
    }

    private Viewer watching() {
        Principal viewer = viewer();
        return visit.session()
                .map(session -> new Viewer(
                        viewer, session::present, () -> sessions.isThere(session), Optional.of(session.owner())))
                .orElseGet(() -> Viewer.anybody(viewer));
    }

    /** A page of another status, such as one that tells of an error. */
    public Response answer(int status, Content content, boolean live) {
        String main = Regions.of(content.main().get()).html();
        byte[] page = Templates.layout(layout(content, live), new RawString(main))
                .render()
                .getBytes(StandardCharsets.UTF_8);
        boolean compressed = Gzip.isAccepted(http().getHeader(HttpHeaders.ACCEPT_ENCODING));
        return Gzip.mark(Response.status(status).type(HTML).entity(compressed ? Gzip.of(page) : page), compressed)
                .build();
    }

    /** Leads to another page after something was done, so that a reload does not do it again. */
    public Response to(String path) {
        return redirect(path).build();
    }

    /** The same, to be completed. As text: JAX-RS would put a prefix before a path that has it already. */
    public Response.ResponseBuilder redirect(String path) {
        return Response.status(Response.Status.SEE_OTHER).header(HttpHeaders.LOCATION, base() + path);
    }

    /** The query of the address as it was sent, with whatever characters; null for none. */
    public String query() {
        return http().query();
    }

    private Layout layout(Content content, boolean live) {
        Optional<Principal> known = caller.name().map(name -> caller.principal());
        return new Layout(
                base(),
                content.title(),
                content.section(),
                known.map(Principal::name).orElse(""),
                known.map(Principal::admin).orElse(false),
                known.map(Pages::seesTemplates).orElse(false),
                known.isPresent() && !access.isOpen(),
                Optional.ofNullable(http().getCookie(THEME))
                        .map(Cookie::getValue)
                        .filter(THEMES::contains)
                        .orElse(""),
                live,
                assets);
    }

    private HttpServerRequest http() {
        return request.getCurrent().request();
    }
}
