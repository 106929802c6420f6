package io.github.sqldatabricks.bridge.sqlserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.sqlserver.SqlServerConfig.WindowsLogin.Scheme;
import io.github.sqldatabricks.bridge.testing.tds.NtlmChallenge;
import io.github.sqldatabricks.bridge.testing.tds.TdsServer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the driver says to a server that asks for a Windows account. Catches a login by SQL Server's own accounts though another
 * one is asked for, a password on the wire, and settings that are found wrong only at the first connection.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WindowsLoginTest {

    private static final String PASSWORD = "password-of-the-reader";

    @TempDir
    private Path folder;

    private final TestSqlServerConfig config = new TestSqlServerConfig();
    private TdsServer server;

    @BeforeEach
    void start() throws Exception {
        server = new TdsServer();
        config.host = "127.0.0.1";
        config.port = server.port();
        config.database = "sales";
        config.username = "reader";
        config.password = PASSWORD;
        config.trustCertificate = true;
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    @Test
    void ntlmNegotiatesWithTheDomainsAccountAndSendsNoPassword() throws Exception {
        config.windows = TestSqlServerConfig.FixedWindowsLogin.ntlm("EXAMPLE");
        server.challenge(NtlmChallenge.of("EXAMPLE"));
        connect();
        assertThat(text(server.logins().get(0), StandardCharsets.ISO_8859_1)).contains("NTLMSSP\0\1");
        assertThat(text(server.negotiations().get(0), StandardCharsets.ISO_8859_1))
                .startsWith("NTLMSSP\0\3");
        assertThat(text(server.negotiations().get(0), StandardCharsets.UTF_16LE))
                .contains("reader", "EXAMPLE")
                .doesNotContain(PASSWORD);
        assertThat(text(server.logins().get(0), StandardCharsets.UTF_16LE)).doesNotContain(PASSWORD);
    }

    @Test
    void withoutItNothingIsNegotiated() throws Exception {
        connect();
        assertThat(text(server.logins().get(0), StandardCharsets.ISO_8859_1)).doesNotContain("NTLMSSP");
        assertThat(text(server.logins().get(0), StandardCharsets.UTF_16LE)).contains("reader");
    }

    @Test
    void aKeytabThatGivesNoTicketIsSaidToBeTheReason() throws Exception {
        Path keytab = Files.write(folder.resolve("bridge.keytab"), new byte[] {5, 2});
        config.krb5Config = Files.writeString(
                folder.resolve("krb5.conf"),
                "[libdefaults]\ndefault_realm = EXAMPLE.ORG\n[realms]\nEXAMPLE.ORG = {}\n");
        config.windows = TestSqlServerConfig.FixedWindowsLogin.kerberos(
                "bridge@EXAMPLE.ORG", keytab, "MSSQLSvc/sql.example.org:1433");
        config.username = null;
        config.password = null;
        String before = System.getProperty("java.security.krb5.conf");
        try {
            assertThatThrownBy(this::connect)
                    .isInstanceOfSatisfying(
                            BridgeException.class, e -> assertThat(e.code()).startsWith("kerberos-"))
                    .hasMessageContaining("bridge@EXAMPLE.ORG")
                    .hasMessageContaining("bridge.sqlserver.krb5-config");
        } finally {
            restore(before);
        }
    }

    private static void restore(String before) {
        if (before == null) {
            System.clearProperty("java.security.krb5.conf");
        } else {
            System.setProperty("java.security.krb5.conf", before);
        }
    }

    @Test
    void whatContradictsItselfIsFoundAtTheStart() {
        assertRefused(login(Scheme.NTLM, null, null, null), "windows.domain");
        assertRefused(login(null, "EXAMPLE", null, null), "windows.domain");
        assertRefused(login(Scheme.KERBEROS, null, "bridge@EXAMPLE.ORG", null), "windows.keytab");
        assertRefused(login(Scheme.KERBEROS, null, "bridge@EXAMPLE.ORG", folder.resolve("none")), "no readable file");
        assertRefused(login(null, null, "bridge@EXAMPLE.ORG", folder), "windows.login=kerberos");
    }

    private void assertRefused(TestSqlServerConfig.FixedWindowsLogin windows, String named) {
        config.windows = windows;
        assertThatThrownBy(() -> new SqlServerPools(config))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(named);
    }

    private static TestSqlServerConfig.FixedWindowsLogin login(
            Scheme scheme, String domain, String principal, Path keytab) {
        return new TestSqlServerConfig.FixedWindowsLogin(
                Optional.ofNullable(scheme),
                Optional.ofNullable(domain),
                Optional.ofNullable(principal),
                Optional.ofNullable(keytab),
                Optional.empty());
    }

    private void connect() throws Exception {
        try (SqlServerPools pools = new SqlServerPools(config)) {
            pools.connect(pools.directory().settings("default")).close();
        }
    }

    private static String text(byte[] bytes, Charset charset) {
        return new String(bytes, charset);
    }
}
