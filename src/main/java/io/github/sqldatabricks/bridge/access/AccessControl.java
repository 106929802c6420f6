package io.github.sqldatabricks.bridge.access;

import io.github.sqldatabricks.bridge.access.AccessConfig.AccessMode;
import io.github.sqldatabricks.bridge.access.Permissions.AccessLevel;
import io.github.sqldatabricks.bridge.access.Permissions.WriteLimits;
import io.github.sqldatabricks.bridge.access.PermissionsFile.InvalidPermissions;
import io.github.sqldatabricks.bridge.access.UserDirectory.TokenHash;
import io.github.sqldatabricks.bridge.access.UserDirectory.User;
import io.github.sqldatabricks.bridge.duty.Duties;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Environment;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.SqlServerTable;
import io.github.sqldatabricks.bridge.model.UnityTable;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Says who makes a request and whether it is allowed. Thread-safe. */
@ApplicationScoped
public class AccessControl implements PermissionsState {

    private static final Logger LOG = Logger.getLogger(AccessControl.class);

    private final AccessConfig config;
    private final AccessMode mode;
    private final UserRegistry registry;
    private final QueryTables queryTables;
    private final Clock clock;

    /**
     * Reads the permissions.
     *
     * @throws IllegalStateException when the configuration is not safe for production
     * @throws InvalidPermissions when the permissions file is there but wrong
     */
    @Inject
    public AccessControl(
            AccessConfig config,
            DeploymentConfig deployment,
            @ConfigProperty(name = "bridge.sandbox.enabled", defaultValue = "false") boolean sandbox,
            @ConfigProperty(name = "bridge.access.oidc.issuer") Optional<String> identityProvider,
            QueryTables queryTables,
            Duties duties) {
        this(
                config,
                deployment.environment(),
                sandbox,
                identityProvider.isPresent(),
                queryTables,
                duties,
                Clock.systemUTC());
    }

    AccessControl(
            AccessConfig config,
            Environment environment,
            boolean sandbox,
            boolean identityProvider,
            QueryTables queryTables,
            Duties duties,
            Clock clock) {
        PermissionsFile file = new PermissionsFile(config.permissionsFile(), environment);
        this.config = config;
        this.mode = AccessMode.decide(config, environment, sandbox, file.exists());
        this.registry = new UserRegistry(file, config, identityProvider, duties);
        this.queryTables = queryTables;
        this.clock = clock;
    }

    @Override
    public Optional<String> permissionsProblem() {
        return registry.problem();
    }

    @Override
    public int permissionsLoads() {
        return registry.loads();
    }

    /** Whether nobody needs a token. */
    public boolean isOpen() {
        return mode == AccessMode.OPEN;
    }

    /** Brings the bean to life, and tells the operator when the doors are wide open or shut for everybody. */
    void announce() {
        if (mode == AccessMode.OPEN) {
            LOG.warn("Access control is OFF: anybody who reaches this process may do everything.");
        } else if (registry.users().users().isEmpty()) {
            LOG.warnf("Nobody can log in: %s", howToCreateToken());
        }
    }

    /**
     * Finds who a token belongs to.
     *
     * @param token as the request carries it; empty when it carries none
     * @throws BridgeException.NotAuthenticated when there is no token, or it is unknown, or has expired
     */
    public Principal authenticate(Optional<String> token) {
        return principal(token.map(TokenHash::of));
    }

    /**
     * Finds who a token belongs to, for a connection that lives longer than one request.
     *
     * @throws BridgeException.NotAuthenticated as {@link #authenticate}
     */
    public Session open(Optional<String> token) {
        Optional<TokenHash> hash = token.map(TokenHash::of);
        Session session = Session.ofUser(() -> principal(hash));
        session.principal();
        return session;
    }

    /** Whether the token is one of the permissions file, valid or not, or nobody needs one. */
    public boolean knows(String token) {
        return mode == AccessMode.OPEN
                || registry.users().find(TokenHash.of(token)).isPresent();
    }

    /**
     * As whom a person acts for whom an identity provider vouches.
     *
     * @throws BridgeException.NotAllowed when no entry of the permissions file matches
     * @throws BridgeException.NotAuthenticated when the proof or the entry has expired
     */
    public Principal authenticate(ExternalIdentity identity) {
        return principal(identity);
    }

    /**
     * The same for a connection that lives longer than one request; it ends with the proof.
     *
     * @throws BridgeException as {@link #authenticate(ExternalIdentity)}
     */
    public Session open(ExternalIdentity identity) {
        Session session = Session.ofPerson(identity, () -> principal(identity));
        session.principal();
        return session;
    }

    /** As whom a session acts that was opened with this token; it fails once the token is not valid any more. */
    Session resume(TokenHash token) {
        return Session.ofUser(() -> principal(Optional.of(token)));
    }

    /** The same of one that was opened by an identity provider's word; it fails once that, or the entry, is not valid any more. */
    Session resume(ExternalIdentity identity) {
        return Session.ofPerson(identity, () -> principal(identity));
    }

