package io.github.sqldatabricks.bridge.sqlserver;

import io.github.sqldatabricks.bridge.jdbc.entra.EntraLogin;
import io.github.sqldatabricks.bridge.model.TemporalPolicy;
import io.github.sqldatabricks.bridge.testing.FixedEntraLogin;
import io.quarkus.runtime.configuration.MemorySize;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A configuration that a test changes as it likes; it starts with the defaults and no server. */
final class TestSqlServerConfig implements SqlServerConfig, SqlServerConfig.Connection {

    String host;
    int port = 1433;
    String database;
    String username;
    String password;
    FixedEntraLogin entra = FixedEntraLogin.NONE;
    FixedWindowsLogin windows = FixedWindowsLogin.NONE;
    Path krb5Config;
    boolean trustCertificate;
    FixedTls tls = new FixedTls(false, Optional.empty(), Optional.empty());
    boolean snapshot = true;
    int maxConnections = 4;
    Duration connectTimeout = Duration.ofSeconds(15);
    Duration statementTimeout = Duration.ofMinutes(2);
    Duration readTimeout = Duration.ofMinutes(1);
    Duration lockTimeout = Duration.ofSeconds(10);
    TemporalPolicy temporalPolicy = TemporalPolicy.FAIL;
    long maxValueBytes = 64 << 20;
    final Map<String, SqlServerConfig.Override> connections = new HashMap<>();
    final Map<String, String> countries = new HashMap<>();

    /** A Windows account as a test wants it. */
    record FixedWindowsLogin(
            Optional<Scheme> login,
            Optional<String> domain,
            Optional<String> principal,
            Optional<Path> keytab,
            Optional<String> servicePrincipalName)
            implements SqlServerConfig.WindowsLogin {

        static final FixedWindowsLogin NONE = new FixedWindowsLogin(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

        static FixedWindowsLogin ntlm(String domain) {
            return new FixedWindowsLogin(
                    Optional.of(Scheme.NTLM),
                    Optional.of(domain),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
        }

        static FixedWindowsLogin kerberos(String principal, Path keytab, String service) {
            return new FixedWindowsLogin(
                    Optional.of(Scheme.KERBEROS),
                    Optional.empty(),
                    Optional.of(principal),
                    Optional.of(keytab),
                    Optional.of(service));
        }
    }

    /** Encryption as a test wants it. */
    record FixedTls(
            boolean strict,
            Optional<Path> trustStore,
            Optional<String> trustStorePassword,
            Optional<String> hostName,
            Optional<Path> certificate)
            implements SqlServerConfig.Tls {

        FixedTls(boolean strict, Optional<Path> trustStore, Optional<String> trustStorePassword) {
            this(strict, trustStore, trustStorePassword, Optional.empty(), Optional.empty());
        }
    }

    /** An override of the host alone. */
    record OtherHost(String name) implements SqlServerConfig.Override {
        @java.lang.Override
        public Optional<String> host() {
            return Optional.ofNullable(name);
        }

        @java.lang.Override
        public Optional<Integer> port() {
            return Optional.empty();
        }

        @java.lang.Override
        public Optional<String> database() {
            return Optional.empty();
        }

        @java.lang.Override
        public Optional<String> username() {
            return Optional.empty();
        }

        @java.lang.Override
        public Optional<String> password() {
            return Optional.empty();
        }

        @java.lang.Override
        public Optional<EntraLogin> entra() {
            return Optional.empty();
        }

        @java.lang.Override
        public Optional<SqlServerConfig.WindowsLogin> windows() {
            return Optional.empty();
        }

        @java.lang.Override
        public Optional<SqlServerConfig.Tls> tls() {
            return Optional.empty();
        }

        @java.lang.Override
        public Optional<Boolean> trustCertificate() {
            return Optional.empty();
        }
    }

    @java.lang.Override
    public SqlServerConfig.Connection defaultConnection() {
        return this;
    }

    @java.lang.Override
    public Map<String, SqlServerConfig.Override> connections() {
        return connections;
    }

    @java.lang.Override
    public Map<String, String> countries() {
        return countries;
    }

    @java.lang.Override
    public TemporalPolicy temporalPolicy() {
        return temporalPolicy;
    }

    @java.lang.Override
    public MemorySize maxValueSize() {
        return new MemorySize(BigInteger.valueOf(maxValueBytes));
    }

    @java.lang.Override
    public Optional<String> host() {
        return Optional.ofNullable(host);
    }

    @java.lang.Override
    public int port() {
        return port;
    }

    @java.lang.Override
    public Optional<String> database() {
        return Optional.ofNullable(database);
    }

    @java.lang.Override
    public Optional<String> username() {
        return Optional.ofNullable(username);
    }

    @java.lang.Override
    public Optional<String> password() {
        return Optional.ofNullable(password);
    }

    @java.lang.Override
    public boolean trustCertificate() {
        return trustCertificate;
    }

    @java.lang.Override
    public EntraLogin entra() {
        return entra;
    }

    @java.lang.Override
    public SqlServerConfig.WindowsLogin windows() {
        return windows;
    }

    @java.lang.Override
    public Optional<Path> krb5Config() {
        return Optional.ofNullable(krb5Config);
    }

    @java.lang.Override
    public SqlServerConfig.Tls tls() {
        return tls;
    }

    @java.lang.Override
    public boolean snapshot() {
        return snapshot;
    }

    @java.lang.Override
    public int maxConnections() {
        return maxConnections;
    }

    @java.lang.Override
    public Duration connectTimeout() {
        return connectTimeout;
    }

    @java.lang.Override
    public Duration statementTimeout() {
        return statementTimeout;
    }

    @java.lang.Override
    public Duration readTimeout() {
        return readTimeout;
    }

    @java.lang.Override
    public Duration lockTimeout() {
        return lockTimeout;
    }
}
