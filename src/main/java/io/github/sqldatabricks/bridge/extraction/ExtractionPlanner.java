package io.github.sqldatabricks.bridge.extraction;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Turns a request into queries that are ready to run, or says everything that is wrong with it. */
@ApplicationScoped
public class ExtractionPlanner {

    /**
     * Finds the templates, loads the parameters and binds them. Nothing remote is touched.
     *
     * @throws io.github.sqldatabricks.bridge.model.BridgeException.InvalidRequest naming all missing parameters of all
     *     queries at once, or all unknown queries
     * @throws io.github.sqldatabricks.bridge.model.BridgeException.NotFound when the country or a path does not exist
     */
    public List<PlannedQuery> plan(ExtractionRequest request) {
        throw new UnsupportedOperationException("not yet built");
    }
}
