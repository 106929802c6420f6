package io.github.sqldatabricks.bridge.job;

import io.github.sqldatabricks.bridge.access.AccessControl;
import io.github.sqldatabricks.bridge.access.Principal;
import io.github.sqldatabricks.bridge.extraction.PlannedQuery;
import io.github.sqldatabricks.bridge.model.BridgeException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Whether a user may run queries: at the request, and again when each begins, because the user may be gone by then and the
 * template's text may read other tables. Thread-safe.
 */
@ApplicationScoped
public class ExtractionRights {

    private final AccessControl access;
    private final boolean serves;

    public ExtractionRights(
            AccessControl access,
            @ConfigProperty(name = "quarkus.http.host-enabled", defaultValue = "true") boolean serves) {
        this.access = access;
        this.serves = serves;
    }

    /**
     * Checks that the principal may read every table of the queries. Blocking.
     *
     * @throws BridgeException.NotAllowed when the user may not
     */
    void require(Principal principal, List<PlannedQuery> planned) {
        Map<String, String> statements = new LinkedHashMap<>();
        planned.forEach(query ->
                statements.put(query.query().name().value(), query.query().sql()));
        access.authorizeExtraction(principal, statements);
    }

    /**
     * Checks that the owner of a job still may. A process without a server works for the one who started it. Blocking.
     *
     * @throws BridgeException.NotAllowed when the owner may not, or is not there any more
     */
    void require(String owner, List<PlannedQuery> planned) {
        if (serves) {
            require(access.user(owner), planned);
        }
    }
}
