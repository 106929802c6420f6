package io.github.sqldatabricks.bridge.sqlserver;

import io.github.sqldatabricks.bridge.jdbc.entra.EntraLogin;
import io.github.sqldatabricks.bridge.model.TemporalPolicy;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** The SQL Servers: a default one, and others that countries name. */
@ConfigMapping(prefix = "bridge.sqlserver")
public interface SqlServerConfig {

    /** The SQL Server of every country that names no other. */
    @WithParentName
    Connection defaultConnection();

    /** More SQL Servers, by a name of the operator's choice. What one leaves out is taken from the default. */
    Map<String, Override> connections();

    /** Which of {@link #connections()} a country uses, by country in lower case. */
    Map<String, String> countries();

    /**
     * What happens to digits that Databricks timestamps can't keep, when a template says nothing else. It concerns
     * datetime2(7) and datetimeoffset(7) alone; TEXT leaves types of fewer digits as timestamps.
     */
    @WithDefault("FAIL")
    TemporalPolicy temporalPolicy();

    /**
     * The largest single value in bytes (of text: as UTF-8) that is read; a larger one fails its query. At most a sixteenth of the
     * heap, less with more than 2 queries at once.
     */
    @WithDefault("64M")
    MemorySize maxValueSize();

    /**
     * Where Kerberos finds its realms ({@code krb5.conf}), for the whole process. Default: the JVM's, {@code /etc/krb5.conf} on
     * Linux.
     */
    Optional<Path> krb5Config();

    /** Everything about one SQL Server. */
    interface Connection {

        /** Host name or address. Without it, only commands that need no SQL Server work. */
        Optional<String> host();

        /** TCP port, 1 to 65535. */
        @WithDefault("1433")
        @Min(1)
        @Max(65535)
        int port();

        /** Database name. */
        Optional<String> database();

        /** Login name. */
        Optional<String> username();

        /** The login's password; never logged. */
        Optional<String> password();

        /** A login by Microsoft Entra instead of {@link #username()} and {@link #password()}. */
        EntraLogin entra();

        /** A login by a Windows account instead of one of SQL Server's own. */
        WindowsLogin windows();

        /**
         * Whether a certificate that can't be verified is accepted. Only for tests: it allows eavesdropping. Refused in
         * production. {@code SQLSERVER_TRUST_SERVER_CERTIFICATE} is a second name.
         */
        @WithDefault("false")
        boolean trustCertificate();

        /** How the connection is encrypted; it always is. */
        Tls tls();

        /**
         * Whether SNAPSHOT isolation is used when the database allows it. Switch it off when queries also read
         * databases that don't (error 3952); reads are READ COMMITTED then.
         */
        @WithDefault("true")
        boolean snapshot();

        /** Connections to this server at most, 1 to 256. */
        @WithDefault("8")
        @Min(1)
        @Max(256)
        int maxConnections();

        /** How long a connection may take to open, login included, or to become free. 1 s to 7 days. */
        @WithDefault("15s")
        Duration connectTimeout();

        /** How long a statement may run before its first row; then it is stopped and fails. 1 s to 7 days. */
        @WithDefault("30m")
        Duration statementTimeout();

        /**
         * How long the server may be silent in the middle of an answer before the connection counts as broken. 1 s to 7
         * days.
         */
        @WithDefault("5m")
        Duration readTimeout();

        /** How long a statement waits for a lock (error 1222 then, which is retried). 0 to 7 days. */
        @WithDefault("60s")
        Duration lockTimeout();
    }

    /** What another SQL Server has different from the default one. */
    interface Override {

        /** Host name or address. */
        Optional<String> host();

        /** TCP port, 1 to 65535. */
        Optional<@Min(1) @Max(65535) Integer> port();

        /** Database name. */
        Optional<String> database();

        /** Login name. */
        Optional<String> username();

        /** The login's password; never logged. */
        Optional<String> password();

        /** A login by Microsoft Entra; all of it, nothing is taken from the default. */
        Optional<EntraLogin> entra();

        /** A login by a Windows account; all of it, nothing is taken from the default. */
        Optional<WindowsLogin> windows();

        /** Whether a certificate that can't be verified is accepted. */
        Optional<Boolean> trustCertificate();

        /** How the connection is encrypted; all of it, nothing is taken from the default. */
        Optional<Tls> tls();
    }

    /** A login by an account of a Windows domain. */
    interface WindowsLogin {

        /** How the account proves itself. */
        enum Scheme {
            /** By user name, password and domain. */
            NTLM,
            /** By a ticket: of a keytab's key, or of the ticket cache of the process' user. */
            KERBEROS
        }

        /**
         * {@code ntlm} (user name, password and {@code domain}) or {@code kerberos} (a keytab, or tickets of {@code kinit}).
         * Default: none, the login is SQL Server's own.
         */
        Optional<Scheme> login();

        /** The Windows domain, for NTLM. */
        Optional<String> domain();

        /** Who logs in by Kerberos, {@code name@REALM}; with {@link #keytab()}. */
        Optional<String> principal();

        /** A file with the principal's key. Without it, the process' ticket cache is used. */
        Optional<Path> keytab();

        /** The server's name in the domain, when it is not {@code MSSQLSvc/host:port}. */
        Optional<String> servicePrincipalName();
    }

    /** How a connection is encrypted, and which certificates are good. */
    interface Tls {

        /** TDS 8.0: TLS before the first byte ({@code encrypt=strict}); SQL Server 2022 and newer, Azure SQL. */
        @WithDefault("false")
        boolean strict();

        /** Certificate authorities that are trusted instead of the JVM's: a PKCS #12 or JKS file. */
        Optional<Path> trustStore();

        /** The trust store's password; never logged. */
        Optional<String> trustStorePassword();

        /** The name that the certificate must be for, when it is not {@code host}. */
        Optional<String> hostName();

        /** The server's own certificate, compared byte by byte (PEM, DER or CER file); with {@link #strict()} only. */
        Optional<Path> certificate();
    }
}
