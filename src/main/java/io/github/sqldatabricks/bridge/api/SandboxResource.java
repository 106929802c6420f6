package io.github.sqldatabricks.bridge.api;

import io.github.sqldatabricks.bridge.api.security.TokenFilter.Caller;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.TextTable;
import io.github.sqldatabricks.bridge.model.TextTable.TextRows;
import io.github.sqldatabricks.bridge.observe.SqlConsole;
import io.github.sqldatabricks.bridge.observe.SqlConsole.SandboxConsoles;
import io.smallrye.common.annotation.Blocking;
import jakarta.enterprise.inject.Instance;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.function.Function;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.Operation;

/**
 * Lets people run SQL in both systems of the sandbox, so that they can play a Databricks job. Not there without the sandbox. Any
 * table can be read and changed here, so a user of the permissions file needs a right of its own ({@code sandbox: true}).
 */
@Path("/sandbox")
@Consumes(SandboxResource.SQL)
@Produces(MediaType.TEXT_PLAIN)
@Blocking
public class SandboxResource {

    /** RFC 6922. Not one of the types that a web page can send to other places without asking (Fetch, "safelisted"). */
    static final String SQL = "application/sql";

    private final boolean sandbox;
    private final Instance<SandboxConsoles> consoles;
    private final Caller caller;

    public SandboxResource(
            @ConfigProperty(name = "bridge.sandbox.enabled", defaultValue = "false") boolean sandbox,
            Instance<SandboxConsoles> consoles,
            Caller caller) {
        this.sandbox = sandbox;
        this.consoles = consoles;
        this.caller = caller;
    }

    /** Runs a statement in the local workspace, through the real driver. */
    @POST
    @Path("/databricks")
    @Operation(hidden = true)
    public String databricks(String sql) {
        return run(SandboxConsoles::databricks, sql);
    }

    /** Runs a statement in the emulator of SQL Server. */
    @POST
    @Path("/sqlserver")
    @Operation(hidden = true)
    public String sqlServer(String sql) {
        return run(SandboxConsoles::sqlServer, sql);
    }

    private String run(Function<SandboxConsoles, SqlConsole> console, String sql) {
        if (!sandbox) {
            throw new BridgeException.NotFound(
                    ErrorCode.SANDBOX_OFF, "There is no sandbox here: bridge serve --sandbox.");
        }
        if (!caller.principal().sandbox()) {
            throw new BridgeException.NotAllowed(
                    ErrorCode.SANDBOX_NOT_ALLOWED,
                    "The user '" + caller.principal().name() + "' may not run SQL of its own in the sandbox: the"
                            + " permissions file does not say sandbox: true for it.");
        }
        TextRows rows = console.apply(consoles.get()).run(sql);
        return rows.columns().isEmpty() ? "done\n" : TextTable.of(rows).render() + "\n";
    }
}
