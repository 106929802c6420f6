package io.github.sqldatabricks.bridge.api;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.github.sqldatabricks.bridge.access.AccessControl;
import io.github.sqldatabricks.bridge.access.AccessControl.LoginKind;
import io.github.sqldatabricks.bridge.access.Permissions;
import io.github.sqldatabricks.bridge.access.Permissions.SourcePattern;
import io.github.sqldatabricks.bridge.access.Permissions.WriteLimits;
import io.github.sqldatabricks.bridge.access.Principal;
import io.github.sqldatabricks.bridge.api.security.TokenFilter.Caller;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Tells callers as whom they act, and what they may do. Nobody hears of others. */
@Path("/whoami")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Service")
public class WhoAmIResource {

    private final Caller caller;
    private final AccessControl access;

    public WhoAmIResource(Caller caller, AccessControl access) {
        this.caller = caller;
        this.access = access;
    }

    /** Who makes this request. */
    @GET
    @Operation(operationId = "whoAmI", summary = "Tell as whom the caller acts, and what it may do")
    @APIResponse(responseCode = "200", description = "The caller")
    public WhoAmI whoAmI() {
        Principal principal = caller.principal();
        return WhoAmI.of(principal, access.login(principal));
    }

    /** The caller over the wire. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @Schema(name = "WhoAmI")
    public record WhoAmI(
            String name,

            @Schema(description = "Whether it sees and ends others' jobs and events, and reads the audit trail")
            boolean admin,

            @Schema(
                    description = "How it logs in; none while nobody needs a token",
                    enumeration = {"none", "token", "identity-provider"})
            String login,

            @Schema(
                    nullable = true,
                    description = "The last day (UTC) on which it can; null for no end",
                    format = "date")
            String expires,

            @Schema(description = "What it may do with which tables of SQL Server; entries add up")
            List<Permission> permissions,

            @Schema(description = "Tables of Unity Catalog that its events may copy")
            List<String> sources,

            @Schema(description = "Tables of Unity Catalog that rows may be loaded into")
            List<String> loads) {

        /** The principal, and how it logs in if it has to. */
        public static WhoAmI of(Principal principal, Optional<LoginKind> login) {
            Permissions permissions = principal.permissions();
            return new WhoAmI(
                    principal.name(),
                    principal.admin(),
                    login.map(LoginKind::name).orElse("none"),
                    login.flatMap(LoginKind::expires).map(LocalDate::toString).orElse(null),
                    permissions.entries().stream().map(Permission::of).toList(),
                    permissions.sources().stream().map(SourcePattern::toString).toList(),
                    permissions.loads().stream().map(SourcePattern::toString).toList());
        }

        /** One entry of the caller's permissions. Limits are those of one event; null is no limit. */
        @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
        @Schema(name = "Permission")
        public record Permission(
                @Schema(description = "A table, schema.* or *")
                String table,

                @Schema(enumeration = {"read", "write", "read_write"})
                String access,

                @Schema(nullable = true) Long maxDeleteRows,
                @Schema(nullable = true) Long maxChangedRows,
                @Schema(nullable = true) Double maxChangedPercent) {

            static Permission of(Permissions.Entry entry) {
                WriteLimits limits = entry.limits();
                return new Permission(
                        entry.tables().toString(),
                        entry.access().name().toLowerCase(Locale.ROOT),
                        boxed(limits.maxDeleteRows()),
                        boxed(limits.maxChangedRows()),
                        limits.maxChangedPercent().isPresent()
                                ? limits.maxChangedPercent().getAsDouble()
                                : null);
            }

            private static Long boxed(OptionalLong limit) {
                return limit.isPresent() ? limit.getAsLong() : null;
            }
        }
    }
}
