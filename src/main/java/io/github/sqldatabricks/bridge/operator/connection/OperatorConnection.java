package io.github.sqldatabricks.bridge.operator.connection;

import io.github.sqldatabricks.bridge.jdbc.entra.EntraLogin;
import io.github.sqldatabricks.bridge.sqlserver.SqlServerConfig;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The one SQL Server of a job. What is not set is as in the service (docs/configuration.md), where the settings are explained. */
public record OperatorConnection(NamedSettings settings) implements SqlServerConfig.Connection {

    /** All settings of a connection. */
    public static final List<String> NAMES = List.of(
            "host",
            "port",
            "database",
            "username",
            "password",
            "trust-certificate",
            "snapshot",
            "max-connections",
            "connect-timeout",
            "statement-timeout",
            "read-timeout",
            "lock-timeout",
            "tls.strict",
            "tls.trust-store",
            "tls.trust-store-password",
            "tls.host-name",
            "tls.certificate",
            "entra.identity",
            "entra.tenant-id",
            "entra.client-id",
            "entra.client-secret",
            "entra.token-file",
            "entra.authority",
            "entra.metadata-endpoint",
            "entra.resource",
            "windows.login",
            "windows.domain",
            "windows.principal",
            "windows.keytab",
            "windows.service-principal-name");

    private static final int DEFAULT_PORT = 1433;
    private static final int HIGHEST_PORT = 65_535;
    private static final int DEFAULT_CONNECTIONS = 8;
    private static final int MOST_CONNECTIONS = 256;

    @Override
    public Optional<String> host() {
        return settings.text("host");
    }

    @Override
    public int port() {
        return settings.number("port", 1, HIGHEST_PORT).map(Long::intValue).orElse(DEFAULT_PORT);
    }

    @Override
    public Optional<String> database() {
        return settings.text("database");
    }

    @Override
    public Optional<String> username() {
        return settings.text("username");
    }

    @Override
    public Optional<String> password() {
        return settings.text("password");
    }

    @Override
    public EntraLogin entra() {
        return new OperatorEntraLogin(settings);
    }

    @Override
    public SqlServerConfig.WindowsLogin windows() {
        return new OperatorWindowsLogin(settings);
    }

    @Override
    public boolean trustCertificate() {
        return settings.flag("trust-certificate", false);
    }

    @Override
    public SqlServerConfig.Tls tls() {
        return new OperatorTls(settings);
    }

    @Override
    public boolean snapshot() {
        return settings.flag("snapshot", true);
    }

    @Override
    public int maxConnections() {
        return settings.number("max-connections", 1, MOST_CONNECTIONS)
                .map(Long::intValue)
                .orElse(DEFAULT_CONNECTIONS);
    }

    @Override
    public Duration connectTimeout() {
        return settings.seconds("connect-timeout", Duration.ofSeconds(15));
    }

    @Override
    public Duration statementTimeout() {
        return settings.seconds("statement-timeout", Duration.ofMinutes(30));
    }

    @Override
    public Duration readTimeout() {
        return settings.seconds("read-timeout", Duration.ofMinutes(5));
    }

    @Override
    public Duration lockTimeout() {
        return settings.seconds("lock-timeout", Duration.ofSeconds(60));
    }
}
