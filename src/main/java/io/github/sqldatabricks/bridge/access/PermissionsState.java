package io.github.sqldatabricks.bridge.access;

import java.util.Optional;

/** How the permissions file is doing while the bridge runs. */
public interface PermissionsState {

    /** Why the file as it is now is not in force, without a token; empty when it is. */
    Optional<String> permissionsProblem();

    /** How often permissions were taken from the file, the start included. */
    int permissionsLoads();
}
