package io.github.sqldatabricks.bridge.access;

/**
 * Who makes a request. Holds no token.
 *
 * @param name the user's name in the permissions file; unique there
 * @param admin whether other users' jobs may be seen and cancelled; says nothing about tables
 * @param sandbox whether any SQL may be run in the sandbox, where one runs
 * @param permissions which tables
 */
public record Principal(String name, boolean admin, boolean sandbox, Permissions permissions) {

    /** Any caller while access control is off. */
    public static final Principal ANYBODY = new Principal("anybody", true, true, Permissions.EVERYTHING);

    /** Who starts a command: may do what the process's logins may do. */
    public static final Principal COMMAND_LINE = new Principal("command-line", true, true, Permissions.EVERYTHING);
}
