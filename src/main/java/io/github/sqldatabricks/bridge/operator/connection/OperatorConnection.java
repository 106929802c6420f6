package io.github.sqldatabricks.bridge.operator.connection;

import io.github.sqldatabricks.bridge.jdbc.entra.EntraLogin;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.sqlserver.SqlServerConfig;
import io.github.sqldatabricks.bridge.sqlserver.SqlServerPools;
import java.net.URI;
import java.nio.file.Path;
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

    /**
     * Pools that connect when they are first used; the caller's to close.
     *
     * @throws BridgeException.InvalidRequest ({@code invalid-setting}) when the settings contradict themselves
     */
    public SqlServerPools openPools() {
        try {
            return SqlServerPools.single(this);
        } catch (IllegalArgumentException e) {
            throw new BridgeException.InvalidRequest(ErrorCode.INVALID_SETTING, e.getMessage(), e);
        }
    }

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

    /** How the connection is encrypted. */
    record OperatorTls(NamedSettings settings) implements SqlServerConfig.Tls {

        @Override
        public boolean strict() {
            return settings.flag("tls.strict", false);
        }

        @Override
        public Optional<Path> trustStore() {
            return settings.file("tls.trust-store");
        }

        @Override
        public Optional<String> trustStorePassword() {
            return settings.text("tls.trust-store-password");
        }

        @Override
        public Optional<String> hostName() {
            return settings.text("tls.host-name");
        }

        @Override
        public Optional<Path> certificate() {
            return settings.file("tls.certificate");
        }
    }

    /** The login by a Windows account, if there is one. */
    record OperatorWindowsLogin(NamedSettings settings) implements SqlServerConfig.WindowsLogin {

        @Override
        public Optional<Scheme> login() {
            return settings.constant("windows.login", Scheme.values());
        }

        @Override
        public Optional<String> domain() {
            return settings.text("windows.domain");
        }

        @Override
        public Optional<String> principal() {
            return settings.text("windows.principal");
        }

        @Override
        public Optional<Path> keytab() {
            return settings.file("windows.keytab");
        }

        @Override
        public Optional<String> servicePrincipalName() {
            return settings.text("windows.service-principal-name");
        }
    }

    /** The login by Microsoft Entra, if there is one. */
    record OperatorEntraLogin(NamedSettings settings) implements EntraLogin {

        @Override
        public Optional<Identity> identity() {
            return settings.constant("entra.identity", Identity.values());
        }

        @Override
        public Optional<String> tenantId() {
            return settings.text("entra.tenant-id");
        }

        @Override
        public Optional<String> clientId() {
            return settings.text("entra.client-id");
        }

        @Override
        public Optional<String> clientSecret() {
            return settings.text("entra.client-secret");
        }

        @Override
        public Optional<Path> tokenFile() {
            return settings.file("entra.token-file");
        }

        @Override
        public URI authority() {
            return URI.create(settings.text("entra.authority").orElse("https://login.microsoftonline.com"));
        }

        @Override
        public URI metadataEndpoint() {
            return URI.create(settings.text("entra.metadata-endpoint").orElse("http://169.254.169.254"));
        }

        @Override
        public String resource() {
            return settings.text("entra.resource").orElse("https://database.windows.net/");
        }
    }
}
