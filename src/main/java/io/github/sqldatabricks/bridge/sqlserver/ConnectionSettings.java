package io.github.sqldatabricks.bridge.sqlserver;

import io.github.sqldatabricks.bridge.jdbc.entra.EntraLogin;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * One SQL Server with everything decided.
 *
 * @param name {@code default}, or the name below {@code bridge.sqlserver.connections}
 * @param username empty when the login is Entra's or Kerberos'
 * @param password never shown, see {@link #toString()}; empty when {@code username} is
 * @param connectTimeout at least a second, as the following
 */
record ConnectionSettings(
        String name,
        String host,
        int port,
        String database,
        String username,
        String password,
        EntraLogin entra,
        SqlServerConfig.WindowsLogin windows,
        boolean trustCertificate,
        SqlServerConfig.Tls tls,
        boolean snapshot,
        int maxConnections,
        Duration connectTimeout,
        Duration statementTimeout,
        Duration readTimeout,
        Duration lockTimeout) {

    /** The name of the connection that countries use unless they name another. */
    static final String DEFAULT = "default";

    /** Flyway holds one for its history and one for the migration. */
    private static final int MIGRATION_CONNECTIONS = 3;

    /** @throws BridgeException.RemotePermanent when host, database, username or password is missing */
    static ConnectionSettings of(SqlServerConfig.Connection connection) {
        return new ConnectionSettings(
                DEFAULT,
                required(connection.host(), DEFAULT, "host"),
                connection.port(),
                required(connection.database(), DEFAULT, "database"),
                login(connection.username(), connection.entra(), connection.windows(), DEFAULT, "username"),
                login(connection.password(), connection.entra(), connection.windows(), DEFAULT, "password"),
                connection.entra(),
                connection.windows(),
                connection.trustCertificate(),
                connection.tls(),
                connection.snapshot(),
                connection.maxConnections(),
                connection.connectTimeout(),
                connection.statementTimeout(),
                connection.readTimeout(),
                connection.lockTimeout());
    }

    /** The default with what {@code other} has different. */
    static ConnectionSettings of(SqlServerConfig.Connection base, String name, SqlServerConfig.Override other) {
        EntraLogin entra = other.entra().orElse(base.entra());
        SqlServerConfig.WindowsLogin windows = other.windows().orElse(base.windows());
        return new ConnectionSettings(
                name,
                required(other.host().or(base::host), name, "host"),
                other.port().orElse(base.port()),
                required(other.database().or(base::database), name, "database"),
                login(other.username().or(base::username), entra, windows, name, "username"),
                login(other.password().or(base::password), entra, windows, name, "password"),
                entra,
                windows,
                other.trustCertificate().orElse(base.trustCertificate()),
                other.tls().orElse(base.tls()),
                base.snapshot(),
                base.maxConnections(),
                base.connectTimeout(),
                base.statementTimeout(),
                base.readTimeout(),
                base.lockTimeout());
    }

    /** The same server with the connections that a migration uses at once. */
    ConnectionSettings forMigration() {
        return new ConnectionSettings(
                name,
                host,
                port,
                database,
                username,
                password,
                entra,
                windows,
                trustCertificate,
                tls,
                snapshot,
                MIGRATION_CONNECTIONS,
                connectTimeout,
                statementTimeout,
                readTimeout,
                lockTimeout);
    }

    /** Where it is, for people: {@code host:port/database}. */
    String place() {
        return host + ":" + port + "/" + database;
    }

    @Override
    public String toString() {
        return name + " (" + place() + " as " + user() + ")";
    }

    /** Who logs in, for people. */
    String user() {
        return entra.identity()
                .map(Object::toString)
                .or(windows::principal)
                .orElse(username.isEmpty() ? "the ticket cache's owner" : username);
    }

    private static String login(
            Optional<String> value, EntraLogin entra, SqlServerConfig.WindowsLogin windows, String name, String key) {
        boolean other = entra.identity().isPresent()
                || windows.login()
                        .filter(SqlServerConfig.WindowsLogin.Scheme.KERBEROS::equals)
                        .isPresent();
        return other ? "" : required(value, name, key);
    }

    private static String required(Optional<String> value, String name, String key) {
        String setting = name.equals(DEFAULT)
                ? "SQLSERVER_" + key.toUpperCase(Locale.ROOT) + " (bridge.sqlserver." + key + ")"
                : "bridge.sqlserver.connections." + name + "." + key;
        return value.orElseThrow(() -> new BridgeException.RemotePermanent(
                ErrorCode.SQLSERVER_NOT_CONFIGURED, "Set " + setting + ": without it, SQL Server can't be reached."));
    }
}
