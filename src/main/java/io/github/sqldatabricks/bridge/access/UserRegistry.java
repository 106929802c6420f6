package io.github.sqldatabricks.bridge.access;

import io.github.sqldatabricks.bridge.access.PermissionsFile.InvalidPermissions;
import io.github.sqldatabricks.bridge.duty.Duties;
import java.util.Optional;
import org.jboss.logging.Logger;

/** The users of the permissions file, kept up to date while the bridge runs. Thread-safe. */
final class UserRegistry {

    private static final Logger LOG = Logger.getLogger(UserRegistry.class);

    private final PermissionsFile file;
    private final boolean identityProvider;
    private volatile UserDirectory users = UserDirectory.EMPTY;
    private volatile Optional<String> problem = Optional.empty();
    private volatile int loads;

    /**
     * Reads the file.
     *
     * @param duties get the one of reading it again
     * @param identityProvider whether there is one, by which users can be found that have no token of the bridge
     * @throws InvalidPermissions when the file is there but can't be used
     */
    UserRegistry(PermissionsFile file, AccessConfig config, boolean identityProvider, Duties duties) {
        this.file = file;
        this.identityProvider = identityProvider;
        if (file.exists()) {
            load();
        }
        if (config.hotReload()) {
            duties.every("permissions_reload", config.reloadInterval(), config.reloadInterval(), this::reload);
        }
    }

    UserDirectory users() {
        return users;
    }

    /** Why the file as it is now is not in force; empty when it is. */
    Optional<String> problem() {
        return problem;
    }

    /** How often a file was taken, the first time included. */
    int loads() {
        return loads;
    }

    /** By one thread at a time: the one that makes this object, then the duty's. */
    private void load() {
        file.readIfChanged().ifPresent(read -> {
            users = read;
            problem = Optional.empty();
            loads++;
            LOG.infof("Permissions loaded: %d users.", read.users().size());
            warn(read);
        });
    }

    private void warn(UserDirectory read) {
        if (!read.clearTextUsers().isEmpty()) {
            LOG.warnf(
                    "The permissions file holds clear-text tokens of %s. Replace each 'token' by its"
                            + " 'token_sha256' (docs/security.md); production refuses them.",
                    read.clearTextUsers());
        }
        if (!identityProvider && !read.externalUsers().isEmpty()) {
            LOG.warnf(
                    "Nobody can log in as %s: they have an oidc_subject or oidc_role, and there is no identity provider. Set"
                            + " bridge.access.oidc.issuer and bridge.access.oidc.audience (docs/security.md).",
                    read.externalUsers());
        }
    }

    /** The last good permissions stay in force, whatever is wrong. */
    private void reload() {
        try {
            load();
        } catch (RuntimeException | Error e) {
            String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            problem = Optional.of(reason);
            LOG.errorf("The changed permissions are NOT in force, the earlier ones still are: %s", reason);
        }
    }
}