    private Principal principal(Optional<TokenHash> token) {
        if (mode == AccessMode.OPEN) {
            return Principal.ANYBODY;
        }
        UserDirectory users = registry.users();
        if (users.users().isEmpty()) {
            throw new BridgeException.NotAuthenticated(ErrorCode.NO_USERS, "Nobody can log in: " + howToCreateToken());
        }
        TokenHash given = token.orElseThrow(() -> new BridgeException.NotAuthenticated(
                ErrorCode.TOKEN_MISSING, "Expected the header 'Authorization: Bearer <token>'."));
        User user = users.find(given)
                .orElseThrow(() -> new BridgeException.NotAuthenticated(
                        ErrorCode.TOKEN_UNKNOWN, "The token is not known. Ask the bridge's operator for one."));
        if (expired(user)) {
            throw new BridgeException.NotAuthenticated(
                    ErrorCode.TOKEN_EXPIRED,
                    "The token expired on " + user.expires().orElseThrow() + ". Ask for a new one.");
        }
        return user.principal();
    }

    private Principal principal(ExternalIdentity identity) {
        if (mode == AccessMode.OPEN) {
            return Principal.ANYBODY;
        }
        if (!clock.instant().isBefore(identity.validUntil())) {
            throw new BridgeException.NotAuthenticated(
                    ErrorCode.TOKEN_EXPIRED, "The token expired at " + identity.validUntil() + ". Get a new one.");
        }
        User user = registry.users()
                .find(identity)
                .orElseThrow(() -> new BridgeException.NotAllowed(
                        ErrorCode.ROLE_MISSING,
                        "The identity provider knows you, but no entry of the permissions file has your oidc_subject '"
                                + identity.subject() + "' or an oidc_role of yours. Ask the bridge's operator."));
        if (expired(user)) {
            throw new BridgeException.NotAuthenticated(
                    ErrorCode.TOKEN_EXPIRED,
                    "The entry '" + user.principal().name() + "' expired on "
                            + user.expires().orElseThrow() + ". Ask the bridge's operator.");
        }
        return user.principal();
    }

    /** How the principal logs in, which only it should hear; empty while nobody needs a token. */
    public Optional<LoginKind> login(Principal principal) {
        return mode == AccessMode.OPEN
                ? Optional.empty()
                : registry.users().named(principal.name()).map(LoginKind::of);
    }

    /**
     * How somebody logs in.
     *
     * @param name {@code token} or {@code identity-provider}
     * @param expires the last day (UTC) on which that is possible; empty for no end
     */
    public record LoginKind(String name, Optional<LocalDate> expires) {

        static LoginKind of(User user) {
            boolean own = user.credential() instanceof User.Credential.Token;
            return new LoginKind(own ? "token" : "identity-provider", user.expires());
        }
    }

    /**
     * The user of that name, for work that was asked for earlier.
     *
     * @throws BridgeException.NotAllowed when there is none any more, or its token has expired: who revokes a token wants an end
     *     of what was asked for with it, too
     */
    public Principal user(String name) {
        if (mode == AccessMode.OPEN) {
            return Principal.ANYBODY;
        }
        return registry.users()
                .named(name)
                .filter(user -> !expired(user))
                .map(User::principal)
                .orElseThrow(() -> new BridgeException.NotAllowed(
                        ErrorCode.USER_UNKNOWN,
                        "There is no user '" + name + "' any more, or its token has expired, so nobody may do this."));
    }

    /**
     * For whom a row of the events table acts. It carries no token, so a user has to allow it (events: true).
     *
     * @param wanted whom the row names
     * @param configured who it is otherwise
     * @throws BridgeException.NotAllowed when there is nobody
     */
    public Principal eventsUser(Optional<String> wanted, Optional<String> configured) {
        if (mode == AccessMode.OPEN) {
            return Principal.ANYBODY;
        }
        String name = wanted.or(() -> configured)
                .orElseThrow(() -> new BridgeException.NotAllowed(
                        ErrorCode.EVENTS_USER_MISSING,
                        "Nobody is responsible for events of the events table: name a user in metadata.user, or set"
                                + " bridge.sync.events-user."));
        return registry.users()
                .named(name)
                .filter(user -> !expired(user) && (user.events() || isConfigured(name, configured)))
                .map(User::principal)
                .orElseThrow(() -> new BridgeException.NotAllowed(
                        ErrorCode.EVENTS_USER_NOT_ALLOWED,
                        "Events of the events table may not act for '" + name + "': there is no such user, its token"
                                + " has expired, or the permissions file does not say events: true for it."));
    }

    /** The operator's own choice needs no second consent. */
    private static boolean isConfigured(String name, Optional<String> configured) {
        return configured.filter(name::equalsIgnoreCase).isPresent();
    }

