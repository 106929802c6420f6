package io.github.sqldatabricks.bridge.api;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

/** A resource of the tests with a defect that nobody expects. */
@Path("/test/defect")
public class Defect {

    static final String INSIDE = "text-of-the-inside";

    @GET
    public String fail() {
        throw new IllegalStateException(INSIDE, new NullPointerException("cause-of-the-inside"));
    }
}
