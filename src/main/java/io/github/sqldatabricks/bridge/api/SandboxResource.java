package io.github.sqldatabricks.bridge.api;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.TextRows;
import io.github.sqldatabricks.bridge.model.TextTable;
import io.github.sqldatabricks.bridge.ops.SandboxWorlds;
import io.github.sqldatabricks.bridge.ops.SqlConsole;
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

/** Lets people run SQL in the sandbox's two worlds, so that they can play a Databricks job. Not there without the sandbox. */
@Path("/sandbox")
@Consumes(MediaType.WILDCARD)
@Produces(MediaType.TEXT_PLAIN)
@Blocking
public class SandboxResource {

    private final boolean sandbox;
    private final Instance<SandboxWorlds> worlds;

    public SandboxResource(
            @ConfigProperty(name = "bridge.sandbox.enabled", defaultValue = "false") boolean sandbox,
            Instance<SandboxWorlds> worlds) {
        this.sandbox = sandbox;
        this.worlds = worlds;
    }

    /** Runs a statement in the local workspace, through the real driver. */
    @POST
    @Path("/databricks")
    @Operation(hidden = true)
    public String databricks(String sql) {
        return run(SandboxWorlds::databricks, sql);
    }

    /** Runs a statement in the stand-in of SQL Server. */
    @POST
    @Path("/sqlserver")
    @Operation(hidden = true)
    public String sqlServer(String sql) {
        return run(SandboxWorlds::sqlServer, sql);
    }

    private String run(Function<SandboxWorlds, SqlConsole> world, String sql) {
        if (!sandbox) {
            throw new BridgeException.NotFound("sandbox-off", "There is no sandbox here: bridge serve --sandbox.");
        }
        TextRows rows = world.apply(worlds.get()).run(sql);
        return rows.columns().isEmpty() ? "done\n" : TextTable.of(rows).render() + "\n";
    }
}