    private boolean expired(User user) {
        return user.expiredOn(LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
    }

    /**
     * How much one event may change of the table.
     *
     * @throws BridgeException.NotAllowed when the principal may not write it
     */
    public WriteLimits authorizeWrite(Principal principal, SqlServerTable table) {
        TableName name = TableName.of(table);
        if (!principal.permissions().allow(AccessLevel.WRITE, name)) {
            throw new BridgeException.NotAllowed(
                    ErrorCode.WRITE_NOT_ALLOWED,
                    "The token of '" + principal.name() + "' does not allow to write " + table
                            + ". Ask the bridge's operator for the permission 'write' on this table.");
        }
        return principal.permissions().writeLimits(name);
    }

    /**
     * Checks that events of the principal may copy a table of Unity Catalog.
     *
     * @throws BridgeException.NotAllowed ({@code source-not-allowed}) when they may not
     */
    public void authorizeSource(Principal principal, UnityTable table) {
        if (!principal.permissions().allowSource(table)) {
            throw new BridgeException.NotAllowed(
                    ErrorCode.SOURCE_NOT_ALLOWED,
                    "The token of '" + principal.name() + "' does not allow to copy " + table
                            + " of Unity Catalog. Ask the bridge's operator to add it to 'sources' of this user in the"
                            + " permissions file.");
        }
    }

    /**
     * Checks that the principal may have rows loaded into a table of Unity Catalog.
     *
     * @throws BridgeException.NotAllowed ({@code load-not-allowed}) when they may not
     */
    public void authorizeLoad(Principal principal, UnityTable table) {
        if (!principal.permissions().allowLoad(table)) {
            throw new BridgeException.NotAllowed(
                    ErrorCode.LOAD_NOT_ALLOWED,
                    "The token of '" + principal.name() + "' does not allow to load " + table
                            + " of Unity Catalog. Ask the bridge's operator to add it to 'loads' of this user in the"
                            + " permissions file.");
        }
    }

    /**
     * Checks that the principal may pause a replication, reset its streams, and let their loads pass limits.
     *
     * @throws BridgeException.NotAllowed ({@code operate-not-allowed}) when they may not
     */
    public void authorizeOperating(Principal principal, String replication) {
        if (!principal.permissions().allowOperating(replication)) {
            throw new BridgeException.NotAllowed(
                    ErrorCode.OPERATE_NOT_ALLOWED,
                    "The token of '" + principal.name() + "' does not allow to operate the replication " + replication
                            + ". Ask the bridge's operator to add it to 'operate' of this user in the permissions file.");
        }
    }

    /**
     * Checks that the principal may read some table, or is an admin: what can be extracted concerns nobody else.
     *
     * @throws BridgeException.NotAllowed ({@code read-not-allowed}) when they may not
     */
    public void authorizeReading(Principal principal) {
        if (!principal.admin() && !principal.permissions().allowAnything(AccessLevel.READ)) {
            throw new BridgeException.NotAllowed(
                    ErrorCode.READ_NOT_ALLOWED,
                    "The token of '" + principal.name()
                            + "' does not allow to read any table. Ask the bridge's operator"
                            + " for the permission 'read' on those that you need.");
        }
    }

    /** Whether the principal may see rows and columns of the table. */
    public boolean mayRead(Principal principal, SqlServerTable table) {
        return principal.permissions().allow(AccessLevel.READ, TableName.of(table));
    }

    /**
     * Checks that the principal may read every table of every query. May take as long as
     * {@link AccessConfig#queryParseTimeout()} for each, so it is no work for an event loop.
     *
     * @param queries the T-SQL text of each query by its name
     * @throws BridgeException.NotAllowed naming all tables that are not allowed, or the queries that can't be checked
     */
    public void authorizeExtraction(Principal principal, Map<String, String> queries) {
        if (principal.permissions().allowEverything(AccessLevel.READ)) {
            return;
        }
        SortedSet<String> refusals = new TreeSet<>();
        queries.forEach((name, sql) -> collectRefusals(principal, name, queryTables.of(sql), refusals));
        if (!refusals.isEmpty()) {
            throw new BridgeException.NotAllowed(
                    ErrorCode.READ_NOT_ALLOWED,
                    "The token of '" + principal.name() + "' does not allow this: " + String.join("; ", refusals)
                            + ". Ask the bridge's operator for the permission 'read' on these tables.");
        }
    }

    private static void collectRefusals(
            Principal principal, String query, QueryTables.TablesRead read, SortedSet<String> refusals) {
        if (read instanceof QueryTables.TablesRead.NotUnderstood unknown) {
            refusals.add("query '" + query + "' can't be checked, because " + unknown.reason()
                    + ", so it needs the permission for '*'");
        } else if (read instanceof QueryTables.TablesRead.Known known) {
            known.tables().stream()
                    .filter(table -> !principal.permissions().allow(AccessLevel.READ, table))
                    .forEach(table -> refusals.add("query '" + query + "' reads " + table));
        }
    }

    private String howToCreateToken() {
        return "there is no user in " + config.permissionsFile()
                + ". Make one with 'bridge token create --name ...', which puts the token_sha256 there"
                + " (docs/security.md).";
    }
}
