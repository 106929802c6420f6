package io.github.sqldatabricks.bridge.api.security;

import io.github.sqldatabricks.bridge.api.security.TokenFilter.Caller;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** Answers with the caller's name; there in tests only. */
@Path("/test/who-am-i")
public class WhoAmI {

    private final Caller caller;

    public WhoAmI(Caller caller) {
        this.caller = caller;
    }

    @GET
    @Produces(MediaType.TEXT_PLAIN)
    public String name() {
        return caller.principal().name();
    }

    @GET
    @Path("/blocking")
    @Blocking
    @Produces(MediaType.TEXT_PLAIN)
    public String nameOnAWorker() {
        return caller.principal().name();
    }
}
