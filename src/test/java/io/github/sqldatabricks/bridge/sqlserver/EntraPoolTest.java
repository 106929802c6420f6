package io.github.sqldatabricks.bridge.sqlserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.jdbc.entra.EntraLogin.Identity;
import io.github.sqldatabricks.bridge.testing.FixedEntraLogin;
import io.github.sqldatabricks.bridge.testing.TokenEndpoint;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What the driver says to a server that hangs up after its first packet. Catches a pool that does not log in by a token though
 * it is told to, one that does though it is not, and encryption that is not what the settings say. What comes after TLS needs a
 * real server with Entra.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EntraPoolTest {

    /** Options of PRELOGIN (MS-TDS 2.2.6.5). */
    private static final int ENCRYPTION = 1;

    private static final int FEDERATED = 6;
    private static final int END = 0xff;
    private static final int PRELOGIN_PACKET = 0x12;
    private static final int TLS_HANDSHAKE = 0x16;

    private final TestSqlServerConfig config = new TestSqlServerConfig();
    private TokenEndpoint endpoint;
    private ServerSocket server;

    @BeforeEach
    void start() throws IOException {
        endpoint = new TokenEndpoint();
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        config.host = "127.0.0.1";
        config.port = server.getLocalPort();
        config.database = "sales";
        config.username = "reader";
        config.password = "password-of-the-reader";
    }

    @AfterEach
    void stop() throws IOException {
        endpoint.close();
        server.close();
    }

    @Test
    void aTokenIsAnnouncedAsFederatedLogin() throws Exception {
        config.username = null;
        config.password = null;
        config.entra = login();
        byte[] packet = firstPacket();
        assertThat(endpoint.requests()).isNotEmpty();
        assertThat(option(packet, FEDERATED)).isEqualTo(1);
        assertThat(option(packet, ENCRYPTION)).isEqualTo(1);
    }

    @Test
    void aPasswordIsNot() throws Exception {
        byte[] packet = firstPacket();
        assertThat(endpoint.requests()).isEmpty();
        assertThat(option(packet, FEDERATED)).isLessThan(1);
        assertThat(option(packet, ENCRYPTION)).isEqualTo(1);
    }

    @Test
    void strictBeginsWithTls() throws Exception {
        config.tls = new TestSqlServerConfig.FixedTls(true, Optional.empty(), Optional.empty());
        assertThat(firstPacket()[0]).isEqualTo((byte) TLS_HANDSHAKE);
    }

    @Test
    void aTrustStoreThatIsNotThereIsNamed() {
        config.tls = new TestSqlServerConfig.FixedTls(
                true, Optional.of(Path.of("/no/such/store.p12")), Optional.of("password-of-the-store"));
        assertThatThrownBy(this::connect)
                .hasMessageContaining("/no/such/store.p12")
                .hasMessageNotContaining("password-of-the-store");
    }

    @Test
    void aRefusedIdentityIsToldAsSuch() throws Exception {
        config.entra = login();
        endpoint.status = 401;
        try (SqlServerPools pools = new SqlServerPools(config)) {
            SqlServerConnectivity connectivity = new SqlServerConnectivity(pools, "default");
            assertThat(connectivity.check().detail())
                    .contains("Microsoft Entra")
                    .contains("invalid_client")
                    .doesNotContain("secret-of-the-application");
        }
    }

    private FixedEntraLogin login() {
        return new FixedEntraLogin(
                Optional.of(Identity.SERVICE_PRINCIPAL),
                endpoint.uri(),
                Optional.of("secret-of-the-application"),
                Optional.empty());
    }

    private byte[] firstPacket() throws Exception {
        CompletableFuture<byte[]> packet = CompletableFuture.supplyAsync(this::read);
        assertThatThrownBy(this::connect);
        return packet.get(10, TimeUnit.SECONDS);
    }

    private void connect() throws Exception {
        try (SqlServerPools pools = new SqlServerPools(config)) {
            pools.connect(pools.directory().settings("default")).close();
        }
    }

    private byte[] read() {
        try (Socket socket = server.accept()) {
            byte[] packet = new byte[4096];
            new DataInputStream(socket.getInputStream()).read(packet);
            // Nobody answers the driver's next attempts either.
            server.close();
            return packet;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The value of an option's first byte, or -1 when the packet does not have it. */
    private static int option(byte[] packet, int wanted) {
        assertThat(packet[0]).isEqualTo((byte) PRELOGIN_PACKET);
        ByteBuffer content = ByteBuffer.wrap(packet, 8, packet.length - 8).slice();
        while (Byte.toUnsignedInt(content.get(content.position())) != END) {
            int option = content.get();
            int offset = content.getShort();
            content.getShort();
            if (option == wanted) {
                return content.get(offset);
            }
        }
        return -1;
    }
}
